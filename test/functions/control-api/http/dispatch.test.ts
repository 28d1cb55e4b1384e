import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { route } from '../../../../functions/control-api/http/route.ts';
import { anApi, type ApiAnswer } from '../../../support/an-api.ts';
import { startRealTables } from '../../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let token: string;
const clock = { now: new Date('2026-11-22T10:00:30.000Z') };

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb, { now: () => clock.now });
  token = await api.token('acme');
});
afterAll(() => tables.close());

const codeOf = ({ status, body }: ApiAnswer) => `${status} ${String(body['code'])}`;
const problemsOf = ({ body }: ApiAnswer) =>
  (body['problems'] as { path: string; message: string }[]).map(({ path, message }) => `${path}: ${message}`);

describe('every answer', () => {
  test.each(['GET /', 'GET /sources', 'GET /nowhere', 'PUT /sources', 'GET /sources/none'])(
    'to %s is kept by nobody, guessed at by nobody, and shown in no frame',
    async (line) => {
      const { headers } = await api.call(line, { token });

      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
      });
    },
  );

  test('says what is left of the rate limit', async () => {
    const { headers } = await api.call('GET /', { token: await api.token('acme') });

    expect(headers).toMatchObject({
      'ratelimit-limit': '300',
      'ratelimit-remaining': '299',
      'ratelimit-reset': '30',
    });
  });

  test('counts what a person reads apart, so that open pages take nothing away from what is changed', async () => {
    const person = anApi(tables.dynamodb, { now: () => clock.now, verifyJwt: async () => 'ann@acme.example' });
    const signedIn = { token: 'a.b.c' };
    await api.call('POST /users', { token, body: { email: 'ann@acme.example', role: 'developer' } });

    const [read, again] = [await person.call('GET /', signedIn), await person.call('GET /sources', signedIn)];
    const changed = await person.call('POST /sources', { ...signedIn, body: { name: 'By Ann' } });

    const limits = [read, again, changed].map(({ headers }) => [
      ...[headers['ratelimit-limit'], headers['ratelimit-remaining']],
    ]);
    expect(limits).toEqual([
      ['600', '599'],
      ['600', '598'],
      ['300', '299'],
    ]);
  });

  test('that is an error is a problem with a code and what to do', async () => {
    const { headers, body } = await api.call('GET /sources/none', { token });

    expect(headers['content-type']).toBe('application/problem+json');
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Not found',
      status: 404,
      code: 'not_found',
      detail: 'There is no source "none" in the workspace "acme". GET /api/v1/sources lists them.',
      params: { what: 'source', id: 'none', place: 'the workspace "acme"', listedAt: '/api/v1/sources' },
    });
  });

  test.each([
    ['GET /replays/r-1', 'There is no replay "r-1" in the workspace "acme". GET /api/v1/replays lists them.'],
    ['GET /replays/mwrka59w-364afc', 'There is no replay "mwrka59w-364afc". GET /api/v1/replays lists them.'],
    ['GET /users/ann', 'There is no user "ann" in the workspace "acme". GET /api/v1/users lists them.'],
    ['DELETE /tokens/first', 'There is no token "first" in the workspace "acme". GET /api/v1/tokens lists them.'],
    [
      'GET /catalog/destinations/A',
      'There is no catalog entry "A" in the workspace "acme". GET /api/v1/catalog/destinations lists them.',
    ],
    ['DELETE /apps/crm/oauth-clients/mine', 'There is no OAuth client "mine" in the workspace "acme".'],
  ])('says what there is none of, and where there are some: %s', async (line, detail) => {
    const { status, body } = await api.call(line, { token });

    expect({ status, detail: body['detail'] }).toEqual({ status: 404, detail });
  });
});

