import { describe, expect, test } from 'vitest';
import { ofType, readable, synthesise, target, type Resource, type Resources } from './synthesise.ts';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

const kept = synthesise({ keepData: true, lanes: [{ name: 'webhooks' }, { name: 'acme-crm' }] });
const dropped = synthesise({ keepData: false });
const STATEFUL = ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::S3::Bucket', 'AWS::SQS::Queue'];

const queues = ofType(kept.data, 'AWS::SQS::Queue');
const redrive = (queue: Resource) =>
  queue.Properties['RedrivePolicy'] as { deadLetterTargetArn: unknown; maxReceiveCount: number } | undefined;
const named = (name: string): Resource => {
  const found = Object.entries(kept.data).find(([id]) => readable(id) === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found[1];
};

describe('what survives', () => {
  test('everything with data in it is in the data stack', () => {
    const types = Object.values(kept.pipeline).map(({ Type }) => Type);

    expect(types.filter((type) => STATEFUL.includes(type))).toEqual([]);
  });

  test('a stage that keeps data retains every table, key, bucket and queue', () => {
    const stateful = Object.values(kept.data).filter(({ Type }) => STATEFUL.includes(Type));

    expect(stateful).toHaveLength(2 + 1 + 2 + 2 + 2 + 2 + 2 * 4);
    for (const resource of stateful) {
      expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('a stage that does not keep data deletes all of it, and empties the bucket first', () => {
    const stateful = Object.values(dropped.data).filter(({ Type }) => STATEFUL.includes(Type));

    expect(stateful).toHaveLength(2 + 1 + 2 + 2 + 2 + 2 + 4);
    for (const resource of stateful) expect(resource).toMatchObject({ DeletionPolicy: 'Delete' });
    expect(ofType(dropped.data, 'Custom::S3AutoDeleteObjects')).toHaveLength(2);
    expect(ofType(kept.data, 'Custom::S3AutoDeleteObjects')).toHaveLength(0);
  });

  test('logs never outlive the stack', () => {
    const groups = [dropped.data, dropped.pipeline].flatMap((stack) => ofType(stack, 'AWS::Logs::LogGroup'));

    expect(groups).toHaveLength(1 + 10 + 1);
    for (const [, group] of groups) {
      expect(group.DeletionPolicy).toBe('Delete');
      expect(group.Properties['RetentionInDays']).toBeLessThanOrEqual(30);
    }
  });

  test('every function logs to a log group of its stack', () => {
    for (const stack of [dropped.data, dropped.pipeline]) {
      for (const [, { Properties }] of ofType(stack, 'AWS::Lambda::Function')) {
        const { LogGroup: group } = Properties['LoggingConfig'] as { LogGroup: unknown };
        expect(stack[target(group)]?.Type).toBe('AWS::Logs::LogGroup');
      }
    }
  });
});

describe('queues', () => {
  test('every queue is encrypted and refuses plain HTTP', () => {
    const policies = ofType(kept.data, 'AWS::SQS::QueuePolicy').map(([, policy]) => policy);

    for (const [id, queue] of queues) {
      const policy = policies.find(({ Properties }) => target((Properties['Queues'] as unknown[])[0]) === id);
      expect(queue.Properties['SqsManagedSseEnabled']).toBe(true);
      expect(JSON.stringify(policy)).toContain('"aws:SecureTransport":"false"');
    }
  });

  test('every queue that is worked off has a dead-letter queue, which keeps messages for 14 days', () => {
    const worked = queues.filter(([id]) => !readable(id).endsWith('DeadLettersQueue'));

    expect(worked).toHaveLength(9);
    for (const [, queue] of worked) {
      const deadLetters = kept.data[target(redrive(queue)?.deadLetterTargetArn)];
      expect(deadLetters?.Properties['MessageRetentionPeriod']).toBe(14 * DAY_SECONDS);
      expect(deadLetters && redrive(deadLetters)).toBeUndefined();
    }
  });

  test('the queues of a lane share its dead-letter queue', () => {
    const lane = ['Live', 'Retry', 'Replay'].map((name) => named(`Laneacmecrm${name}Queue`));

    const targets = lane.map((queue) => readable(target(redrive(queue)?.deadLetterTargetArn)));

    expect(targets).toEqual(Array.from({ length: 3 }, () => 'LaneacmecrmDeadLettersQueue'));
  });

  test('a message of the retry queue lives longer than the longest schedule, 72 hours, can last', () => {
    const retry = named('LanewebhooksRetryQueue');

    expect(retry.Properties['MessageRetentionPeriod']).toBeGreaterThan(72 * HOUR_SECONDS);
  });

  test('a broken function has an hour before its first message is given up', () => {
    const { Properties: live } = named('LanewebhooksLiveQueue');

    const seconds = Number(live['VisibilityTimeout']) * (redrive(named('LanewebhooksLiveQueue'))?.maxReceiveCount ?? 0);

    expect(seconds).toBeGreaterThanOrEqual(HOUR_SECONDS);
  });

  test('ingest, live and replay queues keep messages for as long as SQS can', () => {
    for (const name of [
      'IngestQueue',
      'LanewebhooksLiveQueue',
      'LaneacmecrmLiveQueue',
      'LaneacmecrmReplayQueue',
      'ReplaysQueue',
    ]) {
      expect(named(name).Properties['MessageRetentionPeriod']).toBe(14 * DAY_SECONDS);
    }
  });
});

test('the key of secrets renews itself, and its use is for the account to grant', () => {
  const { Properties } = named('SecretsKey');

  expect(Properties['EnableKeyRotation']).toBe(true);
  expect(Properties['KeyPolicy']).toMatchObject({
    Statement: [{ Effect: 'Allow', Action: 'kms:*', Principal: { AWS: { 'Fn::Join': ['', expect.any(Array)] } } }],
  });
});

describe('tables and bucket', () => {
  test('claims expire by TTL', () => {
    expect(named('DedupeTable').Properties).toMatchObject({
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  describe('the capacity of claims', () => {
    const stages = {
      onDemand: synthesise({ keepData: true }).data,
      provisioned: synthesise({
        keepData: true,
        dedupeCapacity: { write: { seed: 2000, min: 500, max: 9000 }, targetUtilizationPercent: 70 },
      }).data,
    };
    const claims = ({ data }: { data: Resources }) =>
      Object.entries(data).find(([id]) => readable(id) === 'DedupeTable');

    test('changes in place: the same table, of which nothing changes but how it is paid for', () => {
      const [[idBefore, before], [id, after]] = [stages.onDemand, stages.provisioned].map(
        (data) => claims({ data }) ?? ['', { Type: '', Properties: {} }],
      ) as [[string, Resource], [string, Resource]];

      const { BillingMode, ProvisionedThroughput, ...rest } = after.Properties;
      expect(id).toBe(idBefore);
      // CloudFormation changes these two without interruption; it replaces a table only for its name and its keys.
      expect({ BillingMode, ProvisionedThroughput }).toEqual({
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: { ReadCapacityUnits: 100, WriteCapacityUnits: 2000 },
      });
      expect({ ...rest, BillingMode: 'PAY_PER_REQUEST' }).toEqual(before.Properties);
      expect(after).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    });

    test('is scaled within what the stage says', () => {
      const targets = ofType(stages.provisioned, 'AWS::ApplicationAutoScaling::ScalableTarget');
      const policies = ofType(stages.provisioned, 'AWS::ApplicationAutoScaling::ScalingPolicy');

      expect(
        targets.map(([, { Properties }]) => [
          Properties['ScalableDimension'],
          Properties['MinCapacity'],
          Properties['MaxCapacity'],
        ]),
      ).toEqual([
        ['dynamodb:table:WriteCapacityUnits', 500, 9000],
        ['dynamodb:table:ReadCapacityUnits', 25, 4000],
      ]);
      expect(policies.map(([, { Properties }]) => Properties['TargetTrackingScalingPolicyConfiguration'])).toEqual([
        expect.objectContaining({ TargetValue: 70 }),
        expect.objectContaining({ TargetValue: 70 }),
      ]);
    });

    test('is on demand, with nothing to scale, unless the stage says otherwise', () => {
      const types = Object.values(stages.onDemand).map(({ Type }) => Type);

      expect(types.filter((type) => type.startsWith('AWS::ApplicationAutoScaling'))).toEqual([]);
    });
  });

  test('configuration can be restored to any second', () => {
    expect(named('ControlTable').Properties).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  test('the archive is private, encrypted and reached by TLS only', () => {
    expect(named('ArchiveBucket').Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
    expect(JSON.stringify(named('ArchiveBucketPolicy'))).toContain('"aws:SecureTransport":"false"');
  });

  test('events leave the archive after three years, unless the stage says otherwise', () => {
    const forEver = synthesise({ archiveRetentionDays: null });
    const forAMonth = synthesise({ archiveRetentionDays: 31 });

    const rules = [kept, forEver, forAMonth].map(({ data }) => JSON.stringify(ofType(data, 'AWS::S3::Bucket')));

    expect(rules[0]).toContain('"ExpirationInDays":1095');
    expect(rules[1]).not.toContain('ExpirationInDays');
    expect(rules[2]).toContain('"ExpirationInDays":31');
    expect(rules[2]).toContain('STANDARD_IA');
    expect(rules[2]).not.toContain('GLACIER');
  });
});
