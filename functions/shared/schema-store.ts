import {
  ConditionalCheckFailedException,
  QueryCommand,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { SCHEMA_PREFIX } from '../../domain/control-table-keys.ts';
import { groupProperties, MAX_SCHEMA_PROPERTIES, OTHER_EVENTS, readSchemaKey } from '../../domain/schema-seen.ts';
import { readPartition } from './control-table.ts';
import type { Table } from './document-store.ts';

/** What is added to an event of a schema. */
export type SchemaChange = {
  readonly key: string;
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

const partitionOf = (sourceId: string): string => SCHEMA_PREFIX + sourceId;

/** The keys of all events that a source's schema has. */
export async function readSchemaKeys({ dynamodb, table }: Table, sourceId: string): Promise<Set<string>> {
  // They are a few hundred short keys, which fit one page many times over; what they hold is left out of the answer only.
  const { Items: items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ProjectionExpression: 'sk',
      ExpressionAttributeValues: { ':pk': { S: partitionOf(sourceId) } },
    }),
  );
  return new Set(items.map((item) => item['sk']?.S ?? ''));
}

/** Adds to an event of a schema, which comes to be if it is not there. One that has its fill of properties gets no more. */
export async function addToSchema(table: Table, sourceId: string, change: SchemaChange): Promise<void> {
  if (change.properties.length === 0) return update(table, sourceId, change);
  await update(table, sourceId, change).catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return update(table, sourceId, { ...change, properties: [] });
  });
}

async function update(
  { dynamodb, table }: Table,
  sourceId: string,
  { key, count, properties, at }: SchemaChange,
): Promise<void> {
  const hasProperties = properties.length > 0;
  const values: Record<string, AttributeValue> = {
    ':count': { N: String(count) },
    ':at': { S: at },
    ...(hasProperties ? { ':properties': { SS: [...properties] }, ':max': { N: String(MAX_SCHEMA_PROPERTIES) } } : {}),
  };
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: partitionOf(sourceId) }, sk: { S: key } },
      UpdateExpression: `SET firstSeen = if_not_exists(firstSeen, :at), lastSeen = :at ADD #count :count${hasProperties ? ', #properties :properties' : ''}`,
      ...(hasProperties
        ? { ConditionExpression: 'attribute_not_exists(#properties) OR size(#properties) < :max' }
        : {}),
      ExpressionAttributeNames: { '#count': 'count', ...(hasProperties ? { '#properties': 'properties' } : {}) },
      ExpressionAttributeValues: values,
    }),
  );
}

/** The schema of a source, most frequent events first. `others`: events beyond the most that a schema has. */
export async function readSchema(
  { dynamodb, table }: Table,
  sourceId: string,
): Promise<{ events: SchemaEvent[]; others: number }> {
  const items = await readPartition(dynamodb, table, partitionOf(sourceId));
  const countOf = (item: (typeof items)[number]): number => Number(item['count']?.N ?? 0);
  const other = items.find((item) => item['sk']?.S === OTHER_EVENTS);
  const events = items
    .filter((item) => item !== other)
    .map((item) => ({
      ...readSchemaKey(item['sk']?.S ?? ''),
      count: countOf(item),
      firstSeen: item['firstSeen']?.S ?? '',
      lastSeen: item['lastSeen']?.S ?? '',
      properties: groupProperties(item['properties']?.SS ?? []).slice(0, MAX_SCHEMA_PROPERTIES),
    }));
  return { events: events.sort((one, two) => two.count - one.count), others: other === undefined ? 0 : countOf(other) };
}
