import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { readDocument, transact, writeItem } from '../../../functions/shared/dynamo/document-store.ts';
import { putWarning } from '../../../functions/shared/stores/health-store.ts';
import { anApi, type ApiAnswer } from '../../support/an-api.ts';
import { startRealTables } from '../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
});
afterAll(() => tables.close());

const dataOf = ({ body }: ApiAnswer) => body['data'] as Record<string, Record<string, unknown>>;
const codeOf = ({ status, body }: ApiAnswer) => `${status} ${String(body['code'])}`;

describe('a source', () => {
  test('is created with a write key, shown, changed and deleted', async () => {
    const token = await api.token('acme');

    const created = await api.call('POST /sources', { token, body: { id: 'web', name: 'Website' } });
    const shown = await api.call('GET /sources/web', { token });
    const changed = await api.call('PATCH /sources/web', { token, body: { enabled: false } });
    const listed = await api.call('GET /sources', { token });
    const deleted = await api.call('DELETE /sources/web', { token });
    const gone = await api.call('GET /sources/web', { token });

    expect(created.status).toBe(201);
    expect(dataOf(created)['source']).toEqual({
      ...{ id: 'web', slug: 'web', name: 'Website', workspaceId: 'acme', enabled: true },
      writeKeys: [expect.stringMatching(/^[\w-]{32}$/)],
      serverWriteKeys: [],
      settings: { acceptDeletes: false },
    });
    expect(shown.headers['etag']).toBe(created.headers['etag']);
    expect(dataOf(changed)['source']).toMatchObject({ name: 'Website', enabled: false });
    expect(changed.headers['etag']).not.toBe(created.headers['etag']);
    expect(listed.body['data']).toEqual({ sources: [dataOf(changed)['source']], pagination: {} });
    expect(deleted.body).toEqual({ data: { status: 'SUCCESS' } });
    expect(codeOf(gone)).toBe('404 not_found');
  });

  test('has server keys where they are asked for', async () => {
    const token = await api.token('acme');
    const created = await api.call('POST /sources', { token, body: { name: 'Both', writeKeyClass: 'server' } });
    const { id, writeKeys } = dataOf(created)['source'] as { id: string; writeKeys: string[] };

    const added = await api.call(`POST /sources/${id}/writekey`, { token });
    const revoked = await api.call(`DELETE /sources/${id}/writekey/${writeKeys[0]}`, { token });

    expect(dataOf(created)['source']).toMatchObject({ serverWriteKeys: writeKeys });
    expect(dataOf(added)['source']).toMatchObject({ serverWriteKeys: writeKeys });
    expect(dataOf(revoked)['source']).toMatchObject({ serverWriteKeys: [], writeKeys: [expect.any(String)] });
    expect((await api.call(`POST /sources/${id}/writekey`, { token, body: { class: 'server' } })).status).toBe(201);
  });

  test('has its write keys rotated with an overlap, and keeps one', async () => {
    const token = await api.token('acme');
    const created = await api.call('POST /sources', { token, body: { name: 'Rotating' } });
    const { id, writeKeys } = dataOf(created)['source'] as { id: string; writeKeys: string[] };

    const both = await api.call(`POST /sources/${id}/writekey`, { token });
    const one = await api.call(`DELETE /sources/${id}/writekey?writeKey=${writeKeys[0]}`, { token });
    const [left] = dataOf(one)['source']?.['writeKeys'] as string[];
    const none = await api.call(`DELETE /sources/${id}/writekey/${left}`, { token });

    expect(id).toMatch(/^rotating-[0-9a-f]{8}$/);
    expect(dataOf(both)['source']?.['writeKeys']).toEqual([writeKeys[0], left]);
    expect(codeOf(none)).toBe('409 last_write_key');
  });
});