describe('a request', () => {
  test('may begin with a byte order mark, as .NET writes it', async () => {
    const body = `\ufeff${JSON.stringify({ name: 'Marked', id: 'marked' })}`;

    const answer = await api.call('POST /sources', { token: await api.token('acme'), body });

    expect(answer.status).toBe(201);
  });

  test.each<[answer: string, line: string, call: object]>([
    ['404 not_found', 'GET /nowhere', {}],
    ['405 method_not_allowed', 'PUT /sources', {}],
    ['404 not_found', 'GET /sources/Not-An-Id', {}],
    ['400 invalid_query', 'GET /sources?limit=0', {}],
    ['400 invalid_query', 'GET /sources?limit=1001', {}],
    ['400 invalid_query', 'GET /sources?limit=0x10', {}],
    ['400 invalid_query', 'GET /sources?limit=1e1', {}],
    ['400 invalid_query', 'GET /sources?page=2', {}],
    ['400 invalid_cursor', 'GET /sources?cursor=abc', {}],
    ['400 invalid_body', 'POST /sources', {}],
    ['400 invalid_body', 'POST /sources', { body: { name: 'x', colour: 'red' } }],
    ['400 invalid_body', 'POST /sources', { body: [] }],
    ['400 malformed_json', 'POST /sources', { body: '{"name":' }],
    [
      '400 nested_too_deeply',
      'POST /destinations',
      { body: `{"settings":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_001)}` },
    ],
    ['415 unsupported_media_type', 'POST /sources', { body: '{}', headers: { 'content-type': 'text/plain' } }],
    ['413 body_too_large', 'POST /sources', { body: `"${'x'.repeat(256 * 1024)}"` }],
    ['400 invalid_body', 'GET /sources', { body: { name: 'x' } }],
  ])('is answered with %s: %s', async (expected, line, call) => {
    const answer = await api.call(line, { token, ...call });

    expect(codeOf(answer)).toBe(expected);
  });

  test('with a wrong method is told the right ones', async () => {
    const { headers } = await api.call('PUT /sources', { token });

    expect(headers['allow']).toBe('GET, POST');
  });

  test('has all its faults named, with their places', async () => {
    const settings = { url: 'not a url', headers: { host: 'x' } };
    const body = {
      sourceId: 'web',
      kind: 'webhook',
      name: '',
      settings,
      retry: { retries: 99, over: '4 weeks' },
      color: 1,
    };

    const answer = await api.call('POST /destinations', { token, body });
    const ofNoKind = await api.call('POST /destinations', { token, body: { ...body, kind: 'slack' } });

    expect(problemsOf(answer)).toEqual(
      expect.arrayContaining([
        'name: must not be empty',
        'settings.url: must be an http or https URL without user name and password, such as https://example.com/hook',
        'settings.headers.host: is set by Penstock itself and cannot be changed',
        'retry.retries: must be at most 20',
        'color: is no field that is known here',
      ]),
    );
    // Nobody can say what the settings of a kind must be that does not exist.
    expect(problemsOf(ofNoKind)).toContain('kind: must be one of "webhook", "function", "action"');
    expect(problemsOf(ofNoKind).filter((problem) => problem.startsWith('settings'))).toEqual([]);
  });

  test('with thousands of faults is answered with the first hundred, each of a few words', async () => {
    const fields = Array.from({ length: 10_000 }, (_, index): [string, string] => [`field-${index}`, 'x']);
    const headers = Object.fromEntries(fields.map(([name]): [string, string] => [`${name} `, 'x']));
    const settings = { url: 'https://a.example/', headers };
    const unknown = { name: 'Web', ...Object.fromEntries(fields) };

    const answers = [
      await api.call('POST /sources', { token, body: unknown }),
      await api.call('POST /destinations', { token, body: { sourceId: 'web', kind: 'webhook', name: 'x', settings } }),
    ];

    for (const answer of answers) {
      expect(codeOf(answer)).toBe('400 invalid_body');
      expect(problemsOf(answer)).toHaveLength(100);
      expect(JSON.stringify(answer.body).length).toBeLessThan(40_000);
    }
  });

  test('with a slash at its end is the same', async () => {
    const { status } = await api.call('GET /sources/', { token });

    expect(status).toBe(200);
  });
});

describe('an answer', () => {
  test('has nothing that its schema does not name', async () => {
    const leaking = route({
      method: 'GET',
      path: '/leak',
      operationId: 'leak',
      summary: 'x',
      permission: 'workspace:read',
      response: z.object({ shown: z.string() }),
      answer: async () => ({ data: { shown: 'yes', secret: 'no' } }),
    });
    const other = anApi(tables.dynamodb, { routes: [leaking] });

    const { body } = await other.call('GET /leak', { token });

    expect(body).toEqual({ data: { shown: 'yes' } });
  });
});

describe('lists', () => {
  test('come in pages that together have everything once', async () => {
    const own = await api.token('paged');
    for (const id of ['a', 'b', 'c', 'd', 'e'])
      await api.call('POST /sources', { token: own, body: { id: `s-${id}`, name: id } });
    const seen: string[] = [];
    let cursor = '';
    let pages = 0;

    do {
      const { body } = await api.call(`GET /sources?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`, {
        token: own,
      });
      const data = body['data'] as { sources: { id: string }[]; pagination: { next?: string } };
      seen.push(...data.sources.map(({ id }) => id));
      cursor = data.pagination.next ?? '';
      pages += 1;
    } while (cursor !== '');

    expect(seen).toEqual(['s-a', 's-b', 's-c', 's-d', 's-e']);
    expect(pages).toBe(3);
  });
});

