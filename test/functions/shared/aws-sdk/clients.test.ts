import * as sdkDynamo from '@aws-sdk/client-dynamodb';
import * as sdkS3 from '@aws-sdk/client-s3';
import * as sdkSqs from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as dynamo from '../../../../functions/shared/aws-sdk/dynamodb.ts';
import * as s3 from '../../../../functions/shared/aws-sdk/s3.ts';
import * as sqs from '../../../../functions/shared/aws-sdk/sqs.ts';
import { startSqsS3, type SqsS3 } from '../../../../local/emulators/sqs-s3.ts';
import { startFakeAws } from '../../../support/fake-aws.ts';
import { CONTROL_TABLE, startRealTables } from '../../../support/real-tables.ts';

// The clients that functions are bundled with do what those of the SDK do: here both are asked the same.

const ENVIRONMENT = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
type Call<Client> = { send(command: unknown): Promise<unknown> } & Partial<Client>;
/** Commands of ours and of the SDK are no types of each other; what they do is compared. */
const asCall = <Client>(client: Client): Call<Client> => client as unknown as Call<Client>;

beforeAll(() => {
  for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
});
afterAll(() => {
  vi.unstubAllEnvs();
});

/** What a call gives: its answer, or its error as callers look at it. */
async function outcome(call: Promise<unknown>): Promise<unknown> {
  try {
    const { $metadata: _metadata, ...answer } = (await call) as Record<string, unknown>;
    return JSON.parse(JSON.stringify(answer)) as unknown;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { name, $fault, CancellationReasons, Item } = error as unknown as Record<string, unknown>;
    const seen = { name, $fault, CancellationReasons, Item };
    return JSON.parse(JSON.stringify(seen)) as unknown;
  }
}

describe('DynamoDB', () => {
  let tables: Awaited<ReturnType<typeof startRealTables>>;
  let ours: Call<dynamo.DynamoDBClient>;
  beforeAll(async () => {
    tables = await startRealTables();
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', await url(tables.dynamodb));
    ours = asCall(new dynamo.DynamoDBClient());
  });
  afterAll(() => tables.close());

  const key = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk } });
  const absent = { ConditionExpression: 'attribute_not_exists(pk)' };
  const put = { TableName: CONTROL_TABLE, Item: { ...key('a'), text: { S: 'ü "x" \n' }, count: { N: '1' } } };
  const refused = { Put: { ...put, ...absent, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const } };
  const calls: [string, keyof typeof dynamo & keyof typeof sdkDynamo, object][] = [
    ['puts', 'PutItemCommand', put],
    ['gets', 'GetItemCommand', { TableName: CONTROL_TABLE, Key: key('a') }],
    ['gets nothing', 'GetItemCommand', { TableName: CONTROL_TABLE, Key: key('none') }],
    ['is refused by a condition', 'PutItemCommand', refused.Put],
    ['has a transaction refused', 'TransactWriteItemsCommand', { TransactItems: [refused] }],
    ['reads many', 'BatchGetItemCommand', { RequestItems: { [CONTROL_TABLE]: { Keys: [key('a'), key('b')] } } }],
    [
      'executes statements',
      'BatchExecuteStatementCommand',
      {
        Statements: [
          {
            Statement: `INSERT INTO "${CONTROL_TABLE}" VALUE {'pk': ?, 'sk': ?}`,
            Parameters: [{ S: 'p' }, { S: 'a' }],
          },
        ],
      },
    ],
    [
      'updates',
      'UpdateItemCommand',
      {
        ...{ TableName: CONTROL_TABLE, Key: key('u'), UpdateExpression: 'SET n = :n', ReturnValues: 'ALL_NEW' },
        ExpressionAttributeValues: { ':n': { N: '7' } },
      },
    ],
    [
      'queries',
      'QueryCommand',
      { TableName: CONTROL_TABLE, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'p' } } },
    ],
    ['deletes', 'DeleteItemCommand', { TableName: CONTROL_TABLE, Key: key('z') }],
    ['says that a table is not there', 'GetItemCommand', { TableName: 'none', Key: key('a') }],
  ];

  test.each(calls)('%s as the SDK does', async (_what, name, input) => {
    const [Ours, Sdk] = [dynamo[name], sdkDynamo[name]] as unknown as [
      new (input: object) => unknown,
      new (input: object) => unknown,
    ];

    const theirs = await outcome(asCall(tables.dynamodb).send(new Sdk(input)));
    const found = await outcome(ours.send(new Ours(input)));

    expect(found).toEqual(theirs);
  });
});

async function url(client: sdkDynamo.DynamoDBClient): Promise<string> {
  const endpoint = await client.config.endpoint?.();
  return `http://${endpoint?.hostname}:${endpoint?.port}`;
}

