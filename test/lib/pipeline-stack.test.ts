import { AwsSolutionsChecks } from 'cdk-nag';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { controlApiEnv } from '../../functions/control-api/env.ts';
import { deliveryEnv } from '../../functions/delivery/env.ts';
import { fanOutEnv } from '../../functions/fan-out/env.ts';
import { ingestEnv } from '../../functions/ingest/env.ts';
import { sweepEnv } from '../../functions/sweep/env.ts';
import { replayEnv } from '../../functions/replay/env.ts';
import { ofType, readable, synthesise, target } from './synthesise.ts';

const stage = synthesise({ lanes: [{ name: 'webhooks' }, { name: 'acme-crm', maxConcurrency: 7, memoryMb: 2048 }] });
const functions = ofType(stage.pipeline, 'AWS::Lambda::Function');
const mappings = ofType(stage.pipeline, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => ({
  properties: Properties,
  queue: stage.data[target(stage.resolve(Properties['EventSourceArn']))],
  queueName: readable(target(stage.resolve(Properties['EventSourceArn']))),
  fn: stage.pipeline[target(Properties['FunctionName'])],
  fnName: readable(target(Properties['FunctionName'])),
}));

/** Every `action resource` that the role of a function allows, wildcards as they stand. */
function permissions(fnName: string): string[] {
  const policies = ofType(stage.pipeline, 'AWS::IAM::Policy').filter(([id]) => id.startsWith(fnName));
  return policies
    .flatMap(([, { Properties }]) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement)
    .flatMap(({ Action, Resource: resource }) =>
      [Action].flat().flatMap((action) => [resource].flat().map((one) => `${action} ${describeArn(one)}`)),
    )
    .sort();
}

type Statement = { Effect: string; Action: string | string[]; Resource: unknown; Condition?: unknown };

function describeArn(arn: unknown): string {
  const resolved = stage.resolve(arn) as { 'Fn::Join'?: [string, unknown[]] };
  const parts = resolved['Fn::Join']?.[1] ?? [resolved];
  return parts.map((part) => (typeof part === 'string' ? part : readable(target(part)))).join('');
}

const CONSUME = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
];
const consume = (queue: string): string[] => CONSUME.map((action) => `${action} ${queue}`);
const log = (group: string): string[] => [`logs:CreateLogStream ${group}`, `logs:PutLogEvents ${group}`];

/** Set by the local runner. On AWS a request without credentials would be the owner's. */
const SET_ON_ONE_MACHINE = ['LOCAL_OWNER', 'LOCAL_WORKSPACE', 'LOCAL_ROUTES'];

describe('functions', () => {
  test('there is one for each stage, and one delivery function for each lane', () => {
    const entries = functions.map(
      ([, fn]) => (fn as { Metadata?: Record<string, string> }).Metadata?.['penstock:entry'],
    );

    expect(entries.sort()).toEqual([
      'functions/console/lambda.ts',
      'functions/control-api/lambda.ts',
      'functions/delivery/lambda.ts',
      'functions/delivery/lambda.ts',
      'functions/fan-out/lambda.ts',
      'functions/ingest/lambda.ts',
      'functions/replay/lambda.ts',
      'functions/runner/lambda.ts',
      'functions/source/lambda.ts',
      'functions/sweep/lambda.ts',
      'functions/web/lambda.ts',
    ]);
  });

  test('all run on Node 24 on arm64, log JSON and are not traced', () => {
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
      });
      expect(Properties).not.toHaveProperty('TracingConfig');
      expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
    }
  });

  test.each([
    ['IngestFunction', ingestEnv],
    ['FanOutFunction', fanOutEnv],
    ['LanewebhooksFunction', deliveryEnv],
    ['LaneacmecrmFunction', deliveryEnv],
    ['ReplayFunction', replayEnv],
    ['ControlApiFunction', controlApiEnv],
    ['SweepFunction', sweepEnv],
  ])('%s gets every variable it reads', (name, schema) => {
    const fn = functions.find(([id]) => readable(id) === name)?.[1];

    const variables = Object.keys((fn?.Properties['Environment'] as { Variables: object }).Variables);

    expect(variables.filter((variable) => variable !== 'NODE_OPTIONS').sort()).toEqual(
      Object.keys(schema.shape)
        .filter((variable) => !SET_ON_ONE_MACHINE.includes(variable))
        .sort(),
    );
  });

  test('none takes requests without credentials for those of an owner', () => {
    const variables = functions.flatMap(([, { Properties }]) =>
      Object.keys((Properties['Environment'] as { Variables: object }).Variables),
    );

    expect(variables).toContain('OIDC_ISSUER');
    expect(variables).not.toContain('LOCAL_OWNER');
  });

  test('a stage may keep functions for ingest and for the control API, which then have no more', () => {
    const reserving = synthesise({ ingest: { reservedConcurrency: 300 }, controlApi: { reservedConcurrency: 40 } });

    const reserved = ofType(reserving.pipeline, 'AWS::Lambda::Function')
      .map(([id, { Properties }]) => [readable(id), Properties['ReservedConcurrentExecutions']] as const)
      .filter(([, concurrency]) => concurrency !== undefined);

    expect(Object.fromEntries(reserved)).toEqual({ IngestFunction: 300, ControlApiFunction: 40 });
  });

  test('a lane decides about memory and concurrency of its own function only', () => {
    const memory = Object.fromEntries(
      functions.map(([id, { Properties }]) => [readable(id), Properties['MemorySize']]),
    );

    expect(memory).toMatchObject({ LaneacmecrmFunction: 2048, LanewebhooksFunction: 448 });
  });
});

