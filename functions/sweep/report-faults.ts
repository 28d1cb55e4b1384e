import { LEDGER_FAULTS } from '../../domain/pipeline/metric-names.ts';
import type { LedgerFinding } from '../../domain/ledger/reconcile.ts';
import { embeddedMetric } from './embedded-metric.ts';
import type { log } from '../shared/lambda/log.ts';

/** A line of the log has room for far more; a person has not. */
const MOST_SHOWN = 50;

/** Says in the log what does not close, and counts it in a metric that an alarm watches. */
export function createReportFaults(deps: {
  stage: string;
  logFailed: typeof log.failed;
  writeMetric: (line: string) => void;
  now: () => Date;
}): (faults: readonly LedgerFinding[]) => void {
  return (faults) => {
    const shown = faults.slice(0, MOST_SHOWN);
    deps.logFailed('the ledger does not close', { ids: { count: faults.length, faults: shown } });
    deps.writeMetric(embeddedMetric(deps.stage, deps.now().getTime(), { [LEDGER_FAULTS]: faults.length }));
  };
}
