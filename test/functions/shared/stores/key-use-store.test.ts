import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNoteKeyUse, readKeyUses } from '../../../../functions/shared/stores/key-use-store.ts';
import { meterReads } from '../../../support/metered-reads.ts';
import { CONTROL_TABLE, startRealTables } from '../../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

const MINUTE_MS = 60_000;
const NOON = Date.parse('2026-11-22T12:00:00.000Z');

describe('the use of a write key', () => {
  test('is noted once in ten minutes, however often events come', async () => {
    const metered = meterReads(tables.dynamodb);
    const { dynamodb } = metered;
    let nowMs = NOON;
    const note = createNoteKeyUse({ dynamodb, table: CONTROL_TABLE, now: () => new Date(nowMs) });

    for (; nowMs < NOON + 25 * MINUTE_MS; nowMs += MINUTE_MS / 2) await note('web', 'wk_web');
    await note('web', 'wk_other');

    expect(metered.take().requests['PutItemCommand']).toBe(4);
    const usedAt = await readKeyUses({ dynamodb, table: CONTROL_TABLE }, 'web');
    expect([usedAt('wk_web'), usedAt('wk_other'), usedAt('wk_never')]).toEqual([
      ...['2026-11-22T12:20:00.000Z', '2026-11-22T12:25:00.000Z', undefined],
    ]);
  });

  test('that cannot be noted keeps no event away', async () => {
    const send = async (): Promise<never> => {
      throw new Error('no capacity');
    };
    // The client of the SDK has dozens of members; the code under test calls this one.
    const dynamodb = { send } as unknown as typeof tables.dynamodb;
    const note = createNoteKeyUse({ dynamodb, table: CONTROL_TABLE, now: () => new Date(NOON) });

    await expect(note('web', 'wk_web')).resolves.toBeUndefined();
  });
});
