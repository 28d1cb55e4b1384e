// Who is told when something is wrong, and the dashboard. Stages say what to watch; names, runbook links and where alarms
// go are decided here. AWS publishes most metrics by itself, at no cost; the others come from lib/sweep.ts.

import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { alarmName, type AlarmKind } from '../domain/pipeline/metric-names.ts';
import type { StageConfig } from './stage-config.ts';

export type AlarmProps = {
  /** What is wrong: the heading in docs/runbook.md. */
  readonly kind: AlarmKind;
  /** One sentence for a person who has just been woken up. */
  readonly summary: string;
  readonly metric: cloudwatch.IMetric;
  /** The alarm goes off at this value. */
  readonly threshold: number;
  /** How many periods in a row it must hold. @default 1 */
  readonly evaluationPeriods?: number;
  /** The lane concerned, where there is one alarm per lane. */
  readonly lane?: string;
};

export type MonitoringProps = {
  readonly config: StageConfig;
};

export class Monitoring extends Construct {
  readonly #stage: string;
  readonly #topic: Topic;
  readonly #dashboard: cloudwatch.Dashboard;

  constructor(scope: Construct, id: string, { config }: MonitoringProps) {
    super(scope, id);
    this.#stage = config.name;
    // NOTE: not encrypted with KMS: CloudWatch could use a key of our own only, which costs more per month than all the
    // alarms, and what passes here are names of alarms and numbers.
    this.#topic = new Topic(this, 'Alarms', { enforceSSL: true });
    // Demanding TLS replaces the policy by which AWS lets an account's alarms publish.
    this.#topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (config.alarmEmail !== undefined) this.#topic.addSubscription(new EmailSubscription(config.alarmEmail));
    this.#dashboard = new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: `Penstock-${config.name}`,
      defaultInterval: Duration.hours(3),
    });
    new CfnOutput(Stack.of(this), 'AlarmTopicArn', { value: this.#topic.topicArn });
  }

  /** Raises an alarm, by mail and in CloudWatch, when `metric` reaches `threshold`. */
  addAlarm({ kind, summary, metric, threshold, evaluationPeriods = 1, lane }: AlarmProps): void {
    const alarm = new cloudwatch.Alarm(this, lane === undefined ? kind : `${kind}-${lane}`, {
      alarmName: alarmName(this.#stage, kind, lane),
      alarmDescription: `${summary} What to do: docs/runbook.md#${kind}`,
      metric,
      threshold,
      evaluationPeriods,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Every metric here counts something that is wrong or waiting, and AWS publishes nothing while there is nothing to
      // count (SQS falls silent after six quiet hours). So no data is good news.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.#topic));
    alarm.addOkAction(new SnsAction(this.#topic));
  }

  /** A row of the dashboard. */
  addRow(title: string, graphs: Readonly<Record<string, cloudwatch.IMetric[]>>): void {
    const entries = Object.entries(graphs);
    const DASHBOARD_COLUMNS = 24;
    const width = Math.floor(DASHBOARD_COLUMNS / entries.length);
    this.#dashboard.addWidgets(
      new cloudwatch.TextWidget({ markdown: `## ${title}`, width: DASHBOARD_COLUMNS, height: 1 }),
    );
    this.#dashboard.addWidgets(
      ...entries.map(([name, left]) => new cloudwatch.GraphWidget({ title: name, left, width, height: 5 })),
    );
  }
}
