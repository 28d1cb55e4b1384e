import { fittingItems } from '../../shared/dynamo/fitting-items.ts';
import type { LedgerCheck } from '../../shared/ledger/ledger-check.ts';
import type { LedgerReport } from '../../shared/ledger/ledger-report.ts';
import { pageOf } from './pages.ts';

/** As much of a report as one answer has room for: its sources, then its destinations, each by id. */
export function pageOfReport(
  report: LedgerReport,
  cursor: string | undefined,
): { readonly report: LedgerReport; readonly next: string | undefined } {
  const sources = report.sources.map((source) => ({ key: `1#${source.id}`, source }));
  const destinations = report.destinations.map((destination) => ({ key: `2#${destination.id}`, destination }));
  const { items, pagination } = pageOf([...sources, ...destinations], { cursor }, ({ key }) => key);
  const shown = {
    sources: items.flatMap((row) => ('source' in row ? [row.source] : [])),
    destinations: items.flatMap((row) => ('destination' in row ? [row.destination] : [])),
  };
  return { report: { ...report, ...shown }, next: pagination.next };
}

/** A check with as many findings as one answer has room for, faults first. `more`: how many there are beside them. */
export function fittingCheck(check: LedgerCheck): LedgerCheck & { readonly more?: number } {
  const { faults, notes } = check;
  const shown = fittingItems([...faults, ...notes]).length;
  const more = faults.length + notes.length - shown;
  if (more === 0) return check;
  return { ...check, faults: faults.slice(0, shown), notes: notes.slice(0, Math.max(0, shown - faults.length)), more };
}
