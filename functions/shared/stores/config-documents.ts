import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Destination } from '../../../domain/workspace/destination.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import { CONFIG_PARTITION, resourcesPartition } from '../../../domain/tables/table-keys.ts';
import { batchGet } from '../dynamo/batch-get.ts';
import type { ReadDocument } from './config-cache.ts';
import { decodeResource, readResources } from './config-store.ts';
import { isIndexed, readConfigVersion } from './config-version.ts';
import { readBeginning } from '../dynamo/control-table.ts';
import { itemKey, readItem, toStored, type Stored, type Table } from '../dynamo/document-store.ts';

type Resource = Source | Destination;
type Item = Readonly<Record<string, AttributeValue>>;

/** Documents by the keys of their items, in the order of the keys; those that are not there are left out. */
export async function readDocumentsAt(
  table: Table,
  keys: readonly string[],
  known: readonly ReadDocument[] = [],
): Promise<ReadDocument[]> {
  const items = await itemsAt(table, keys);
  const earlier = new Map(known.map((one) => [one.text, one]));
  return items.flatMap((item): ReadDocument[] => {
    const text = item['document']?.S;
    return text === undefined ? [] : [earlier.get(text) ?? { text, document: decodeResource(text) }];
  });
}

/** Sources and destinations of a workspace with their revisions, in the order of their keys; those of no other are read. */
export async function readResourcesOf<T extends Resource>(
  table: Table,
  workspace: string | undefined,
  key = '',
): Promise<Stored<T>[]> {
  const isOurs = ({ document }: Stored<T>): boolean => document.workspace === workspace;
  if (!isIndexed(await readConfigVersion(table, true))) return (await readResources<T>(table, key)).filter(isOurs);
  const places = await readBeginning(table, { pk: resourcesPartition(workspace), sk: key });
  const items = await itemsAt(
    table,
    places.map((place) => place['sk']?.S ?? ''),
  );
  return items.flatMap((item) => toStored<T>(item, decodeResource) ?? []).filter(isOurs);
}

async function itemsAt(table: Table, keys: readonly string[]): Promise<Item[]> {
  const [first, ...others] = keys;
  if (first !== undefined && others.length === 0) {
    const item = await readItem(table, { pk: CONFIG_PARTITION, sk: first });
    return item === undefined ? [] : [item];
  }
  const wanted = keys.map((sk) => itemKey({ pk: CONFIG_PARTITION, sk }));
  const { items, unread } = await batchGet(table, wanted);
  if (unread.length > 0) throw new Error(`the control table had no capacity for ${unread.length} documents`);
  const found = new Map(items.map((item) => [item['sk']?.S, item]));
  return keys.map((key) => found.get(key)).filter((item) => item !== undefined);
}
