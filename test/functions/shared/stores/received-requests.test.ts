import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReceivedRequest } from '../../../../domain/functions/received-request.ts';
import { createNoteReceived, readReceived } from '../../../../functions/shared/stores/received-requests.ts';
import { CONTROL_TABLE, startRealTables } from '../../../support/real-tables.ts';

const START = Date.parse('2026-11-30T10:00:00.000Z');

let tables: Awaited<ReturnType<typeof startRealTables>>;
beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

function aSource(id: string) {
  const clock = { nowMs: START };
  const table = { dynamodb: tables.dynamodb, table: CONTROL_TABLE };
  let count = 0;
  const now = () => new Date(clock.nowMs);
  const note = createNoteReceived({ ...table, now, unique: () => String((count += 1)).padStart(8, '0') });
  const aRequest = (requestId: string, more: Partial<ReceivedRequest> = {}): ReceivedRequest => ({
    ...{
      requestId,
      receivedAt: now().toISOString(),
      method: 'POST',
      bytes: 2,
      status: 200,
      outcome: 'made',
      events: 1,
    },
    ...more,
  });
  return {
    ...{ clock, aRequest },
    note: (...requests: readonly ReceivedRequest[]) => note(id, requests),
    read: async (limit = 50) => {
      const found = await readReceived(table, id, { now: now(), limit });
      return found.map(({ requestId, outcome }) => `${requestId} ${outcome}`);
    },
  };
}

describe('the last requests of a source', () => {
  test('are there newest first, no more than are asked for', async () => {
    const { clock, note, aRequest, read } = aSource('order');
    for (const id of ['r1', 'r2', 'r3']) {
      clock.nowMs += 1_000;
      await note(aRequest(id));
    }

    expect(await read()).toEqual(['r3 made', 'r2 made', 'r1 made']);
    expect(await read(2)).toEqual(['r3 made', 'r2 made']);
  });

  test('are there once each, as they ended', async () => {
    const { clock, note, aRequest, read } = aSource('again');
    const first = aRequest('r1', { outcome: 'again', runs: 1 });
    await note(first, aRequest('r2'));
    clock.nowMs += 60_000;
    await note({ ...first, outcome: 'failed', reason: 'function_retry' });

    expect((await read()).toSorted()).toEqual(['r1 failed', 'r2 made']);
  });

  test('are all there of a quiet source, and some of a busy one, which costs no more', async () => {
    const quiet = aSource('quiet');
    const busy = aSource('busy');
    for (let n = 0; n < 40; n += 1) {
      quiet.clock.nowMs += 5_000;
      await quiet.note(quiet.aRequest(`r${n}`));
      busy.clock.nowMs += 1_000;
      await busy.note(busy.aRequest(`r${n}`));
    }

    expect(await quiet.read()).toHaveLength(40);
    expect(await busy.read()).toHaveLength(27);
  });

  test('are gone after three days, whether or not they were deleted by then', async () => {
    const { clock, note, aRequest, read } = aSource('old');
    await note(aRequest('r1'));
    clock.nowMs += 3 * 24 * 60 * 60_000 + 1;

    expect(await read()).toEqual([]);
  });
});
