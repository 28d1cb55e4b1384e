import { BatchGetItemCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import pLimit from 'p-limit';
import { DYNAMODB_MAX_BATCH_GET_KEYS } from '../../../domain/base/aws-limits.ts';
import { split } from '../../../domain/base/split.ts';
import type { Outside } from '../lambda/outside.ts';

export type Item = Record<string, AttributeValue>;

/** A table, and pauses for when it has no capacity. */
export type Table = { readonly dynamodb: DynamoDBClient; readonly table: string } & Pick<Outside, 'waitMs'>;

const TRIES = 4;
const FIRST_PAUSE_MS = 25;
const REQUESTS_AT_ONCE = 8;

/**
 * Reads the items with these keys, as they are now. Keys without an item are in neither list; `unread` are those for
 * which the table had no capacity even after some tries.
 */
export async function batchGet(table: Table, keys: readonly Item[]): Promise<{ items: Item[]; unread: Item[] }> {
  const limit = pLimit(REQUESTS_AT_ONCE);
  const parts = await Promise.all(
    split(keys, DYNAMODB_MAX_BATCH_GET_KEYS).map((part) => limit(() => readPart(table, part))),
  );
  return { items: parts.flatMap(({ items }) => items), unread: parts.flatMap(({ unread }) => unread) };
}

async function readPart({ dynamodb, table, waitMs }: Table, keys: Item[]): Promise<{ items: Item[]; unread: Item[] }> {
  const items: Item[] = [];
  let unread = keys;
  for (let attempt = 0; attempt < TRIES && unread.length > 0; attempt += 1) {
    if (attempt > 0) await waitMs(FIRST_PAUSE_MS * 2 ** attempt);
    const { Responses: responses, UnprocessedKeys: unprocessed } = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: unread, ConsistentRead: true } } }),
    );
    items.push(...(responses?.[table] ?? []));
    unread = unprocessed?.[table]?.Keys ?? [];
  }
  return { items, unread };
}
