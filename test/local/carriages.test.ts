import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCarriages } from '../../local/carriages.ts';
import { callDynamoDb } from '../../local/dynamodb-call.ts';
import { startDynamoDb, type DynamoDb } from '../../local/emulators/dynamodb.ts';
import { startSqsS3, type SqsS3 } from '../../local/emulators/sqs-s3.ts';

const ALL = { queue: 'work', maxMessages: 1000, maxBytes: 6_000_000, waitMs: 0 };
const onFailure = (error: Error): void => {
  throw error;
};

let dynamoDb: DynamoDb;
let sqsS3: SqsS3;
let clients: { readonly dynamodb: DynamoDBClient; readonly sqs: SQSClient };

beforeAll(async () => {
  dynamoDb = await startDynamoDb({ databaseFile: undefined, env: {}, onFailure });
  sqsS3 = await startSqsS3({ dataDir: undefined, onFailure });
  await sqsS3.call('createQueues', [{ name: 'work', attributes: {} }]);
  await callDynamoDb(dynamoDb, 'CreateTable', {
    TableName: 'things',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  // No credentials that the doors would take: what is answered came by another way.
  const options = { region: 'us-east-1', credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' } };
  const carriages = createCarriages({ dynamoDb: dynamoDb.place, sqs: sqsS3.openPort() });
  clients = {
    dynamodb: new DynamoDBClient({ ...options, endpoint: dynamoDb.endpoint, ...carriages.dynamodb }),
    sqs: new SQSClient({ ...options, endpoint: sqsS3.endpoint, ...carriages.sqs }),
  };
});

afterAll(async () => {
  await sqsS3.close();
  await dynamoDb.close();
});

describe('DynamoDB', () => {
  test('is written and read', async () => {
    const Item = { pk: { S: 'ä' }, text: { S: 'x'.repeat(300_000) } };

    await clients.dynamodb.send(new PutItemCommand({ TableName: 'things', Item }));

    const read = await clients.dynamodb.send(new GetItemCommand({ TableName: 'things', Key: { pk: { S: 'ä' } } }));
    expect(read.Item).toEqual(Item);
  });

  test('says what is wrong as on AWS', async () => {
    const missing = new GetItemCommand({ TableName: 'nothing', Key: { pk: { S: 'a' } } });
    const taken = new PutItemCommand({
      TableName: 'things',
      Item: { pk: { S: 'ä' } },
      ConditionExpression: 'attribute_exists(nothing)',
    });

    await expect(clients.dynamodb.send(missing)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(clients.dynamodb.send(taken)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });
});

describe('SQS', () => {
  const QueueUrl = 'http://127.0.0.1/000000000000/work';

  test('takes messages', async () => {
    const Entries = ['ä', 'b'].map((MessageBody) => ({ Id: MessageBody === 'b' ? 'b' : 'a', MessageBody }));

    const { Successful } = await clients.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));

    const received = await sqsS3.call('receive', ALL);
    expect(Successful?.map(({ Id }) => Id)).toEqual(['a', 'b']);
    expect(received.map(({ body }) => body)).toEqual(['ä', 'b']);
  });

  test('says what is wrong as on AWS', async () => {
    const sending = clients.sqs.send(new SendMessageCommand({ QueueUrl: `${QueueUrl}-not`, MessageBody: 'a' }));

    await expect(sending).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});
