import { expect, test } from 'vitest';
import { summariseSource } from '../../../../domain/ledger/ledger.ts';
import type { LedgerFinding } from '../../../../domain/ledger/reconcile.ts';
import { fittingCheck, pageOfReport } from '../../../../functions/control-api/http/report-page.ts';

const generatedAt = '2026-11-22T10:00:00.000Z';

test('a report that fits is one page, as it is', () => {
  const sources = ['app', 'web'].map((id) => summariseSource(id, { accepted: 1 }));
  const report = { generatedAt, sources, destinations: [], unattributed: { rejected: {} } };

  const page = pageOfReport(report, undefined);

  expect(page).toEqual({ report, next: undefined });
});

test('a check that fits is as it is', () => {
  const check = { generatedAt, closes: true, faults: [], notes: [] };

  expect(fittingCheck(check)).toEqual(check);
});

test('a check with findings for more than 1 MB has as many as fit, faults first, and says how many there are beside', () => {
  const finding: LedgerFinding = { owner: 'source:web', kind: 'negative_count', message: 'x'.repeat(100) };
  const faults = Array.from({ length: 1_000 }, () => finding);
  const notes = Array.from({ length: 10_000 }, () => ({ ...finding, kind: 'fewer_than_unique' as const }));

  const shown = fittingCheck({ generatedAt, closes: false, faults, notes });

  expect(Buffer.byteLength(JSON.stringify(shown))).toBeLessThan(1_000_000);
  expect(shown.faults).toHaveLength(1_000);
  expect(shown.notes.length).toBeGreaterThan(1_000);
  expect(shown.notes.length + (shown.more ?? 0)).toBe(10_000);
});
