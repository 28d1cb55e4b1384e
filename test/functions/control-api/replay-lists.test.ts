import { afterAll, beforeAll, expect, test } from 'vitest';
import { anApi } from '../../support/an-api.ts';
import { meterReads } from '../../support/metered-reads.ts';
import { startRealTables } from '../../support/real-tables.ts';

const SETTINGS = { url: 'https://crm.example/' };
let tables: Awaited<ReturnType<typeof startRealTables>>;
beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

test('a list of replays asks once whose a destination is, however many replays another workspace has to it', async () => {
  const metered = meterReads(tables.dynamodb);
  const api = anApi(metered.dynamodb);
  const [ours, theirs] = [await api.token('ours'), await api.token('theirs')];
  await api.call('POST /sources', { token: theirs, body: { id: 'web', name: 'Web' } });
  const destination = { id: 'crm', sourceId: 'web', kind: 'webhook', name: 'CRM', settings: SETTINGS };
  await api.call('POST /destinations', { token: theirs, body: destination });
  const readsOfList = async (): Promise<unknown> => {
    metered.take();
    const { status, body } = await api.call('GET /replays', { token: ours });
    const { replays } = body['data'] as { replays: unknown[] };
    return { status, listed: replays.length, reads: metered.take().requests['GetItemCommand'] };
  };
  const replay = async (): Promise<number> => {
    const body = { destinationId: 'crm', from: '2026-11-22T00:00:00Z' };
    return (await api.call('POST /replays', { token: theirs, body })).status;
  };

  const first = await replay();
  const withOne = await readsOfList();
  const others = [await replay(), await replay(), await replay()];
  const withFour = await readsOfList();

  expect([first, ...others]).toEqual([201, 201, 201, 201]);
  expect(withOne).toMatchObject({ status: 200, listed: 0, reads: expect.any(Number) as number });
  expect(withFour).toEqual(withOne);
});