describe('event sources', () => {
  test('each queue is read by the function it is meant for', () => {
    const pairs = mappings.map(({ queueName, fnName }) => `${queueName} -> ${fnName}`);

    expect(pairs.sort()).toEqual([
      'IngestQueue -> FanOutFunction',
      'LaneacmecrmLiveQueue -> LaneacmecrmFunction',
      'LaneacmecrmReplayQueue -> LaneacmecrmFunction',
      'LaneacmecrmRetryQueue -> LaneacmecrmFunction',
      'LanewebhooksLiveQueue -> LanewebhooksFunction',
      'LanewebhooksReplayQueue -> LanewebhooksFunction',
      'LanewebhooksRetryQueue -> LanewebhooksFunction',
      'ReplaysQueue -> ReplayFunction',
      'SourceRequestsQueue -> SourceFunction',
    ]);
  });

  test('a message stays invisible for six times the timeout of its reader, and the batching window', () => {
    for (const { properties, queue, fn } of mappings) {
      const window = Number(properties['MaximumBatchingWindowInSeconds'] ?? 0);
      const needed = 6 * Number(fn?.Properties['Timeout']) + window;
      expect(queue?.Properties['VisibilityTimeout']).toBeGreaterThanOrEqual(needed);
    }
  });

  test('one failed message does not bring its batch back', () => {
    for (const { properties } of mappings) {
      expect(properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
    }
  });

  test('batches are full where that saves money and small where it saves time', () => {
    const batches = mappings.map(({ queueName, properties }) => [
      queueName.replace(/^Lane(webhooks|acmecrm)/, ''),
      properties['BatchSize'],
      properties['MaximumBatchingWindowInSeconds'] ?? 0,
    ]);

    expect(new Set(batches.map((batch) => batch.join(' ')))).toEqual(
      new Set([
        ...['IngestQueue 840 1', 'LiveQueue 10 0', 'RetryQueue 10 0', 'ReplayQueue 10 0', 'ReplaysQueue 1 0'],
        'SourceRequestsQueue 10 0',
      ]),
    );
  });

  test('a stage may gather for longer, or not at all, and then gets ten messages at once as AWS wants it', () => {
    const settings = (stage: ReturnType<typeof synthesise>): Set<string> =>
      new Set(
        ofType(stage.pipeline, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) =>
          [Properties['BatchSize'], Properties['MaximumBatchingWindowInSeconds'] ?? 0].join(' '),
        ),
      );

    const hasty = synthesise({ fanOutBatchingWindowSeconds: 0 });
    const patient = synthesise({
      fanOutBatchingWindowSeconds: 20,
      lanes: [{ name: 'webhooks', batchingWindowSeconds: 5 }],
    });

    expect(settings(hasty)).toEqual(new Set(['10 0', '1 0']));
    expect(settings(patient)).toEqual(new Set(['840 20', '10 5', '10 0', '1 0']));
    const visible = ofType(patient.data, 'AWS::SQS::Queue').map(([id, { Properties }]) => [
      readable(id),
      Properties['VisibilityTimeout'],
    ]);
    expect(Object.fromEntries(visible)).toMatchObject({ IngestQueue: 6 * 30 + 20, LanewebhooksRetryQueue: 6 * 60 + 5 });
  });

  test('every reader is bounded, so that a backlog leaves concurrency to ingest', () => {
    const limits = mappings.map(({ queueName, properties }) => [
      queueName,
      (properties['ScalingConfig'] as { MaximumConcurrency: number }).MaximumConcurrency,
    ]);

    expect(Object.fromEntries(limits)).toEqual({
      IngestQueue: 100,
      LanewebhooksLiveQueue: 20,
      LanewebhooksRetryQueue: 20,
      LanewebhooksReplayQueue: 5,
      LaneacmecrmLiveQueue: 7,
      LaneacmecrmRetryQueue: 20,
      LaneacmecrmReplayQueue: 5,
      ReplaysQueue: 10,
      SourceRequestsQueue: 20,
    });
  });
});