describe('a destination', () => {
  const settings = {
    url: 'https://a.example/hook',
    sharedSecret: 's3cret',
    apiKey: 'key-1',
    headers: { 'x-tenant': 't3nant' },
    region: 'eu',
  };
  const aDestination = async (token: string, id: string) => {
    await api.call('POST /sources', { token, body: { id: `${id}-source`, name: 'Web' } });
    const body = { id, sourceId: `${id}-source`, kind: 'webhook', name: 'CRM', settings };
    return api.call('POST /destinations', { token, body });
  };

  test('never shows its secrets, and keeps them in changes that leave them out or send back what was shown', async () => {
    const token = await api.token('acme');
    const created = await aDestination(token, 'keeps');
    const { settings: shown } = dataOf(created)['destination'] as { settings: object };

    await api.call('PATCH /destinations/keeps', {
      token,
      body: { settings: { region: 'us', url: 'https://b.example/' } },
    });
    const changed = await api.call('PATCH /destinations/keeps', { token, body: { settings: shown } });
    const stored = await readDocument<Destination>(api.tables, { pk: 'config', sk: 'destination#keeps' });

    expect(shown).toEqual({
      ...{ url: 'https://a.example/hook', region: 'eu' },
      ...{ sharedSecret: { set: true }, apiKey: { set: true }, headers: { 'x-tenant': { set: true } } },
    });
    expect(JSON.stringify([created.body, changed.body])).not.toMatch(/s3cret|key-1|t3nant/);
    expect(stored?.text).not.toMatch(/s3cret|key-1|t3nant/);
    expect(stored && (await api.secrets.open(stored.document)).settings).toEqual(settings);
  });

  test('is encrypted anew only where a secret is another one', async () => {
    const token = await api.token('acme');
    await aDestination(token, 'kept');
    const stored = async () =>
      (await readDocument<Destination>(api.tables, { pk: 'config', sk: 'destination#kept' }))?.document;
    const before = await stored();

    await api.call('PATCH /destinations/kept', { token, body: { enabled: false, settings: { apiKey: 'key-1' } } });
    const same = await stored();
    await api.call('PATCH /destinations/kept', { token, body: { settings: { apiKey: 'key-2' } } });
    const changed = await stored();
    const log = await api.call('GET /audit-events', { token });

    expect(same?.settings).toEqual(before?.settings);
    expect(changed?.settings.sharedSecret).toEqual(before?.settings.sharedSecret);
    expect(changed?.settings.apiKey).not.toEqual(before?.settings.apiKey);
    const marks = (dataOf(log)['auditEvents'] as unknown as { resourceId: string; after: Destination }[])
      .filter(({ resourceId }) => resourceId === 'kept')
      .map(({ after }) => JSON.stringify(after.settings.apiKey));
    expect(marks).toEqual(['{"set":true,"changed":true}', '{"set":true}', '{"set":true}']);
  });

  test('takes what looks like an encrypted secret for a text like any other', async () => {
    const token = await api.token('acme');
    await aDestination(token, 'forged');
    const stored = await readDocument<Destination>(api.tables, { pk: 'config', sk: 'destination#forged' });
    const { apiKey, headers } = stored?.document.settings ?? {};
    const tenant = (headers as Readonly<Record<string, unknown>> | undefined)?.['x-tenant'];

    const swapped = await api.call('PATCH /destinations/forged', {
      token,
      body: { settings: { sharedSecret: apiKey } },
    });
    const copied = await api.call('PATCH /destinations/forged', {
      token,
      body: { settings: { partnerToken: tenant } },
    });
    const after = await readDocument<Destination>(api.tables, { pk: 'config', sk: 'destination#forged' });
    const opened = after && (await api.secrets.open(after.document));

    expect(codeOf(swapped)).toBe('400 invalid_body');
    expect(copied.status).toBe(200);
    expect(opened?.settings['partnerToken']).toEqual(tenant);
  });

  test('has defaults, and every setting of delivery can be changed and taken back', async () => {
    const token = await api.token('acme');
    const created = await aDestination(token, 'tuned');
    const patch = (body: object) => api.call('PATCH /destinations/tuned', { token, body });

    const tuned = await patch({
      ...{ name: 'New', enabled: false, filter: 'type = "track"', switchOffAfter: { failures: 50, over: '1h' } },
      ...{ retry: { retries: 3, over: '90m' }, rateLimit: { perSecond: 5 }, breaker: { window: '30s' } },
    });
    const taken = await patch({ filter: null, rateLimit: null, switchOffAfter: null });

    expect(dataOf(created)['destination']).toMatchObject({
      ...{ enabled: true, sourceId: 'tuned-source', lane: 'webhooks', retry: { retries: 9, over: '4h' } },
      breaker: { failingShare: 0.5, minimumAttempts: 500, window: '1m', probeAfter: '30s' },
    });
    expect(dataOf(tuned)['destination']).toMatchObject({
      ...{ name: 'New', enabled: false, filter: 'type = "track"', switchOffAfter: { failures: 50, over: '1h' } },
      ...{ retry: { retries: 3, over: '90m' }, rateLimit: { perSecond: 5 } },
      breaker: { failingShare: 0.5, minimumAttempts: 500, window: '30s', probeAfter: '30s' },
    });
    for (const field of ['filter', 'rateLimit', 'switchOffAfter'])
      expect(dataOf(taken)['destination']).not.toHaveProperty(field);
  });

  test('may be tested without sending anything only so often in a minute, by all tokens of the workspace', async () => {
    // A minute that does not end, however long this takes.
    const at = new Date();
    const still = anApi(tables.dynamodb, { now: () => at });
    const token = await still.token('tester');
    await aDestination(token, 'dry');
    const test = { token, body: { event: { type: 'track', event: 'A', userId: 'u' }, dryRun: true } };
    const times = Array.from({ length: 121 }, (_, index) => index);

    const answers = [];
    for (const _ of times) answers.push((await still.call('POST /destinations/dry/test-event', test)).status);
    const another = await still.call('POST /destinations/dry/test-event', {
      ...test,
      token: await still.token('tester'),
    });

    expect(answers.filter((status) => status === 200)).toHaveLength(120);
    expect([answers.at(-1), codeOf(another)]).toEqual([429, '429 too_many_tests']);
  });

  test('that was stored before there were limits is read within them, and says so', async () => {
    const token = await api.token('acme');
    await aDestination(token, 'endless');
    const key = { pk: 'config', sk: 'destination#endless' };
    const stored = await readDocument<Destination>(api.tables, key);
    const breaker = { failingShare: 1, minimumAttempts: 1, windowMs: 60_000, probeMs: 0 };
    const document = { ...stored?.document, breaker };
    await transact(api.tables, [writeItem(api.tables.table, { key, document, replaces: 'anything' })]);

    const shown = await api.call('GET /destinations/endless', { token });
    const refused = await api.call('PATCH /destinations/endless', { token, body: { breaker: { probeAfter: '0s' } } });
    const changed = await api.call('PATCH /destinations/endless', { token, body: { name: 'Patient' } });

    expect(dataOf(shown)['destination']).toMatchObject({
      breaker: { minimumAttempts: 1, probeAfter: '1s' },
      notice: 'breaker.probeAfter 0ms counts as 1s.',
    });
    expect(refused.body['problems']).toEqual([{ path: 'breaker.probeAfter', message: 'must be at least 1s' }]);
    expect(dataOf(changed)['destination']).not.toHaveProperty('notice');
  });

  test('cannot be given settings that do not fit', async () => {
    const token = await api.token('acme');
    await aDestination(token, 'refuses');

    const answer = await api.call('PATCH /destinations/refuses', {
      token,
      body: { settings: { url: null, apiKey: 5 } },
    });

    expect(codeOf(answer)).toBe('400 invalid_body');
    expect(answer.body['problems']).toEqual([
      { path: 'settings.url', message: expect.any(String) as string },
      { path: 'settings.apiKey', message: expect.any(String) as string },
    ]);
  });

  test('keeps its source from being deleted', async () => {
    const token = await api.token('acme');
    await aDestination(token, 'holds');

    const refused = await api.call('DELETE /sources/holds-source', { token });
    await api.call('DELETE /destinations/holds', { token });
    const deleted = await api.call('DELETE /sources/holds-source', { token });

    expect([codeOf(refused), deleted.status]).toEqual(['409 source_in_use', 200]);
  });

  test('shows its notice, and loses it when somebody changes it', async () => {
    const token = await api.token('acme');
    await aDestination(token, 'noticed');
    await putWarning(api.tables, 'noticed', { message: 'check its key', at: '2026-11-22T00:00:00.000Z' });

    const shown = await api.call('GET /destinations/noticed', { token });
    await api.call('PATCH /destinations/noticed', { token, body: { settings: { apiKey: 'key-2' } } });
    const after = await api.call('GET /destinations/noticed', { token });

    expect(dataOf(shown)['destination']?.['notice']).toBe('check its key');
    expect(dataOf(after)['destination']).not.toHaveProperty('notice');
  });

  test('is listed by source', async () => {
    const token = await api.token('lists');
    await aDestination(token, 'listed-a');
    await aDestination(token, 'listed-b');

    const { body } = await api.call('GET /destinations?sourceId=listed-b-source', { token });

    expect(body).toMatchObject({ data: { destinations: [{ id: 'listed-b' }], pagination: {} } });
  });
});

test('write keys are shown to those only who may change sources', async () => {
  const token = await api.token('acme');
  await api.call('POST /sources', { token, body: { id: 'keyed', name: 'Keyed' } });

  const seen = await api.call('GET /sources/keyed', { token: await api.token('acme', 'read-only') });

  expect(dataOf(seen)['source']).toMatchObject({ id: 'keyed', writeKeys: [] });
});
