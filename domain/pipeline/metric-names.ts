// The alarms there are and what each is called. lib/monitoring.ts raises them, docs/runbook.md has one heading for each
// (test/lib compares the two), so that who is woken up by a name finds it. And the metrics of our own.

import type { Counts } from '../ledger/ledger.ts';

/** Every kind of alarm, in the order of the pipeline: the stage it concerns, then what is wrong. */
export const ALARM_KINDS = [
  'api-server-errors',
  'ingest-errors',
  'ingest-throttles',
  'source-late',
  'source-in-flight',
  'source-dead-letters',
  'source-errors',
  'source-throttles',
  'fan-out-late',
  'fan-out-in-flight',
  'fan-out-dead-letters',
  'dedupe-throttles',
  'fan-out-errors',
  'fan-out-throttles',
  'delivery-late',
  'delivery-in-flight',
  'delivery-retry-late',
  'delivery-retry-in-flight',
  'delivery-replay-late',
  'delivery-replay-in-flight',
  'delivery-dead-letters',
  'delivery-errors',
  'delivery-throttles',
  'runner-errors',
  'runner-throttles',
  'replay-late',
  'replay-in-flight',
  'replay-dead-letters',
  'replay-errors',
  'replay-throttles',
  'control-api-errors',
  'control-api-throttles',
  'web-errors',
  'web-throttles',
  'console-errors',
  'console-throttles',
  'sweep-errors',
  'sweep-throttles',
  'ledger-does-not-close',
] as const;

/** One kind of alarm; also its heading in the runbook. */
export type AlarmKind = (typeof ALARM_KINDS)[number];

/** Metrics of our own, beside those that AWS publishes. The sweep writes them, with the name of the stage. */
export const METRICS = { namespace: 'Penstock', stageDimension: 'Stage' } as const;

/** Written only when there is something to count. */
export const LEDGER_FAULTS = 'LedgerFaults';

/** Metric -> the counter of the ledger that it sums up, over all owners and reasons, minute by minute. */
const EVENT_METRICS = {
  Accepted: 'accepted',
  Duplicates: 'duplicates',
  Rejected: 'rejected',
  Matched: 'matched',
  Delivered: 'delivered',
  Attempts: 'attempts',
  Discarded: 'discarded',
  DeadLettered: 'deadLettered',
} as const;

export type EventMetric = keyof typeof EVENT_METRICS;

/** What some counters say of each metric. Those of replays are left out, as in the sums of the ledger. */
export function eventMetrics(counts: Counts): Record<EventMetric, number> {
  const sumOf = (counter: string): number =>
    Object.entries(counts).reduce((sum, [name, value]) => (name.split(':')[0] === counter ? sum + value : sum), 0);
  return Object.fromEntries(
    Object.entries(EVENT_METRICS).map(([metric, counter]) => [metric, sumOf(counter)]),
  ) as Record<EventMetric, number>;
}

/** What an alarm is called in CloudWatch, where names are shared by all stages of an account. */
export function alarmName(stage: string, kind: AlarmKind, lane?: string): string {
  return lane === undefined ? `Penstock-${stage}-${kind}` : `Penstock-${stage}-${kind}-${lane}`;
}
