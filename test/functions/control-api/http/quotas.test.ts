import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quotasWith } from '../../../../domain/workspace/quotas.ts';
import { anApi, type ApiAnswer } from '../../../support/an-api.ts';
import { startRealTables } from '../../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

const codeOf = ({ status, body }: ApiAnswer) =>
  typeof body['code'] === 'string' ? `${status} ${body['code']}` : String(status);
const detailOf = ({ body }: ApiAnswer) => String(body['detail']);
const anApiWith = (quotas: Parameters<typeof quotasWith>[0]) => anApi(tables.dynamodb, { quotas: quotasWith(quotas) });
const webhook = { sourceId: 'q-web', kind: 'webhook', name: 'Hook', settings: { url: 'https://a.example/' } };

describe('a workspace', () => {
  test('has as many sources and destinations as it may, and is told how many', async () => {
    const api = anApiWith({ sources: 1, destinations: 2 });
    const token = await api.token('counted');
    await api.call('POST /sources', { token, body: { id: 'q-web', name: 'Web' } });
    const source = await api.call('POST /sources', { token, body: { id: 'q-app', name: 'App' } });
    for (const id of ['q-1', 'q-2']) await api.call('POST /destinations', { token, body: { ...webhook, id } });
    const destination = await api.call('POST /destinations', { token, body: { ...webhook, id: 'q-3' } });
    await api.call('DELETE /destinations/q-1', { token });
    const again = await api.call('POST /destinations', { token, body: { ...webhook, id: 'q-3' } });

    expect([source, destination, again].map(codeOf)).toEqual(['409 quota_exceeded', '409 quota_exceeded', '201']);
    expect(detailOf(destination)).toBe(
      'A workspace may have 2 destinations, and this would be 3. Delete some first, or ask whoever operates this installation for more (quotas.destinations).',
    );
  });

  test('has no more than it may when many are created at once', async () => {
    const api = anApiWith({ tokens: 4 });
    const token = await api.token('rushing');

    const body = { name: 'One more', role: 'operator' };
    const made = await Promise.all(Array.from({ length: 6 }, () => api.call('POST /tokens', { token, body })));
    const listed = await api.call('GET /tokens', { token });

    const statuses = made.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201).length).toBeLessThanOrEqual(3);
    expect((listed.body['data'] as { tokens: unknown[] }).tokens.length).toBeLessThanOrEqual(4);
  });

  test('has tokens, members and apps within its quotas, whoever makes them', async () => {
    const api = anApiWith({ tokens: 2, members: 1, apps: 1 });
    const owner = await api.token('people');
    const made = await api.call('POST /tokens', { token: owner, body: { name: 'Child', role: 'owner' } });
    const token = (made.body['data'] as { token: { token: string } }).token.token;
    const app = { description: 'An app', website: 'https://app.example/', categories: ['CRM'] };

    const answers = [
      await api.call('POST /tokens', { token, body: { name: 'Grandchild', role: 'owner' } }),
      await api.call('POST /users', { token, body: { email: 'one@example.com', role: 'owner' } }),
      await api.call('POST /users', { token, body: { email: 'two@example.com', role: 'owner' } }),
      await api.call('POST /apps', { token, body: { id: 'q-one', name: 'One', ...app } }),
      await api.call('POST /apps', { token, body: { id: 'q-two', name: 'Two', ...app } }),
    ];

    expect(answers.map(codeOf)).toEqual([
      ...['409 quota_exceeded', '201', '409 quota_exceeded'],
      ...['201', '409 quota_exceeded'],
    ]);
  });

  test('has as many bytes of configuration as it may, also by changes', async () => {
    const api = anApiWith({ configBytes: 3_000 });
    const token = await api.token('bytes');
    await api.call('POST /sources', { token, body: { id: 'q-bytes', name: 'Web' } });
    const body = { ...webhook, sourceId: 'q-bytes', id: 'q-small' };
    const created = await api.call('POST /destinations', { token, body });

    const grown = await api.call('PATCH /destinations/q-small', {
      token,
      body: { settings: { text: 'x'.repeat(4_000) } },
    });
    const renamed = await api.call('PATCH /destinations/q-small', { token, body: { name: 'Small' } });

    expect([created, grown, renamed].map(codeOf)).toEqual(['201', '409 quota_exceeded', '200']);
  });

  test('goes beyond no quota by a file, and may always have less', async () => {
    const api = anApiWith({ sources: 2, writeKeysOfSource: 2 });
    const token = await api.token('filed');
    const file = (ids: readonly string[], keys = 1) => ({
      sources: ids.map((id) => ({ id, writeKeys: Array.from({ length: keys }, (_, key) => `wk_${id}_${key}`) })),
    });
    const apply = (body: unknown) => api.call('POST /workspace-file/apply', { token, body });

    const answers = [
      await apply(file(['f-1', 'f-2', 'f-3'])),
      await apply(file(['f-1'], 3)),
      await apply(file(['f-1', 'f-2'], 2)),
    ];
    const lowered = anApiWith({ sources: 1 });
    const withLess = await lowered.call('POST /workspace-file/apply', { token, body: file(['f-1', 'f-2'], 1) });

    expect(answers.map(codeOf)).toEqual(['409 quota_exceeded', '409 quota_exceeded', '200']);
    expect(codeOf(withLess)).toBe('200');
  });

  test('makes so many requests in a minute, with however many tokens', async () => {
    const now = () => new Date('2026-11-22T10:00:00.000Z');
    const api = anApi(tables.dynamodb, { now, quotas: quotasWith({ requestsPerMinute: 3 }) });
    const tokens = [await api.token('many'), await api.token('many'), await api.token('many'), await api.token('many')];
    const other = await api.token('another');

    const answers = [];
    for (const token of tokens) answers.push(await api.call('GET /', { token }));

    expect(answers.map(codeOf)).toEqual(['200', '200', '200', '429 too_many_requests']);
    expect(answers[3]?.headers['retry-after']).toBe('60');
    expect(codeOf(await api.call('GET /', { token: other }))).toBe('200');
  });

  test('begins so many replays in a day, dry runs too', async () => {
    const api = anApiWith({ replaysPerDay: 1 });
    const token = await api.token('replaying');
    await api.call('POST /sources', { token, body: { id: 'q-replayed', name: 'Web' } });
    const destination = { ...webhook, sourceId: 'q-replayed', id: 'q-again' };
    await api.call('POST /destinations', { token, body: destination });
    const body = { destinationId: 'q-again', from: '2026-11-22T00:00:00Z', to: '2026-11-22T01:00:00Z' };

    const answers = [
      await api.call('POST /replays', { token, body }),
      await api.call('POST /replays', { token, body: { ...body, dryRun: true } }),
    ];

    expect(answers.map(codeOf)).toEqual(['201', '429 quota_exceeded']);
  });

  test('sees what it may have and has', async () => {
    const api = anApiWith({ sources: 7 });
    const token = await api.token('looking');
    await api.call('POST /sources', { token, body: { id: 'q-seen', name: 'Web' } });

    const { body } = await api.call('GET /quotas', { token });

    const { quotas } = body['data'] as { quotas: { name: string }[] };
    expect(quotas).toContainEqual({ name: 'sources', description: 'sources', most: 7, used: 1 });
    expect(quotas.find(({ name }) => name === 'requestsPerMinute')).toEqual({
      ...{ name: 'requestsPerMinute', description: 'requests of the API in a minute', most: 1_200 },
    });
  });
});

test('settings of a destination are refused when they are larger than they can travel', async () => {
  const api = anApiWith({});
  const token = await api.token('large');
  await api.call('POST /sources', { token, body: { id: 'q-large', name: 'Web' } });
  const create = (settings: object) =>
    api.call('POST /destinations', {
      token,
      body: { ...webhook, sourceId: 'q-large', settings: { url: 'https://a.example/', ...settings } },
    });

  const answers = [
    await create({ name: 'x'.repeat(60_000) }),
    await create({ name: 'x'.repeat(6_000) }),
    await create({ headers: { 'x-large': 'x'.repeat(16_384) } }),
    await create({ name: 'x'.repeat(5_000) }),
  ];

  expect(answers.map(codeOf)).toEqual(['400 invalid_body', '400 invalid_body', '400 invalid_body', '201']);
  expect(answers.slice(0, 2).map(({ body }) => body['problems'])).toEqual([
    [{ path: 'settings', message: 'must be at most 16384 bytes of JSON; these are 60038' }],
    [
      {
        path: 'settings',
        message:
          'must be at most 5925 bytes of JSON beside url, apiKey, sharedSecret and headers, because they travel in the header X-Segment-Settings; these are 6011',
      },
    ],
  ]);
});
