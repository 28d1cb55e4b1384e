// Sweep: looks every minute after what no message sees to: whether the ledger closes, whether something is held for a
// destination that is not down, and what the metrics of the stage are.

import { Duration, Stack } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { LEDGER_FAULTS, METRICS, type EventMetric } from '../domain/pipeline/metric-names.ts';
import { SWEEP_TIMEOUT_SECONDS } from '../domain/pipeline/time-budget.ts';
import type { SweepEnv } from '../functions/sweep/env.ts';
import type { DataStack } from './data-stack.ts';
import type { Monitoring } from './monitoring.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { StageConfig } from './stage-config.ts';
import { addStageRow, watchFunction } from './watch.ts';

/** What was not swept in its minute is swept in the next. 60 is the least that EventBridge Scheduler and Lambda take. */
const GIVE_UP_SECONDS = 60;

const LEDGER_PERIOD = Duration.minutes(5);
/**
 * Looks of five that find a fault in a period. A function that died between publishing and counting leaves the ledger
 * open until its message comes again, three minutes: at most four looks in a row, which are never three in two periods.
 */
const LOOKS_WITH_FAULTS = 3;

export type SweepProps = {
  readonly config: StageConfig;
  readonly data: DataStack;
  readonly monitoring: Monitoring;
};

export class Sweep extends Construct {
  readonly fn: PipelineFunction;

  constructor(scope: Construct, id: string, { config, data, monitoring }: SweepProps) {
    super(scope, id);
    this.fn = new PipelineFunction(this, 'Function', {
      stage: 'sweep',
      description: 'Reconciles the ledger, releases what is held and publishes counts, every minute',
      timeoutSeconds: SWEEP_TIMEOUT_SECONDS,
      memoryMb: 512,
    });
    const retryQueueUrls = data.lanes.map((lane) => [lane.config.name, lane.retry.grantSend(this.fn)] as const);
    this.fn.setEnvironment({
      STAGE: config.name,
      CONTROL_TABLE: data.controlTable.grant(this.fn),
      DEDUPE_TABLE: data.dedupeTable.grantRead(this.fn),
      LEDGER_SHARDS: String(config.ledgerShards),
      ARCHIVE_BUCKET: data.archive.grantListHeld(this.fn),
      LANE_RETRY_QUEUE_URLS: Stack.of(this).toJsonString(Object.fromEntries(retryQueueUrls)),
    } satisfies Record<keyof SweepEnv, string>);
    // Scheduler hands over to a queue of Lambda's own, which would repeat a sweep that failed beside the next one.
    this.fn.lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.seconds(GIVE_UP_SECONDS) });
    this.#runEveryMinute();
    this.#watch(config, monitoring);
  }

  /** NOTE: the Schedule and LambdaInvoke of CDK would let the role invoke every version of the function. */
  #runEveryMinute(): void {
    const { lambda } = this.fn;
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [lambda.functionArn] }));
    const schedule = new CfnSchedule(this, 'Schedule', {
      description: 'Runs the sweep',
      scheduleExpression: 'rate(1 minute)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: lambda.functionArn,
        roleArn: role.roleArn,
        input: '{}',
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: GIVE_UP_SECONDS },
      },
    });
    schedule.node.addDependency(role);
  }

  #watch(config: StageConfig, monitoring: Monitoring): void {
    watchFunction({ monitoring, fn: this.fn });
    const metric = (metricName: string, props: MetricOptions): Metric =>
      new Metric({
        namespace: METRICS.namespace,
        metricName,
        dimensionsMap: { [METRICS.stageDimension]: config.name },
        ...props,
      });
    monitoring.addAlarm({
      kind: 'ledger-does-not-close',
      summary: 'For more than five minutes, the sums of the ledger have said that events were lost or counted twice.',
      metric: metric(LEDGER_FAULTS, { statistic: 'SampleCount', period: LEDGER_PERIOD }),
      threshold: LOOKS_WITH_FAULTS,
      evaluationPeriods: 2,
    });
    const aMinute = (...names: EventMetric[]): Metric[] =>
      names.map((name) => metric(name, { statistic: 'Sum', period: Duration.minutes(1) }));
    monitoring.addRow('Events a minute, from the ledger', {
      'taken in': aMinute('Accepted', 'Duplicates', 'Rejected'),
      'sent out': aMinute('Matched', 'Delivered', 'Attempts'),
      'given up': aMinute('Discarded', 'DeadLettered'),
    });
    addStageRow(monitoring, { title: 'Sweep', fn: this.fn, queues: [] });
  }
}
