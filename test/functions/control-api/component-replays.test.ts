import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aComponent } from '../../support/a-component.ts';
import { anApi, type ApiAnswer } from '../../support/an-api.ts';
import { startRealTables } from '../../support/real-tables.ts';

// Replays to a destination whose component has something to say about them.

const FROM = '2026-11-22T00:00:00Z';
let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let token: string;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
  token = await api.token('acme');
  await aComponent(api, token, { id: 'acme', appId: 'acme-app', definition: { replay: false } });
  await call('POST /sources', { id: 'web', name: 'Web' });
  const settings = { apiKey: 'k' };
  await call('POST /destinations', { id: 'crm', sourceId: 'web', metadataId: 'acme', settings });
});
afterAll(() => tables.close());

const call = (line: string, body?: unknown): Promise<ApiAnswer> => api.call(line, { token, body });
const codeOf = ({ status, body }: ApiAnswer) => [status, body['code']].join(' ').trim();
const replay = (fields: object = {}) => call('POST /replays', { destinationId: 'crm', from: FROM, ...fields });
const canReplay = async (): Promise<unknown> =>
  ((await call('GET /destinations/crm')).body['data'] as { destination: { replay: boolean } }).destination.replay;

describe('a destination whose component takes no replays', () => {
  test('gets none, also not to try, but what it never got', async () => {
    const answers = [await replay(), await replay({ dryRun: true }), await replay({ onlyUndelivered: true })];

    expect(answers.map(codeOf)).toEqual(['409 replay_not_supported', '409 replay_not_supported', '201']);
    expect(answers[0]?.body['detail']).toContain('"onlyUndelivered"');
    expect(await canReplay()).toBe(false);
  });

  test('gets them with the version that takes them, and no more with the next that does not', async () => {
    const take = async (wanted: boolean): Promise<string> => {
      await call('PATCH /components/acme', { replay: wanted });
      const before = await replay();
      await call('PATCH /destinations/crm', { componentVersion: 1 });
      return `${codeOf(before)}, ${codeOf(await replay())}`;
    };

    const [first, second] = [await take(true), await take(false)];

    expect([first, second]).toEqual(['409 replay_not_supported, 201', '201, 409 replay_not_supported']);
  });

  test('stays so whatever else of it is changed', async () => {
    await call('PATCH /destinations/crm', { name: 'Other', filter: 'type = "track"' });
    const changed = await call('PATCH /destinations/crm', { replay: true });

    expect(codeOf(changed)).toBe('400 invalid_body');
    expect(await canReplay()).toBe(false);
  });
});
