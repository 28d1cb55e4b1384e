import { keysOf } from '../../domain/events/write-keys.ts';
import { CONFIG_VERSION, type DocumentKey } from '../../domain/tables/table-keys.ts';
import { UpdateItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import pLimit from 'p-limit';
import { batchGet } from '../shared/dynamo/batch-get.ts';
import { claimWriteKey, isSource, placesOf, writeKeyKey } from '../shared/stores/config-index.ts';
import { readResources } from '../shared/stores/config-store.ts';
import { isIndexed, readConfigVersion, type ConfigVersion } from '../shared/stores/config-version.ts';
import { conditionItem, itemKey, transact, type Stored, type Table } from '../shared/dynamo/document-store.ts';
import { isAllowed } from '../shared/dynamo/is-allowed.ts';

type Resource = Parameters<typeof placesOf>[0];

const AT_ONCE = 8;

/**
 * Makes the look-ups complete: of an installation that had none, and after functions of an earlier version have changed
 * something. Goes on where an earlier run had to end. Whoever changes a resource at the same moment writes its look-ups.
 */
export async function repairIndex(table: Table): Promise<void> {
  const version = await readConfigVersion(table, true);
  if (isIndexed(version)) return;
  const stored = await readResources<Resource>(table);
  const limit = pLimit(AT_ONCE);
  const missing = await findMissing(table, stored);
  await Promise.all(missing.map((writes) => limit(() => transact(table, writes))));
  await markComplete(table, version);
}

/** What is to be written for each resource and write key without its look-ups: if the document is still what was read. */
async function findMissing(table: Table, stored: readonly Stored<Resource>[]): Promise<TransactWriteItem[][]> {
  const wanted = stored.flatMap((one) => wantedFor(table.table, one));
  const keys = [...new Map(wanted.map(({ key }) => [textOf(key), key])).values()];
  const { items } = await batchGet(table, keys.map(itemKey));
  const there = new Map(items.map((item) => [textOf({ pk: item['pk']?.S ?? '', sk: item['sk']?.S ?? '' }), item]));
  return wanted
    .filter(({ key, source }) => {
      const item = there.get(textOf(key));
      return item === undefined || (source !== undefined && item['source']?.S !== source);
    })
    .map(({ write, document }) => [unchanged(table.table, document), write]);
}

type Wanted = {
  readonly document: Stored<Resource>;
  readonly key: DocumentKey;
  readonly write: TransactWriteItem;
  /** The source that a write key is to mean. */
  readonly source?: string;
};

function wantedFor(table: string, stored: Stored<Resource>): Wanted[] {
  const { document } = stored;
  const places = placesOf(document).map((key): Wanted => {
    return { document: stored, key, write: { Put: { TableName: table, Item: itemKey(key) } } };
  });
  if (!isSource(document)) return places;
  const writeKeys = keysOf(document).map((writeKey): Wanted => {
    const write = claimWriteKey(table, writeKey, document);
    return { document: stored, key: writeKeyKey(writeKey), write, source: document.id };
  });
  return [...places, ...writeKeys];
}

function unchanged(table: string, { key, text }: Stored<Resource>): TransactWriteItem {
  const condition = conditionItem({ text });
  return { ConditionCheck: { TableName: table, Key: itemKey(key), ConditionExpression: '', ...condition } };
}

function textOf({ pk, sk }: DocumentKey): string {
  return `${pk} ${sk}`;
}

/**
 * Counts what functions of an earlier version had changed until `before` was read as done. What they have changed since
 * is not: the next run finds it. The new epoch makes every function read again what it keeps.
 */
async function markComplete({ dynamodb, table }: Table, before: ConfigVersion): Promise<void> {
  await isAllowed(
    dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: itemKey(CONFIG_VERSION),
        UpdateExpression: 'ADD #indexed :missed, #epoch :one',
        ConditionExpression: before.epoch === 0 ? 'attribute_not_exists(#epoch) OR #epoch = :epoch' : '#epoch = :epoch',
        ExpressionAttributeNames: { '#indexed': 'indexed', '#epoch': 'epoch' },
        ExpressionAttributeValues: {
          ':missed': { N: String(before.version - before.indexed) },
          ':one': { N: '1' },
          ':epoch': { N: String(before.epoch) },
        },
      }),
    ),
  );
}
