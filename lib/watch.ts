// What is watched about a function and about a queue, the same for every stage of the pipeline. Each stage construct calls
// these for what it owns.

import { Duration } from 'aws-cdk-lib';
import { SQS_MAX_IN_FLIGHT } from '../domain/base/aws-limits.ts';
import type { AlarmKind } from '../domain/pipeline/metric-names.ts';
import type { DedupeTable } from './dedupe-table.ts';
import type { Monitoring } from './monitoring.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { DeadLetterQueue, WorkQueue } from './work-queue.ts';

const IN_FLIGHT_WARNING = 0.75 * SQS_MAX_IN_FLIGHT;

const ONE_MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);

type Watched = {
  readonly monitoring: Monitoring;
  /** The lane concerned, if any. */
  readonly lane?: string;
};

type WatchedFunction = {
  readonly fn: PipelineFunction;
} & Watched;

type WatchedQueue = {
  readonly queue: WorkQueue;
  readonly late: AlarmKind;
  readonly inFlight: AlarmKind;
  /** How old the oldest message may get. */
  readonly lateAfter: Duration;
} & Watched;

type WatchedDeadLetters = {
  readonly queue: DeadLetterQueue;
  readonly kind: AlarmKind;
} & Watched;

/** Alarms when the function throws, or is refused for lack of concurrency, in three of three minutes. */
export function watchFunction({ monitoring, fn, ...lane }: WatchedFunction): void {
  const { stage, lambda } = fn;
  const sustained = { threshold: 1, evaluationPeriods: 3, ...lane };
  monitoring.addAlarm({
    kind: `${stage}-errors`,
    summary: `The ${stage} function has thrown or timed out for three minutes in a row.`,
    metric: lambda.metricErrors({ period: ONE_MINUTE }),
    ...sustained,
  });
  monitoring.addAlarm({
    kind: `${stage}-throttles`,
    summary: `Lambda has refused to run the ${stage} function for three minutes in a row.`,
    metric: lambda.metricThrottles({ period: ONE_MINUTE }),
    ...sustained,
  });
}

/** Alarms when messages wait too long, or when so many are in flight that SQS is about to hand out no more. */
export function watchQueue({ monitoring, queue, late, inFlight, lateAfter, ...lane }: WatchedQueue): void {
  monitoring.addAlarm({
    kind: late,
    summary: `The oldest message has waited for ${lateAfter.toHumanString()} or longer. Nothing is lost; it is late.`,
    metric: queue.queue.metricApproximateAgeOfOldestMessage({ period: ONE_MINUTE, statistic: 'Maximum' }),
    threshold: lateAfter.toSeconds(),
    evaluationPeriods: 3,
    ...lane,
  });
  monitoring.addAlarm({
    kind: inFlight,
    summary: `${IN_FLIGHT_WARNING} messages are in flight. At ${SQS_MAX_IN_FLIGHT} SQS hands out no more.`,
    metric: queue.queue.metricApproximateNumberOfMessagesNotVisible({ period: ONE_MINUTE, statistic: 'Maximum' }),
    threshold: IN_FLIGHT_WARNING,
    evaluationPeriods: 3,
    ...lane,
  });
}

/** Alarms when a table with provisioned capacity has throttled in five of five minutes, in which auto scaling adds some. */
export function watchCapacity({ monitoring, table }: { monitoring: Monitoring; table: DedupeTable }): void {
  monitoring.addAlarm({
    kind: 'dedupe-throttles',
    summary: 'The dedupe table has been short of provisioned capacity for five minutes. Nothing is lost; it is late.',
    metric: table.metricThrottles(),
    threshold: 1,
    evaluationPeriods: 5,
  });
}

/** Alarms at the first message that could not be worked off. */
export function watchDeadLetters({ monitoring, queue, kind, ...lane }: WatchedDeadLetters): void {
  monitoring.addAlarm({
    kind,
    summary: 'Messages that could not be worked off wait for a person; SQS drops them after 14 days.',
    metric: queue.queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: 'Maximum' }),
    threshold: 1,
    ...lane,
  });
}

/** The graphs of one stage: what its function does, and what waits in its queues. */
export function addStageRow(
  monitoring: Monitoring,
  { title, fn, queues }: { title: string; fn: PipelineFunction; queues: readonly (WorkQueue | DeadLetterQueue)[] },
): void {
  monitoring.addRow(title, {
    'invocations, errors, throttles': [
      fn.lambda.metricInvocations(),
      fn.lambda.metricErrors(),
      fn.lambda.metricThrottles(),
    ],
    'duration (p50, p99)': [
      fn.lambda.metricDuration({ statistic: 'p50' }),
      fn.lambda.metricDuration({ statistic: 'p99' }),
    ],
    ...(queues.length === 0
      ? {}
      : {
          'oldest message': queues.map(({ queue }) => queue.metricApproximateAgeOfOldestMessage()),
          'messages waiting': queues.map(({ queue }) => queue.metricApproximateNumberOfMessagesVisible()),
        }),
  });
}
