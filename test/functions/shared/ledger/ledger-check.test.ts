import { describe, expect, test } from 'vitest';
import { summariseDestination, summariseSource } from '../../../../domain/ledger/ledger.ts';
import { createLedgerCheck } from '../../../../functions/shared/ledger/ledger-check.ts';
import type { LedgerReport } from '../../../../functions/shared/ledger/ledger-report.ts';

/** The ledger after three events, of which this many are counted as delivered. */
function aReport(delivered: number): LedgerReport {
  const counts = { matched: 3, delivered, attempts: 10 };
  return {
    generatedAt: '2026-11-22T10:00:00.000Z',
    sources: [summariseSource('web', { accepted: 3 })],
    destinations: [{ ...summariseDestination('crm', 'web', counts), enabled: true }],
    unattributed: { rejected: {} },
  };
}

/** A check of what the ledger says at one look after the other. */
function aCheck(looks: readonly LedgerReport[]) {
  const left = [...looks];
  const waitedMs: number[] = [];
  const check = createLedgerCheck({
    report: async () => left.shift() ?? aReport(0),
    waitMs: async (milliseconds) => void waitedMs.push(milliseconds),
  });
  return { check, waitedMs };
}

describe('the check of the ledger', () => {
  test('is done at the first look when the sums close', async () => {
    const { check, waitedMs } = aCheck([aReport(2)]);

    const result = await check();

    expect(result).toMatchObject({ closes: true, faults: [], notes: [] });
    expect(waitedMs).toEqual([]);
  });

  test('forgives a sum that closes at the second look', async () => {
    const { check, waitedMs } = aCheck([aReport(4), aReport(3)]);

    const result = await check();

    expect(result).toMatchObject({ closes: true, faults: [] });
    expect(waitedMs).toEqual([2000]);
  });

  test('names what closes at neither', async () => {
    const { check } = aCheck([aReport(4), aReport(5)]);

    const result = await check();

    expect(result).toMatchObject({
      closes: false,
      faults: [{ owner: 'destination:crm', kind: 'negative_count', message: 'waiting is -2' }],
    });
  });
});
