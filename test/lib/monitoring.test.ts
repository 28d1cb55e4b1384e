import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ALARM_KINDS } from '../../domain/pipeline/metric-names.ts';
import { ofType, readable, synthesise, target } from './synthesise.ts';

type AlarmProperties = {
  AlarmName: string;
  AlarmDescription: string;
  AlarmActions: unknown[];
  TreatMissingData: string;
  MetricName: string;
  Threshold: number;
  Dimensions: { Name: string; Value: unknown }[];
};

const stage = synthesise({
  lanes: [{ name: 'webhooks' }, { name: 'acme-crm' }],
  alarmEmail: 'ops@example.com',
  dedupeCapacity: { write: { seed: 2000, min: 500, max: 9000 } },
});
const alarms = ofType(stage.pipeline, 'AWS::CloudWatch::Alarm').map(
  ([, { Properties }]) => Properties as unknown as AlarmProperties,
);
const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
const sections = runbook.split(/^### /m).slice(1);

/** Queues or functions that have an alarm on this metric. */
function watched(metric: string): string[] {
  const dimensions = alarms.filter(({ MetricName }) => MetricName === metric).flatMap(({ Dimensions }) => Dimensions);
  return dimensions.map(({ Value }) => readable(target(stage.resolve(Value)))).sort();
}

describe('runbook', () => {
  test('has one heading for each kind of alarm, in order', () => {
    const headings = sections.map((section) => section.split('\n')[0]);

    expect(headings).toEqual(ALARM_KINDS);
  });

  test.each(sections.map((section) => [section.split('\n')[0] ?? '', section]))(
    '%s says what it means, where to look and what to do',
    (_, section) => {
      expect(section).toMatch(/\*\*What it means\.\*\*[\s\S]*\*\*Look here\.\*\*[\s\S]*\*\*Do this\.\*\*/);
    },
  );

  test('every kind of alarm is raised by something', () => {
    const raised = alarms.map(({ AlarmDescription }) => /docs\/runbook\.md#([a-z0-9-]+)$/.exec(AlarmDescription)?.[1]);

    expect(new Set(raised)).toEqual(new Set(ALARM_KINDS));
  });
});

describe('alarms', () => {
  test('have names that say stage, kind and lane', () => {
    const names = alarms.map(({ AlarmName }) => AlarmName);

    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('Penstock-test-fan-out-dead-letters');
    expect(names).toContain('Penstock-test-delivery-dead-letters-acme-crm');
  });

  test('every dead-letter queue is watched for its first message', () => {
    expect(watched('ApproximateNumberOfMessagesVisible')).toEqual([
      'IngestDeadLettersQueue',
      'LaneacmecrmDeadLettersQueue',
      'LanewebhooksDeadLettersQueue',
      'ReplayDeadLettersQueue',
      'SourceDeadLettersQueue',
    ]);
  });

  test.each(['ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesNotVisible'])(
    'every queue that is worked off is watched for %s',
    (metric) => {
      expect(watched(metric)).toEqual([
        'IngestQueue',
        'LaneacmecrmLiveQueue',
        'LaneacmecrmReplayQueue',
        'LaneacmecrmRetryQueue',
        'LanewebhooksLiveQueue',
        'LanewebhooksReplayQueue',
        'LanewebhooksRetryQueue',
        'ReplaysQueue',
        'SourceRequestsQueue',
      ]);
    },
  );

  test.each(['Errors', 'Throttles'])('every function is watched for %s', (metric) => {
    const functions = ofType(stage.pipeline, 'AWS::Lambda::Function').map(([id]) => readable(id));

    expect(watched(metric)).toEqual(functions.sort());
  });

  test('the ledger has to be at fault in most looks of ten minutes, which the three after a crash never are', () => {
    const ledger = alarms.filter(({ MetricName }) => MetricName === 'LedgerFaults');

    expect(ledger).toEqual([
      expect.objectContaining({
        Namespace: 'Penstock',
        Dimensions: [{ Name: 'Stage', Value: 'test' }],
        Statistic: 'SampleCount',
        Period: 300,
        Threshold: 3,
        EvaluationPeriods: 2,
      }),
    ]);
  });

  test('the in-flight alarm goes off well before SQS stops handing out, at 120,000', () => {
    const thresholds = alarms
      .filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesNotVisible')
      .map(({ Threshold }) => Threshold);

    expect(new Set(thresholds)).toEqual(new Set([90_000]));
  });

  test('provisioned capacity is short when anything was throttled for longer than auto scaling takes', () => {
    const onDemand = ofType(synthesise().pipeline, 'AWS::CloudWatch::Alarm');

    const found = alarms.filter(({ AlarmName }) => AlarmName === 'Penstock-test-dedupe-throttles');

    expect(found).toEqual([expect.objectContaining({ Threshold: 1, EvaluationPeriods: 5 })]);
    for (const metric of ['WriteThrottleEvents', 'ReadThrottleEvents', '"FILL(writes, 0) + FILL(reads, 0)"'])
      expect(JSON.stringify(found)).toContain(metric);
    expect(JSON.stringify(onDemand)).not.toContain('dedupe-throttles');
  });

  test('all take no data for good news and tell the topic', () => {
    for (const alarm of alarms) {
      expect(alarm.TreatMissingData).toBe('notBreaching');
      expect(alarm.AlarmActions.map((action) => stage.pipeline[target(action)]?.Type)).toEqual(['AWS::SNS::Topic']);
    }
  });

  test('alarms may publish to the topic, by TLS only', () => {
    const [policy] = ofType(stage.pipeline, 'AWS::SNS::TopicPolicy');

    const document = JSON.stringify(policy?.[1].Properties['PolicyDocument']);

    expect(document).toContain('"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"}');
    expect(document).toContain('"aws:SecureTransport":"false"');
  });

  test('are mailed only where an address is configured', () => {
    const silent = synthesise();

    expect(ofType(stage.pipeline, 'AWS::SNS::Subscription')).toHaveLength(1);
    expect(ofType(silent.pipeline, 'AWS::SNS::Subscription')).toHaveLength(0);
  });
});
