// The alarms there are and what each is called. lib/monitoring.ts raises them, docs/runbook.md has one heading for each
// (test/lib compares the two), so that who is woken up by a name finds it.

/** Every kind of alarm, in the order of the pipeline: the stage it concerns, then what is wrong. */
export const ALARM_KINDS = [
  'api-server-errors',
  'ingest-errors',
  'ingest-throttles',
  'fan-out-late',
  'fan-out-in-flight',
  'fan-out-dead-letters',
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
  'replay-late',
  'replay-in-flight',
  'replay-dead-letters',
  'replay-errors',
  'replay-throttles',
  'control-api-errors',
  'control-api-throttles',
  'sweep-errors',
  'sweep-throttles',
  'ledger-does-not-close',
] as const;

/** One kind of alarm; also its heading in the runbook. */
export type AlarmKind = (typeof ALARM_KINDS)[number];

/**
 * The one metric that is ours: AWS publishes the others. The sweep writes it, with the name of the stage in the dimension,
 * and only when there is something to count.
 */
export const LEDGER_FAULTS = { namespace: 'Penstock', name: 'LedgerFaults', stageDimension: 'Stage' } as const;

/** What an alarm is called in CloudWatch, where names are shared by all stages of an account. */
export function alarmName(stage: string, kind: AlarmKind, lane?: string): string {
  return lane === undefined ? `Penstock-${stage}-${kind}` : `Penstock-${stage}-${kind}-${lane}`;
}
