import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDynamoDb } from '../../../local/emulators/dynamodb.ts';
import { kill, startChild } from '../fixtures/child.ts';

const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
const onFailure = (error: Error): void => {
  throw error;
};

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'penstock-test-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

function aClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
}

async function putItem(endpoint: string): Promise<void> {
  const dynamodb = aClient(endpoint);
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'claims',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  await dynamodb.send(new PutItemCommand({ TableName: 'claims', Item: { pk: { S: 'a' }, by: { S: 'me' } } }));
}

describe('DynamoDB', () => {
  test('ends with the process that started it, even by SIGKILL, and its file is as it was', async () => {
    const databaseFile = join(directory, 'dynamodb.sqlite');
    const { child, line: endpoint } = await startChild('run-dynamodb.ts', [databaseFile]);
    await putItem(endpoint);

    await kill(child);

    const isGone = (): Promise<boolean> =>
      fetch(endpoint).then(
        () => false,
        () => true,
      );
    await expect.poll(isGone).toBe(true);
    const restarted = await startDynamoDb({ databaseFile, env: {}, credentials, onFailure });
    const key = { TableName: 'claims', Key: { pk: { S: 'a' } } };
    const { Item } = await aClient(restarted.endpoint).send(new GetItemCommand(key));
    expect(Item).toEqual({ pk: { S: 'a' }, by: { S: 'me' } });
    await restarted.close();
  });

  test('is somebody else’s when the environment names an endpoint', async () => {
    const env = { PENSTOCK_DYNAMODB_ENDPOINT: 'http://127.0.0.1:8000' };

    const dynamoDb = await startDynamoDb({ databaseFile: undefined, env, onFailure });

    expect(dynamoDb.endpoint).toBe('http://127.0.0.1:8000');
    await dynamoDb.close();
  });

  test('says what to install when its program is missing', async () => {
    const env = { PENSTOCK_DYNOXIDE: join(directory, 'missing') };

    const starting = startDynamoDb({ databaseFile: undefined, env, onFailure });

    await expect(starting).rejects.toThrow(/run "npm install" again.*PENSTOCK_DYNOXIDE.*PENSTOCK_DYNAMODB_ENDPOINT/s);
  });

  test('says why it cannot use its file', async () => {
    const starting = startDynamoDb({ databaseFile: join(directory, 'missing', 'x'), env: {}, onFailure });

    await expect(starting).rejects.toThrow(/dynoxide did not start: .*unable to open database file/);
  });
});
