import {
  ConditionalCheckFailedException,
  GetItemCommand,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import {
  groupProperties,
  MAX_SCHEMA_BYTES,
  MAX_SCHEMA_EVENTS,
  MAX_SCHEMA_PROPERTIES,
  readSchemaKey,
} from '../../../domain/events/schema-seen.ts';
import { upgrade } from '../../../domain/pipeline/stored-formats.ts';
import { OTHER_EVENTS, SCHEMA_INDEX, schemaPartition } from '../../../domain/tables/table-keys.ts';
import { readPartition } from '../dynamo/control-table.ts';
import type { TableOnly } from '../dynamo/document-store.ts';
import { isAllowed } from '../dynamo/is-allowed.ts';

/** What is added to an event of a schema. */
export type SchemaChange = {
  readonly key: string;
  /** As far as is known, the schema does not have it yet. */
  readonly isNew: boolean;
  readonly count: number;
  /** Such as `number total`. */
  readonly properties: readonly string[];
  /** ISO 8601. */
  readonly at: string;
};

/** An event of a schema. */
export type SchemaEvent = {
  readonly type: string;
  readonly name?: string;
  readonly count: number;
  /** ISO 8601. */
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly properties: { path: string; types: string[] }[];
};

// The index says which events a schema has, and how much they take: asked and added to as one, so that the bounds hold
// for all instances.

/** The keys of all events that a source's schema has. */
export async function readSchemaKeys({ dynamodb, table }: TableOnly, sourceId: string): Promise<Set<string>> {
  const { Item: index } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: { pk: { S: schemaPartition(sourceId) }, sk: { S: SCHEMA_INDEX } } }),
  );
  return index === undefined ? indexSchema({ dynamodb, table }, sourceId) : new Set(keysIn(index));
}

function keysIn(index: Record<string, AttributeValue>): readonly string[] {
  return upgrade<typeof index>('schema-index', index)['eventKeys']?.SS ?? [];
}

/** A schema that was collected before there was an index gets one. */
async function indexSchema({ dynamodb, table }: TableOnly, sourceId: string): Promise<Set<string>> {
  const items = (await readEvents({ dynamodb, table }, sourceId)).filter(isOfAnEvent);
  const names = items.map((item) => item['sk']?.S ?? '');
  if (names.length === 0) return new Set();
  const bytes = items.reduce((sum, item) => sum + bytesOf(item['properties']?.SS ?? []), 0);
  await isAllowed(
    dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: schemaPartition(sourceId) }, sk: { S: SCHEMA_INDEX } },
        UpdateExpression: 'ADD eventKeys :names, propertyBytes :bytes',
        ConditionExpression: 'attribute_not_exists(pk)',
        ExpressionAttributeValues: { ':names': { SS: names }, ':bytes': { N: String(bytes) } },
      }),
    ),
  );
  return new Set(names);
}

/** All items of a schema but its index, each in the form of now. */
async function readEvents({ dynamodb, table }: TableOnly, sourceId: string): Promise<Record<string, AttributeValue>[]> {
  const items = await readPartition(dynamodb, table, schemaPartition(sourceId));
  return items
    .filter((item) => item['sk']?.S !== SCHEMA_INDEX)
    .map((item) => upgrade<typeof item>('schema-event', item));
}

function isOfAnEvent(item: Record<string, AttributeValue>): boolean {
  return item['sk']?.S !== OTHER_EVENTS;
}

function bytesOf(properties: readonly string[]): number {
  return properties.reduce((sum, property) => sum + Buffer.byteLength(property), 0);
}

/**
 * Adds to an event of a schema, which comes to be if it is not there and there is room. One that has its fill of properties
 * gets no more, and an event beyond the most is counted with the others.
 */
export async function addToSchema(table: TableOnly, sourceId: string, change: SchemaChange): Promise<void> {
  if (change.key === OTHER_EVENTS || (!change.isNew && change.properties.length === 0)) {
    await update(table, sourceId, { ...change, properties: [] });
    return;
  }
  const wantedBytes = bytesOf(change.properties);
  const roomBytes = await takePlace(table, sourceId, { key: change.key, wantedBytes });
  if (roomBytes === undefined) {
    await update(table, sourceId, { ...change, key: OTHER_EVENTS, properties: [] });
    return;
  }
  const properties = fitting(change.properties, roomBytes);
  const before = await update(table, sourceId, { ...change, properties }).catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return undefined;
  });
  if (before === undefined) await update(table, sourceId, { ...change, properties: [] });
  const added = before === undefined ? [] : properties.filter((property) => !before.has(property));
  await giveBack(table, sourceId, wantedBytes - bytesOf(added));
}

