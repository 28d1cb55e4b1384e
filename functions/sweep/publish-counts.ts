import { addCounts, type Counts } from '../../domain/ledger/ledger.ts';
import { periodStart } from '../../domain/ledger/ledger-series.ts';
import { eventMetrics } from '../../domain/pipeline/metric-names.ts';
import { embeddedMetric } from './embedded-metric.ts';

/**
 * Writes what the ledger counted in the last whole minute as metrics of the stage. A sweep that is late or runs twice
 * leaves a minute out or counts it twice: the metrics are for graphs, the ledger is exact.
 */
export function createPublishCounts(deps: {
  readonly stage: string;
  /** Whose counts there are: sources and destinations. */
  readonly owners: () => Promise<readonly string[]>;
  /** What an owner counted in the minute that begins then. */
  readonly countsOf: (owner: string, minuteMs: number) => Promise<Counts>;
  readonly writeMetric: (line: string) => void;
  readonly now: () => Date;
}): () => Promise<void> {
  return async () => {
    const minuteMs = periodStart('minute', periodStart('minute', deps.now().getTime()) - 1);
    const counts = await Promise.all((await deps.owners()).map((owner) => deps.countsOf(owner, minuteMs)));
    const metrics = eventMetrics(counts.reduce<Counts>(addCounts, {}));
    if (Object.values(metrics).some((value) => value !== 0)) {
      deps.writeMetric(embeddedMetric(deps.stage, minuteMs, metrics));
    }
  };
}
