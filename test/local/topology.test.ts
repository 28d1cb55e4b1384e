import { describe, expect, test } from 'vitest';
import type { Template } from '../../local/template-values.ts';
import { readTopology, terminalQueues, type Topology } from '../../local/topology.ts';

const ADDRESSES = { sqsEndpoint: 'http://127.0.0.1:4566', apiUrl: 'http://localhost:8080' };

const DATA: Template = {
  Resources: {
    WorkQueue1: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        VisibilityTimeout: 180,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['DeadQueue2', 'Arn'] }, maxReceiveCount: 5 },
        SqsManagedSseEnabled: true,
      },
      Metadata: { 'aws:cdk:path': 'App-Data/Work/Queue/Resource' },
    },
    DeadQueue2: { Type: 'AWS::SQS::Queue', Metadata: { 'aws:cdk:path': 'App-Data/WorkDeadLetters/Queue/Resource' } },
    Claims3: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
      Metadata: { 'aws:cdk:path': 'App-Data/Claims/Table/Resource' },
    },
    Secrets16: { Type: 'AWS::KMS::Key', Metadata: { 'aws:cdk:path': 'App-Data/Secrets/Key/Resource' } },
    Archive4: { Type: 'AWS::S3::Bucket', Metadata: { 'aws:cdk:path': 'App-Data/RawArchive/Bucket/Resource' } },
  },
  Outputs: {
    ArchiveName: { Value: { Ref: 'Archive4' } },
    KeyArn: { Value: { 'Fn::GetAtt': ['Secrets16', 'Arn'] } },
    ExportedUrl: { Value: { Ref: 'WorkQueue1' }, Export: { Name: 'App-Data:WorkUrl' } },
    ExportedArn: { Value: { 'Fn::GetAtt': ['WorkQueue1', 'Arn'] }, Export: { Name: 'App-Data:WorkArn' } },
  },
};

const PIPELINE: Template = {
  Resources: {
    Role5: { Type: 'AWS::IAM::Role', Properties: { RoleName: { 'Fn::Unheard': 'of' } } },
    Fn6: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Handler: 'index.handler',
        Timeout: 30,
        MemorySize: 512,
        Role: { 'Fn::GetAtt': ['Role5', 'Arn'] },
        Environment: {
          Variables: {
            QUEUE_URL: { 'Fn::ImportValue': 'App-Data:WorkUrl' },
            JOINED: { 'Fn::Join': ['', ['{"url":"', { 'Fn::ImportValue': 'App-Data:WorkUrl' }, '"}']] },
            PLACE: { 'Fn::Sub': '${AWS::Region}/${AWS::AccountId}/${!Literal}' },
            NAME: { 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::ImportValue': 'App-Data:WorkArn' }] }] },
            API: {
              'Fn::Join': [
                '',
                ['https://', { Ref: 'Api8' }, '.execute-api.', { Ref: 'AWS::Region' }, '.amazonaws.com/'],
              ],
            },
          },
        },
      },
      Metadata: { 'aws:cdk:path': 'App/Worker/Function/Resource', 'penstock:entry': 'functions/worker/lambda.ts' },
    },
    Mapping7: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        BatchSize: 100,
        MaximumBatchingWindowInSeconds: 2,
        EventSourceArn: { 'Fn::ImportValue': 'App-Data:WorkArn' },
        FunctionName: { Ref: 'Fn6' },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 7 },
      },
    },
    Api8: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
    Integration9: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': ['Fn6', 'Arn'] },
        PayloadFormatVersion: '2.0',
      },
    },
    Route10: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        RouteKey: 'ANY /v1/{proxy+}',
        AuthorizationType: 'NONE',
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration9' }]] },
      },
    },
    Schedule14: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'rate(5 minutes)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        State: 'ENABLED',
        Target: {
          Arn: { 'Fn::GetAtt': ['Fn6', 'Arn'] },
          RoleArn: { 'Fn::GetAtt': ['Role5', 'Arn'] },
          Input: '{"deep":true}',
        },
      },
    },
    Topic11: { Type: 'AWS::SNS::Topic' },
    Cleaner12: {
      Type: 'Custom::S3AutoDeleteObjects',
      Properties: { ServiceToken: { 'Fn::GetAtt': ['CleanerFunction13', 'Arn'] } },
    },
    CleanerFunction13: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler' } },
  },
  Outputs: { AlarmTopic: { Value: { Ref: 'Topic11' } } },
};

/** A template with a schedule that could run here but for what is said. */
function schedule(properties: object): Template {
  const Properties = {
    ScheduleExpression: 'rate(1 minute)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: 'arn:aws:lambda:us-east-1:000000000000:function:x' },
    ...properties,
  };
  return { Resources: { S: { Type: 'AWS::Scheduler::Schedule', Properties } } };
}

function read(extra: Template = {}): Topology {
  return readTopology([DATA, PIPELINE, extra], ADDRESSES);
}