describe('the rate limit', () => {
  test('ends with 429 and holds for one token, until the minute is over', async () => {
    const [busy, other] = [await api.token('acme'), await api.token('acme')];

    for (let count = 0; count < 300; count += 50)
      await Promise.all(Array.from({ length: 50 }, () => api.call('GET /', { token: busy })));
    const refused = await api.call('GET /', { token: busy });
    const beside = await api.call('GET /', { token: other });
    clock.now = new Date('2026-11-22T10:01:00.000Z');
    const later = await api.call('GET /', { token: busy });

    expect(refused).toMatchObject({
      status: 429,
      body: { code: 'too_many_requests' },
      headers: { 'retry-after': '30', 'ratelimit-remaining': '0' },
    });
    expect([beside.status, later.status]).toEqual([200, 200]);
  }, 60_000);
});

describe('an idempotency key', () => {
  const post = (key: string, body: object, by = token): Promise<ApiAnswer> =>
    api.call('POST /tokens', { token: by, body, headers: { 'idempotency-key': key } });
  const ask = { name: 'CI', role: 'developer' };

  test('gives the first answer again, secret and all, and does nothing twice', async () => {
    const key = randomUUID();

    const first = await post(key, ask);
    const second = await post(key, ask);

    expect(first.status).toBe(201);
    expect(second.body).toEqual(first.body);
    expect(second.headers).toMatchObject({ 'idempotent-replayed': 'true', etag: first.headers['etag'] });
    expect(JSON.stringify(first.body)).toContain('pst_');
  });

  test('is good for one request only', async () => {
    const key = randomUUID();
    await post(key, ask);

    const other = await post(key, { ...ask, name: 'Other' });

    expect(codeOf(other)).toBe('422 idempotency_key_reused');
  });

  test('of another caller is another one', async () => {
    const key = randomUUID();
    const first = await post(key, ask);

    const second = await post(key, ask, await api.token('acme'));

    expect(second.status).toBe(201);
    expect(second.body).not.toEqual(first.body);
  });

  test('may be tried again after a refusal', async () => {
    const key = randomUUID();
    const refused = await post(key, { ...ask, expiresAt: '2020-01-01T00:00:00Z' });

    const taken = await post(key, ask);

    expect([refused.status, taken.status]).toEqual([400, 201]);
  });

  test('that two requests bring at once is answered to one of them', async () => {
    const key = randomUUID();

    const answers = await Promise.all([post(key, ask), post(key, ask), post(key, ask)]);

    const created = answers.filter(({ status }) => status === 201).map(({ body }) => JSON.stringify(body));
    const others = answers.filter(({ status }) => status !== 201).map(codeOf);
    expect(new Set(created).size).toBe(1);
    expect(new Set(others).difference(new Set(['409 in_progress'])).size).toBe(0);
  });

  test('must be long enough to be nobody else’s', async () => {
    const answer = await post('1', ask);

    expect(codeOf(answer)).toBe('400 invalid_idempotency_key');
  });
});

describe('ETags', () => {
  test('keep two people from undoing each other', async () => {
    const { headers } = await api.call('POST /sources', { token, body: { id: 'shared', name: 'Shared' } });
    const ifMatch = { 'if-match': headers['etag'] ?? '' };

    const first = await api.call('PATCH /sources/shared', { token, body: { name: 'Mine' }, headers: ifMatch });
    const second = await api.call('PATCH /sources/shared', { token, body: { name: 'Yours' }, headers: ifMatch });
    const deleted = await api.call('DELETE /sources/shared', { token, headers: ifMatch });
    const shown = await api.call('GET /sources/shared', { token });

    expect(first.status).toBe(200);
    expect([codeOf(second), codeOf(deleted)]).toEqual(['412 precondition_failed', '412 precondition_failed']);
    expect(shown.body).toMatchObject({ data: { source: { name: 'Mine' } } });
    expect(shown.headers['etag']).toBe(first.headers['etag']);
  });

  test('are not needed, and then of two changes at once one is told to look again', async () => {
    await api.call('POST /sources', { token, body: { id: 'raced', name: 'Raced' } });

    const answers = await Promise.all(
      ['a', 'b', 'c'].map((name) => api.call('PATCH /sources/raced', { token, body: { name } })),
    );

    const statuses = answers.map(({ status }) => status);
    expect(statuses).toContain(200);
    expect(new Set(statuses).difference(new Set([200, 409])).size).toBe(0);
  });
});