describe('permissions', () => {
  test.each([
    [
      'IngestFunction',
      [
        'dynamodb:GetItem ControlTable',
        'dynamodb:PutItem ControlTable',
        'dynamodb:Query ControlTable',
        'sqs:SendMessage IngestQueue',
        ...log('IngestFunctionLogs'),
      ],
    ],
    [
      'SourceFunction',
      [
        ...['GetItem', 'PutItem', 'Query', 'UpdateItem'].map((action) => `dynamodb:${action} ControlTable`),
        'kms:Decrypt SecretsKey',
        'lambda:InvokeFunction RunnerFunction',
        's3:GetObject FunctionCodeBucket/*',
        'sqs:SendMessage IngestQueue',
        'sqs:SendMessage SourceRequestsQueue',
        ...consume('SourceRequestsQueue'),
        ...log('SourceFunctionLogs'),
      ],
    ],
    [
      'FanOutFunction',
      [
        ...['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map(
          (action) => `dynamodb:${action} ControlTable`,
        ),
        ...['BatchGetItem', 'GetItem', 'PartiQLInsert', 'PutItem', 'UpdateItem'].map(
          (action) => `dynamodb:${action} DedupeTable`,
        ),
        's3:ListBucket ArchiveBucket',
        's3:GetObject ArchiveBucket/archive/*',
        's3:PutObject ArchiveBucket/archive/*',
        'sqs:SendMessage LanewebhooksLiveQueue',
        'sqs:SendMessage LaneacmecrmLiveQueue',
        ...consume('IngestQueue'),
        ...log('FanOutFunctionLogs'),
      ],
    ],
    [
      'LaneacmecrmFunction',
      [
        ...['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map(
          (action) => `dynamodb:${action} ControlTable`,
        ),
        ...['GetItem', 'PutItem', 'UpdateItem'].map((action) => `dynamodb:${action} DedupeTable`),
        's3:ListBucket ArchiveBucket',
        ...['DeleteObject', 'GetObject', 'PutObject'].map((action) => `s3:${action} ArchiveBucket/held/*`),
        ...['GetObject', 'PutObject'].map((action) => `s3:${action} ArchiveBucket/undelivered/*`),
        'kms:Decrypt SecretsKey',
        'lambda:InvokeFunction RunnerFunction',
        's3:GetObject FunctionCodeBucket/*',
        'sqs:SendMessage LaneacmecrmRetryQueue',
        'sqs:SendMessage LaneacmecrmReplayQueue',
        'sqs:SendMessage LaneacmecrmDeadLettersQueue',
        ...consume('LaneacmecrmLiveQueue'),
        ...consume('LaneacmecrmRetryQueue'),
        ...consume('LaneacmecrmReplayQueue'),
        ...log('LaneacmecrmFunctionLogs'),
      ],
    ],
    [
      'ReplayFunction',
      [
        ...['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map(
          (action) => `dynamodb:${action} ControlTable`,
        ),
        ...['BatchGetItem', 'GetItem', 'PartiQLInsert', 'PutItem', 'UpdateItem'].map(
          (action) => `dynamodb:${action} DedupeTable`,
        ),
        's3:ListBucket ArchiveBucket',
        's3:GetObject ArchiveBucket/archive/*',
        's3:GetObject ArchiveBucket/undelivered/*',
        ...['webhooks', 'acmecrm'].flatMap((lane) => [
          `sqs:SendMessage Lane${lane}RetryQueue`,
          `sqs:SendMessage Lane${lane}ReplayQueue`,
          `sqs:GetQueueAttributes Lane${lane}ReplayQueue`,
        ]),
        'sqs:SendMessage ReplaysQueue',
        ...consume('ReplaysQueue'),
        ...log('ReplayFunctionLogs'),
      ],
    ],
    [
      'ControlApiFunction',
      [
        ...['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map(
          (action) => `dynamodb:${action} ControlTable`,
        ),
        ...['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'].map(
          (action) => `dynamodb:${action} DedupeTable`,
        ),
        's3:ListBucket ArchiveBucket',
        's3:GetObject ArchiveBucket/archive/*',
        's3:GetObject ArchiveBucket/undelivered/*',
        'cognito-idp:AdminCreateUser SignInUsers',
        'cognito-idp:AdminGetUser SignInUsers',
        'kms:Decrypt SecretsKey',
        'kms:GenerateDataKey SecretsKey',
        'lambda:InvokeFunction RunnerFunction',
        ...['GetObject', 'PutObject'].map((action) => `s3:${action} FunctionCodeBucket/*`),
        'sqs:SendMessage LanewebhooksRetryQueue',
        'sqs:SendMessage LaneacmecrmRetryQueue',
        'sqs:SendMessage ReplaysQueue',
        ...log('ControlApiFunctionLogs'),
      ],
    ],
    [
      'SweepFunction',
      [
        ...['BatchGetItem', 'GetItem'].map((action) => `dynamodb:${action} DedupeTable`),
        ...['BatchGetItem', 'ConditionCheckItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map(
          (action) => `dynamodb:${action} ControlTable`,
        ),
        's3:ListBucket ArchiveBucket',
        'sqs:SendMessage LanewebhooksRetryQueue',
        'sqs:SendMessage LaneacmecrmRetryQueue',
        ...log('SweepFunctionLogs'),
      ],
    ],
    ['WebFunction', log('WebFunctionLogs')],
    ['SweepScheduleRole', ['lambda:InvokeFunction SweepFunction']],
  ])('%s may do this and nothing else', (fnName, expected) => {
    expect(permissions(fnName)).toEqual([...expected].sort());
  });

  test('of the dedupe table the control API writes only what is its own', () => {
    const policies = ofType(stage.pipeline, 'AWS::IAM::Policy').filter(([id]) => id.startsWith('ControlApiFunction'));

    const writes = policies
      .flatMap(([, { Properties }]) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement)
      .filter(({ Action, Resource: resource }) => {
        return [Action].flat().includes('dynamodb:PutItem') && describeArn([resource].flat()[0]) === 'DedupeTable';
      });

    expect(writes.map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['api#*'] } },
    ]);
  });

  test('no role has a policy but its own', () => {
    const roles = ofType(stage.pipeline, 'AWS::IAM::Role');

    expect(roles).toHaveLength(12);
    for (const [, { Properties }] of roles) expect(Properties).not.toHaveProperty('ManagedPolicyArns');
  });

  test.each([true, false])('the AWS Solutions checks find nothing to complain of, keepData: %s', (keepData) => {
    const { app } = synthesise({ keepData, alarmEmail: 'ops@example.com' });

    const report = new AwsSolutionsChecks(app).validateScope(app);

    expect(report.violations).toEqual([]);
  });
});

