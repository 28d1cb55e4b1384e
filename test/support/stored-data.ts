import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DynamoDBClient, ListTablesCommand, ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { decompressLines } from '../../functions/shared/packs/pack-codec.ts';
import { startDynamoDb } from '../../local/emulators/dynamodb.ts';
import { openDataDirectory } from '../../local/data-directory.ts';

export type StoredItem = Readonly<Record<string, AttributeValue>>;

/** All that a Penstock which was stopped has left in its data directory. */
export type StoredData = {
  /** Of both tables. */
  readonly items: readonly StoredItem[];
  /** Bodies of messages. */
  readonly messages: readonly string[];
  /** By keys; lines of what is compressed, else the text. */
  readonly objects: Readonly<Record<string, readonly string[]>>;
};

export async function readStoredData(directory: string): Promise<StoredData> {
  const opened = openDataDirectory(directory);
  try {
    return { items: await readItems(opened.databaseFile), ...readQueuesAndObjects(opened.queuesDir ?? '') };
  } finally {
    opened.close();
  }
}

async function readItems(databaseFile: string | undefined): Promise<StoredItem[]> {
  const onFailure = (error: Error): void => console.error(error);
  const server = await startDynamoDb({ databaseFile, env: process.env, onFailure });
  const dynamodb = new DynamoDBClient({
    ...{ endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials },
  });
  const { TableNames: tables = [] } = await dynamodb.send(new ListTablesCommand({}));
  const items: StoredItem[] = [];
  for (const TableName of tables) {
    const { Items: found = [], LastEvaluatedKey: isMore } = await dynamodb.send(new ScanCommand({ TableName }));
    if (isMore !== undefined) throw new Error(`${TableName} has more than a page`);
    items.push(...found);
  }
  dynamodb.destroy();
  await server.close();
  return items;
}

function readQueuesAndObjects(queuesDir: string): Pick<StoredData, 'messages' | 'objects'> {
  const database = new DatabaseSync(join(queuesDir, 'fauxqs.db'));
  const messages = database.prepare('SELECT body FROM sqs_messages ORDER BY message_id').all();
  const objects = database.prepare('SELECT key, body FROM s3_objects ORDER BY key').all();
  database.close();
  return {
    messages: messages.map(({ body }) => String(body)),
    objects: Object.fromEntries(objects.map(({ key, body }) => [String(key), linesOf(String(key), body)])),
  };
}

function linesOf(key: string, body: unknown): string[] {
  const bytes = body as Uint8Array;
  return key.endsWith('.zst') ? decompressLines(bytes) : [Buffer.from(bytes).toString('utf8')];
}

/**
 * Unpacks what a release has stored, as if it had been stopped just now: what expires has not expired yet. Times in what
 * is stored stay what they were.
 */
export function unpackStoredData(archive: string, into: string): string {
  execFileSync('tar', ['-C', into, '-xzf', archive]);
  const data = join(into, 'data');
  const database = new DatabaseSync(join(data, 'dynamodb.sqlite'));
  const expiresAt = String(Math.floor(Date.now() / 1000) + DAY_SECONDS);
  for (const table of ['penstock-control', 'penstock-dedupe']) {
    database
      .prepare(
        `UPDATE "${table}" SET item_json = json_set(item_json, '$.expiresAt.N', ?) WHERE item_json -> '$.expiresAt' IS NOT NULL`,
      )
      .run(expiresAt);
  }
  database.close();
  return data;
}

const DAY_SECONDS = 24 * 60 * 60;
