import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '../../local/emulators/dynamodb.ts';
import type { Credentials } from '../../local/sigv4.ts';

export const CONTROL_TABLE = 'control';
export const DEDUPE_TABLE = 'dedupe';

/** A DynamoDB of its own on this machine, with the two tables of the data stack. */
export async function startRealTables(): Promise<{
  dynamodb: DynamoDBClient;
  endpoint: string;
  credentials: Credentials;
  close(): Promise<void>;
}> {
  const directory = mkdtempSync(join(tmpdir(), 'penstock-tables-'));
  const emulator = await startDynamoDb({
    databaseFile: join(directory, 'tables.sqlite'),
    env: process.env,
    onFailure: (error) => {
      throw error;
    },
  });
  const dynamodb = new DynamoDBClient({
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    credentials: emulator.credentials,
  });
  await createTable(dynamodb, DEDUPE_TABLE, ['pk']);
  await createTable(dynamodb, CONTROL_TABLE, ['pk', 'sk']);
  return {
    dynamodb,
    endpoint: emulator.endpoint,
    credentials: emulator.credentials,
    async close() {
      dynamodb.destroy();
      await emulator.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function createTable(dynamodb: DynamoDBClient, name: string, keys: readonly string[]): Promise<void> {
  await dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: 'S' })),
      KeySchema: keys.map((key, index) => ({ AttributeName: key, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
    }),
  );
}
