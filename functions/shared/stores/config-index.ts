import { createHash } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Destination } from '../../../domain/workspace/destination.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import { keysOf } from '../../../domain/events/write-keys.ts';
import {
  type DocumentKey,
  WRITE_KEY_PREFIX,
  writeKeyHashKey,
  destinationItemKey,
  destinationsOfPartition,
  resourcesPartition,
  sourceItemKey,
} from '../../../domain/tables/table-keys.ts';
import { itemKey } from '../dynamo/document-store.ts';

// The look-ups beside the documents of the configuration: by write key, by source, by workspace. Each names documents, and
// who follows one looks whether the document still agrees. docs/architecture.md lists them.

type Resource = Source | Destination;

/** Whose a write key is. It is never deleted: a key that was revoked goes to no other workspace. */
export const writeKeyKey = (writeKey: string): DocumentKey =>
  writeKeyHashKey(createHash('sha256').update(writeKey).digest('hex'));

/** A resource as it is and as it shall be; one of them may be absent. */
export type ResourceChange = { readonly before?: Resource | undefined; readonly after?: Resource | undefined };

export function itemKeyOf(resource: Resource): string {
  return isSource(resource) ? sourceItemKey(resource.id) : destinationItemKey(resource.id);
}

export function isSource(resource: Resource): resource is Source {
  return 'writeKeys' in resource;
}

/** Part of a transaction that changes a resource: its look-ups. Fails at a write key that another workspace has, or had. */
export function indexWrites(table: string, { before, after }: ResourceChange): TransactWriteItem[] {
  const wanted = after === undefined ? [] : placesOf(after);
  const gone = (before === undefined ? [] : placesOf(before)).filter(
    (place) => !wanted.some(({ pk, sk }) => pk === place.pk && sk === place.sk),
  );
  return [
    ...gone.map((place): TransactWriteItem => ({ Delete: { TableName: table, Key: itemKey(place) } })),
    ...wanted.map((place): TransactWriteItem => ({ Put: { TableName: table, Item: itemKey(place) } })),
    ...newWriteKeys({ before, after }).map((writeKey) => claimWriteKey(table, writeKey, after)),
  ];
}

/** Where a resource is found beside its document, write keys apart. */
export function placesOf(resource: Resource): DocumentKey[] {
  const sk = itemKeyOf(resource);
  const ofWorkspace = { pk: resourcesPartition(resource.workspace), sk };
  return isSource(resource) ? [ofWorkspace] : [ofWorkspace, { pk: destinationsOfPartition(resource.source), sk }];
}

function newWriteKeys({ before, after }: ResourceChange): string[] {
  if (after === undefined || !isSource(after)) return [];
  const isKnown = before !== undefined && isSource(before) && before.workspace === after.workspace;
  const known = isKnown ? keysOf(before) : [];
  return keysOf(after).filter((key) => !known.includes(key));
}

/** Says for ever whose a write key is, and which source of his it means now. */
export function claimWriteKey(table: string, writeKey: string, source: Resource | undefined): TransactWriteItem {
  const { id = '', workspace } = source ?? {};
  const values = { ':source': { S: id }, ...(workspace === undefined ? {} : { ':workspace': { S: workspace } }) };
  const isFree = 'attribute_not_exists(workspace)';
  return {
    Update: {
      TableName: table,
      Key: itemKey(writeKeyKey(writeKey)),
      UpdateExpression: `SET #source = :source${workspace === undefined ? '' : ', workspace = :workspace'}`,
      ConditionExpression: workspace === undefined ? isFree : `${isFree} OR workspace = :workspace`,
      ExpressionAttributeNames: { '#source': 'source' },
      ExpressionAttributeValues: values,
    },
  };
}

/** Whether this part of a transaction claims a write key. */
export function isWriteKeyClaim({ Update: update }: TransactWriteItem): boolean {
  return update?.Key?.['pk']?.S?.startsWith(WRITE_KEY_PREFIX) === true;
}
