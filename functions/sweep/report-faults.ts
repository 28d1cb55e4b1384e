import { LEDGER_FAULTS } from '../../domain/metric-names.ts';
import type { LedgerFinding } from '../../domain/reconcile.ts';

/** A line of the log has room for far more; a person has not. */
const MOST_SHOWN = 50;

/** Says in the log what does not close, and counts it in a metric that an alarm watches. */
export function createReportFaults(deps: {
  stage: string;
  log: (line: string) => void;
  /** Must reach standard output as it is: what Lambda puts around console output in JSON is no metric to CloudWatch. */
  writeMetric: (line: string) => void;
  now: () => Date;
}): (faults: readonly LedgerFinding[]) => void {
  return (faults) => {
    const shown = faults.slice(0, MOST_SHOWN);
    deps.log(JSON.stringify({ message: 'the ledger does not close', count: faults.length, faults: shown }));
    deps.writeMetric(faultsMetric(deps.stage, faults.length, deps.now()));
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function faultsMetric(stage: string, count: number, now: Date): string {
  const { namespace, name, stageDimension } = LEDGER_FAULTS;
  return JSON.stringify({
    _aws: {
      Timestamp: now.getTime(),
      CloudWatchMetrics: [
        { Namespace: namespace, Dimensions: [[stageDimension]], Metrics: [{ Name: name, Unit: 'Count' }] },
      ],
    },
    [stageDimension]: stage,
    [name]: count,
  });
}