describe('SQS and S3', () => {
  let emulator: SqsS3;
  const local = () => ({
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  beforeAll(async () => {
    emulator = await startSqsS3({
      dataDir: undefined,
      onFailure: (error) => {
        throw error;
      },
    });
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', emulator.endpoint);
    vi.stubEnv('AWS_ENDPOINT_URL_S3', emulator.endpoint);
  });
  afterAll(() => emulator.close());

  test('send messages and ask for their number as the SDK does', async () => {
    const [ours, theirs] = [asCall(new sqs.SQSClient()), new sdkSqs.SQSClient(local())];
    const { QueueUrl } = await theirs.send(new sdkSqs.CreateQueueCommand({ QueueName: 'q' }));
    const entries = {
      QueueUrl,
      Entries: [
        { Id: '0', MessageBody: 'penstock1:QUJD' },
        { Id: '1', MessageBody: 'x' },
      ],
    };
    const wanted = { QueueUrl, AttributeNames: ['ApproximateNumberOfMessages' as const] };

    const sent = (await ours.send(new sqs.SendMessageBatchCommand(entries))) as { Successful: object[] };
    const counted = await outcome(ours.send(new sqs.GetQueueAttributesCommand(wanted)));

    expect(sent.Successful).toHaveLength(2);
    expect(counted).toEqual(await outcome(theirs.send(new sdkSqs.GetQueueAttributesCommand(wanted))));
    expect(counted).toEqual({ Attributes: { ApproximateNumberOfMessages: '2' } });
  });

  test('store, list, read and delete objects as the SDK does, whatever they are called', async () => {
    const [ours, theirs] = [asCall(new s3.S3Client()), new sdkS3.S3Client({ ...local(), forcePathStyle: true })];
    const Bucket = 'archive';
    await theirs.send(new sdkS3.CreateBucketCommand({ Bucket }));
    const keys = ['held/a b/1', 'held/ü&<x>/2', "held/it's (3)!*", 'top'];
    for (const Key of keys)
      await ours.send(new s3.PutObjectCommand({ Bucket, Key, Body: Key, ContentType: 'text/plain' }));
    const [under, page] = [
      { Bucket, Prefix: 'held/', Delimiter: '/' },
      { Bucket, MaxKeys: 2, StartAfter: 'held/a b/1' },
    ];

    const groups = (await ours.send(new s3.ListObjectsV2Command(under))) as sdkS3.ListObjectsV2CommandOutput;
    const listed = (await ours.send(new s3.ListObjectsV2Command(page))) as sdkS3.ListObjectsV2CommandOutput;
    const read = (await ours.send(
      new s3.GetObjectCommand({ Bucket, Key: keys[1] ?? '' }),
    )) as sdkS3.GetObjectCommandOutput;
    await ours.send(
      new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.slice(1).map((Key) => ({ Key })) } }),
    );

    expect(groups.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['held/a b/', 'held/ü&<x>/']);
    expect(listed.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([
      [keys[2], 15],
      [keys[1], 13],
    ]);
    expect(listed.Contents?.[0]?.LastModified?.getTime()).toBeGreaterThan(1_700_000_000_000);
    expect(listed.NextContinuationToken).toBeTypeOf('string');
    expect(await read.Body?.transformToString()).toBe('held/ü&<x>/2');
    const left = await theirs.send(new sdkS3.ListObjectsV2Command({ Bucket }));
    expect(left.Contents?.map(({ Key }) => Key)).toEqual(['held/a b/1']);
    await expect(ours.send(new s3.GetObjectCommand({ Bucket, Key: 'top' }))).rejects.toThrow(s3.NoSuchKey);
  });
});

describe('a request that fails', () => {
  const answers = {
    broken: { status: 500, body: { __type: 'com.amazon#InternalServerError', message: 'no' } },
    throttled: { status: 400, body: { __type: 'com.amazon#ThrottlingException', message: 'slower' } },
    invalid: { status: 400, body: { __type: 'com.amazon#ValidationException', message: 'wrong' } },
  };

  test.each([
    ['is repeated with the same token when the service is at fault', 'broken', 2],
    ['is repeated when the service asks for patience', 'throttled', 2],
    ['is not repeated when the request is at fault', 'invalid', 1],
  ] as const)('%s', async (_what, kind, tries) => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const service = await startFakeAws((_body, nth) => (nth === 1 ? answers[kind] : { status: 200, body: {} }));
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', service.endpoint);

    const call = new dynamo.DynamoDBClient().send(new dynamo.TransactWriteItemsCommand({ TransactItems: [] }));
    const result = await outcome(call);

    expect(service.bodies).toHaveLength(tries);
    expect(new Set(service.bodies.map(({ ClientRequestToken }) => ClientRequestToken)).size).toBe(1);
    expect(result).toEqual(
      tries === 2 ? {} : expect.objectContaining({ name: 'ValidationException', $fault: 'client' }),
    );
    await service.close();
    vi.restoreAllMocks();
  });
});