describe('the topology of an app', () => {
  test('names resources by their place, and keeps what queues are told', () => {
    const topology = read();

    expect(topology.queues).toEqual([
      {
        name: 'penstock-work',
        attributes: {
          VisibilityTimeout: '180',
          RedrivePolicy:
            '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:penstock-work-dead-letters","maxReceiveCount":5}',
        },
        deadLetterQueue: 'penstock-work-dead-letters',
      },
      { name: 'penstock-work-dead-letters', attributes: {}, deadLetterQueue: undefined },
    ]);
    expect(topology.buckets).toEqual(['penstock-raw-archive']);
  });

  test('has tables as CreateTable wants them, and what expires', () => {
    const topology = read();

    expect(topology.tables).toEqual([
      {
        name: 'penstock-claims',
        definition: {
          TableName: 'penstock-claims',
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          BillingMode: 'PAY_PER_REQUEST',
        },
        ttlAttribute: 'expiresAt',
      },
    ]);
  });

  test('computes environments across stacks, with the addresses of this machine', () => {
    const topology = read();

    expect(topology.functions).toEqual([
      {
        name: 'penstock-worker',
        entry: 'functions/worker/lambda.ts',
        handler: 'handler',
        timeoutMs: 30_000,
        memoryMb: 512,
        env: {
          QUEUE_URL: 'http://127.0.0.1:4566/000000000000/penstock-work',
          JOINED: '{"url":"http://127.0.0.1:4566/000000000000/penstock-work"}',
          PLACE: 'us-east-1/000000000000/${Literal}',
          NAME: 'penstock-work',
          API: 'http://localhost:8080/',
        },
        isPerTenant: false,
      },
    ]);
  });

  test('knows which function reads which queue and answers which route', () => {
    const topology = read();

    expect(topology.eventSources).toEqual([
      {
        queue: 'penstock-work',
        queueArn: 'arn:aws:sqs:us-east-1:000000000000:penstock-work',
        functionName: 'penstock-worker',
        batchSize: 100,
        windowMs: 2000,
        maxConcurrency: 7,
        reportsItemFailures: true,
      },
    ]);
    expect(topology.routes).toEqual([
      { routeKey: 'ANY /v1/{proxy+}', functionName: 'penstock-worker', isForOperators: false },
    ]);
    expect(terminalQueues(topology)).toEqual(new Set(['penstock-work-dead-letters']));
  });

  test('knows which function runs how often, and with what', () => {
    const topology = read();

    expect(topology.schedules).toEqual([{ functionName: 'penstock-worker', everyMs: 300_000, input: { deep: true } }]);
  });

  test('has the outputs that mean something here', () => {
    const topology = read();

    expect(topology.outputs).toEqual({
      ArchiveName: 'penstock-raw-archive',
      KeyArn: 'arn:aws:kms:us-east-1:000000000000:key/penstock-secrets',
    });
    expect(topology.keys).toEqual(['penstock-secrets']);
  });
});

describe('an app that one machine cannot run', () => {
  const entry = { 'penstock:entry': 'functions/x/lambda.ts' };

  test.each<[string, Template, string]>([
    [
      'an unknown type',
      { Resources: { Stream14: { Type: 'AWS::Kinesis::Stream' }, Rule15: { Type: 'AWS::Events::Rule' } } },
      'AWS::Kinesis::Stream (Stream14)\n  AWS::Events::Rule (Rule15)',
    ],
    [
      'an unknown intrinsic function',
      { Resources: { Q: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: { 'Fn::GetAZs': '' } } } } },
      'The template uses Fn::GetAZs',
    ],
    [
      'a function that needs something that does not exist here',
      {
        Resources: {
          Logs: { Type: 'AWS::Logs::LogGroup' },
          F: {
            Type: 'AWS::Lambda::Function',
            Properties: { Handler: 'h', Environment: { Variables: { LOGS: { Ref: 'Logs' } } } },
            Metadata: entry,
          },
        },
      },
      'Something needs the name of Logs (AWS::Logs::LogGroup)',
    ],
    [
      'a function without an entry file',
      { Resources: { F: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'h' } } } },
      'The function F does not say where its code is: it needs the metadata penstock:entry.',
    ],
    [
      'an import that nobody exports',
      { Resources: { Q: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: { 'Fn::ImportValue': 'x' } } } } },
      'No stack exports "x", but one imports it.',
    ],
    [
      'authorization that is not emulated',
      {
        Resources: {
          R: { Type: 'AWS::ApiGatewayV2::Route', Properties: { RouteKey: 'GET /x', AuthorizationType: 'JWT' } },
        },
      },
      'The route R wants authorization JWT',
    ],
    [
      'a schedule at certain times',
      schedule({ ScheduleExpression: 'cron(0 4 * * ? *)' }),
      'The schedule S (cron(0 4 * * ? *)) does not invoke a function every so many minutes',
    ],
    [
      'a schedule by the hour',
      schedule({ ScheduleExpression: 'rate(1 hour)' }),
      'The schedule S (rate(1 hour)) does not invoke a function every so many minutes',
    ],
    [
      'a schedule with a flexible window',
      schedule({ FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 } }),
      'without a flexible window',
    ],
    [
      'a schedule that sends to a queue',
      schedule({ Target: { Arn: { 'Fn::ImportValue': 'App-Data:WorkArn' } } }),
      'The schedule S (rate(1 minute)) does not invoke a function',
    ],
    [
      'two queues of one name',
      {
        Resources: {
          A: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'same' } },
          B: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'same' } },
        },
      },
      'Two resources of the type AWS::SQS::Queue would both be called same.',
    ],
  ])('is refused in words: %s', (_, extra, message) => {
    const reading = (): Topology => read(extra);

    expect(reading).toThrow(message);
  });
});