function fitting(properties: readonly string[], roomBytes: number): string[] {
  let left = roomBytes;
  return properties.filter((property) => (left -= Buffer.byteLength(property)) >= 0);
}

/**
 * Takes a place for an event and the bytes that it wants, before they are there, so that instances do not exceed the bounds
 * together. How many of the bytes it may have, or undefined when there is no room for one more event.
 */
async function takePlace(
  { dynamodb, table }: TableOnly,
  sourceId: string,
  { key, wantedBytes }: { readonly key: string; readonly wantedBytes: number },
): Promise<number | undefined> {
  const taken = dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: schemaPartition(sourceId) }, sk: { S: SCHEMA_INDEX } },
      UpdateExpression: 'ADD eventKeys :names, propertyBytes :bytes',
      ConditionExpression: 'attribute_not_exists(eventKeys) OR contains(eventKeys, :name) OR size(eventKeys) < :most',
      ExpressionAttributeValues: {
        ':names': { SS: [key] },
        ':name': { S: key },
        ':bytes': { N: String(wantedBytes) },
        ':most': { N: String(MAX_SCHEMA_EVENTS) },
      },
      ReturnValues: 'ALL_NEW',
    }),
  );
  try {
    const takenBytes = Number((await taken).Attributes?.['propertyBytes']?.N ?? 0) - wantedBytes;
    return MAX_SCHEMA_BYTES - takenBytes;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/** What was there already, or had no room. */
async function giveBack({ dynamodb, table }: TableOnly, sourceId: string, bytes: number): Promise<void> {
  if (bytes === 0) return;
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: schemaPartition(sourceId) }, sk: { S: SCHEMA_INDEX } },
      UpdateExpression: 'ADD propertyBytes :bytes',
      ExpressionAttributeValues: { ':bytes': { N: String(-bytes) } },
    }),
  );
}

/** Returns the properties of before. */
async function update(
  { dynamodb, table }: TableOnly,
  sourceId: string,
  { key, count, properties, at }: SchemaChange,
): Promise<Set<string>> {
  const hasProperties = properties.length > 0;
  const values: Record<string, AttributeValue> = {
    ':count': { N: String(count) },
    ':at': { S: at },
    ...(hasProperties ? { ':properties': { SS: [...properties] }, ':max': { N: String(MAX_SCHEMA_PROPERTIES) } } : {}),
  };
  const { Attributes: before } = await dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: schemaPartition(sourceId) }, sk: { S: key } },
      UpdateExpression: `SET firstSeen = if_not_exists(firstSeen, :at), lastSeen = :at ADD #count :count${hasProperties ? ', #properties :properties' : ''}`,
      ...(hasProperties
        ? { ConditionExpression: 'attribute_not_exists(#properties) OR size(#properties) < :max' }
        : {}),
      ExpressionAttributeNames: { '#count': 'count', ...(hasProperties ? { '#properties': 'properties' } : {}) },
      ExpressionAttributeValues: values,
      ReturnValues: 'ALL_OLD',
    }),
  );
  return new Set(before?.['properties']?.SS ?? []);
}

/** The schema of a source, most frequent events first. `others`: events beyond the most that a schema has. */
export async function readSchema(
  { dynamodb, table }: TableOnly,
  sourceId: string,
): Promise<{ events: SchemaEvent[]; others: number }> {
  const items = await readEvents({ dynamodb, table }, sourceId);
  const countOf = (item: (typeof items)[number] | undefined): number => Number(item?.['count']?.N ?? 0);
  const sorted = items.filter(isOfAnEvent).sort((one, two) => countOf(two) - countOf(one));
  const events = sorted.slice(0, MAX_SCHEMA_EVENTS).map((item) => ({
    ...readSchemaKey(item['sk']?.S ?? ''),
    count: countOf(item),
    firstSeen: item['firstSeen']?.S ?? '',
    lastSeen: item['lastSeen']?.S ?? '',
    properties: groupProperties(item['properties']?.SS ?? []).slice(0, MAX_SCHEMA_PROPERTIES),
  }));
  // Some schemas of before have more.
  const beyond = [...sorted.slice(MAX_SCHEMA_EVENTS), items.find((item) => item['sk']?.S === OTHER_EVENTS)];
  return { events, others: beyond.reduce((sum, item) => sum + countOf(item), 0) };
}