describe('the sweep', () => {
  const schedules = ofType(stage.pipeline, 'AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties);

  test('runs every minute, and what fails is left to the next minute', () => {
    const [asynchronous] = ofType(stage.pipeline, 'AWS::Lambda::EventInvokeConfig');

    expect(schedules).toEqual([
      expect.objectContaining({
        ScheduleExpression: 'rate(1 minute)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: { 'Fn::GetAtt': [expect.stringMatching(/^SweepFunction/), 'Arn'] },
          RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^SweepScheduleRole/), 'Arn'] },
          Input: '{}',
          RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
        },
      }),
    ]);
    expect(asynchronous?.[1].Properties).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
  });

  test('is begun by EventBridge Scheduler of this account only', () => {
    const [, role] = ofType(stage.pipeline, 'AWS::IAM::Role').find(([id]) => id.startsWith('SweepScheduleRole')) ?? [];

    expect(role?.Properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    });
  });

  test('sees of the archive only for which destinations something is held', () => {
    const policy = ofType(stage.pipeline, 'AWS::IAM::Policy').find(([id]) => id.startsWith('SweepFunction'))?.[1];

    const { Statement: statements } = policy?.Properties['PolicyDocument'] as { Statement: { Condition?: unknown }[] };

    expect(statements.map(({ Condition: condition }) => condition)).toContainEqual({
      StringEquals: { 's3:prefix': 'held/' },
    });
  });
});

test('the stack file stays a picture of the pipeline', () => {
  const lines = readFileSync(new URL('../../lib/pipeline-stack.ts', import.meta.url), 'utf8').split('\n');

  expect(lines.length).toBeLessThan(120);
});
