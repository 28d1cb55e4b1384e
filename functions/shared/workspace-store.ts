import { TransactWriteItemsCommand, type DynamoDBClient, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { DYNAMODB_MAX_TRANSACTION_ITEMS } from '../../domain/aws-limits.ts';
import type { Destination } from '../../domain/destination.ts';
import type { Source, Workspace } from '../../domain/workspace.ts';
import { HEALTH_PARTITION } from './breaker-store.ts';
import {
  CONFIG_PARTITION,
  destinationItemKey,
  NOTICE_PARTITION,
  putDocument,
  raiseVersion,
  sourceItemKey,
} from './config-store.ts';
import { readPartition } from './control-table.ts';
import { setupRunKey } from './health-store.ts';

/** One difference between a workspace and what is stored. `resource` is such as `destination#crm`. */
export type Change = { readonly action: 'create' | 'update' | 'delete'; readonly resource: string };

/** What would have to change for the control table to say what the workspace says. */
export async function planWorkspace(dynamodb: DynamoDBClient, table: string, workspace: Workspace): Promise<Change[]> {
  const wanted = documentsOf(workspace);
  const stored = await readStored(dynamodb, table);
  const puts = [...wanted].flatMap(([resource, document]): Change[] => {
    const existing = stored.get(resource);
    if (existing === undefined) return [{ action: 'create', resource }];
    return existing === JSON.stringify(document) ? [] : [{ action: 'update', resource }];
  });
  const deletes = [...stored.keys()].filter((resource) => !wanted.has(resource));
  return [...puts, ...deletes.map((resource): Change => ({ action: 'delete', resource }))];
}

/** Makes the control table say what the workspace says, and returns what had to change. */
export async function applyWorkspace(dynamodb: DynamoDBClient, table: string, workspace: Workspace): Promise<Change[]> {
  const wanted = documentsOf(workspace);
  const changes = await planWorkspace(dynamodb, table, workspace);
  // Every transaction also raises the version, so that functions see each part as soon as it is there.
  const perTransaction = Math.floor((DYNAMODB_MAX_TRANSACTION_ITEMS - 1) / ITEMS_PER_CHANGE);
  for (let from = 0; from < changes.length; from += perTransaction) {
    const items = changes.slice(from, from + perTransaction).flatMap((change) => itemsFor(table, change, wanted));
    await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [...items, raiseVersion(table)] }));
  }
  return changes;
}

function documentsOf({ sources, destinations }: Workspace): Map<string, Source | Destination> {
  return new Map<string, Source | Destination>([
    ...sources.map((source) => [sourceItemKey(source.id), source] as const),
    ...destinations.map((destination) => [destinationItemKey(destination.id), destination] as const),
  ]);
}

async function readStored(dynamodb: DynamoDBClient, table: string): Promise<Map<string, string>> {
  const items = await readPartition(dynamodb, table, CONFIG_PARTITION);
  return new Map(
    items.flatMap((item) => {
      const [resource, document] = [item['sk']?.S, item['document']?.S];
      return resource === undefined || document === undefined ? [] : [[resource, document]];
    }),
  );
}

const ITEMS_PER_CHANGE = 3;

/** A resource that changes loses its notice and its run of failures: whoever changed it has dealt with them. */
function itemsFor(
  table: string,
  { action, resource }: Change,
  wanted: ReadonlyMap<string, Source | Destination>,
): TransactWriteItem[] {
  const document = wanted.get(resource);
  const remove = (partition: string, key = resource): TransactWriteItem => ({
    Delete: { TableName: table, Key: { pk: { S: partition }, sk: { S: key } } },
  });
  const dealtWith = [remove(NOTICE_PARTITION), remove(HEALTH_PARTITION, setupRunKey(resource))];
  if (action === 'delete' || document === undefined) return [remove(CONFIG_PARTITION), ...dealtWith];
  return [putDocument(table, resource, document), ...dealtWith];
}
