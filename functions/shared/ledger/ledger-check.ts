import { reconcile, type LedgerFinding, type Reconciliation } from '../../../domain/ledger/reconcile.ts';
import type { LedgerReport } from './ledger-report.ts';

/**
 * Fan-out publishes before it counts, and the shards are not read at one moment: a sum that is wrong for this long is
 * wrong.
 */
const SECOND_LOOK_MS = 2_000;

/** The answer to GET /api/ledger/check. */
export type LedgerCheck = Reconciliation & { readonly generatedAt: string; readonly closes: boolean };

/** Reconciles the ledger; what does not close is looked at twice. */
export function createLedgerCheck(deps: {
  report: () => Promise<LedgerReport>;
  waitMs: (milliseconds: number) => Promise<void>;
}): () => Promise<LedgerCheck> {
  return async () => {
    const report = await deps.report();
    const { faults, notes } = reconcile(report);
    if (faults.length === 0) return { generatedAt: report.generatedAt, closes: true, faults, notes };
    await deps.waitMs(SECOND_LOOK_MS);
    const later = await deps.report();
    const second = reconcile(later);
    const still = second.faults.filter((fault) => faults.some((earlier) => isSame(earlier, fault)));
    return { generatedAt: later.generatedAt, closes: still.length === 0, faults: still, notes: second.notes };
  };
}

function isSame(left: LedgerFinding, right: LedgerFinding): boolean {
  return left.owner === right.owner && left.kind === right.kind;
}
