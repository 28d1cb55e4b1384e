import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callDynamoDb } from '../../local/dynamodb-call.ts';
import { startDynamoDb, type DynamoDb } from '../../local/emulators/dynamodb.ts';
import { expireItems } from '../../local/expire-items.ts';

const TABLE = {
  name: 'claims',
  definition: {
    TableName: 'claims',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  },
  ttlAttribute: 'expiresAt',
};

let dynamoDb: DynamoDb;

beforeAll(async () => {
  dynamoDb = await startDynamoDb({
    databaseFile: undefined,
    env: {},
    onFailure: (error) => {
      throw error;
    },
  });
  await callDynamoDb(dynamoDb, 'CreateTable', TABLE.definition);
});

afterAll(() => dynamoDb.close());

describe('items with an end', () => {
  test('are deleted after it, and others stay', async () => {
    const items = [
      { pk: { S: 'old' }, expiresAt: { N: '999' } },
      { pk: { S: 'new' }, expiresAt: { N: '1000' } },
      { pk: { S: 'none' } },
    ];
    for (const Item of items) await callDynamoDb(dynamoDb, 'PutItem', { TableName: 'claims', Item });

    const deleted = await expireItems(TABLE, dynamoDb, 1000);

    const rest = await callDynamoDb(dynamoDb, 'Scan', { TableName: 'claims' });
    expect(deleted).toBe(1);
    expect(rest).toMatchObject({ ok: true, output: { Count: 2 } });
    expect(await expireItems({ ...TABLE, ttlAttribute: undefined }, dynamoDb, 9999)).toBe(0);
  });
});
