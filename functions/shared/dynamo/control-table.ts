import {
  QueryCommand,
  type AttributeValue,
  type DynamoDBClient,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

/** All items of a partition of the control table, as they are now. */
export function readPartition(dynamodb: DynamoDBClient, table: string, partition: string): Promise<Item[]> {
  return readBeginning({ dynamodb, table }, { pk: partition, sk: '' });
}

/** Those whose sort keys begin so, in the order of their keys. */
export async function readBeginning(
  { dynamodb, table }: { readonly dynamodb: DynamoDBClient; readonly table: string },
  { pk, sk }: { readonly pk: string; readonly sk: string },
): Promise<Item[]> {
  const items: Item[] = [];
  let startKey: Item | undefined;
  do {
    const page = await dynamodb.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: sk === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': { S: pk }, ...(sk === '' ? {} : { ':sk': { S: sk } }) },
        ConsistentRead: true,
        ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
      }),
    );
    items.push(...(page.Items ?? []));
    startKey = page.LastEvaluatedKey;
  } while (startKey !== undefined);
  return items;
}

/**
 * Items of a partition in the order of their keys, after a sort key. No more is read than who goes over them asks for, in
 * steps of `stepSize`, or as many as an answer of DynamoDB has room for.
 */
export async function* walkPartition(
  { dynamodb, table }: { readonly dynamodb: DynamoDBClient; readonly table: string },
  { pk, after, stepSize }: { readonly pk: string; readonly after?: string | undefined; readonly stepSize?: number },
): AsyncGenerator<Item> {
  let startKey: Item | undefined;
  do {
    const page: QueryCommandOutput = await dynamodb.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: after === undefined ? 'pk = :pk' : 'pk = :pk AND sk > :after',
        ExpressionAttributeValues: { ':pk': { S: pk }, ...(after === undefined ? {} : { ':after': { S: after } }) },
        ConsistentRead: true,
        ...(stepSize === undefined ? {} : { Limit: stepSize }),
        ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
      }),
    );
    yield* page.Items ?? [];
    startKey = page.LastEvaluatedKey;
  } while (startKey !== undefined);
}

/** The last items of a partition, from the end back, from before a sort key on. `next` is where to go on. */
export async function readBackwards(
  { dynamodb, table }: { readonly dynamodb: DynamoDBClient; readonly table: string },
  { pk, before, limit }: { readonly pk: string; readonly before: string | undefined; readonly limit: number },
): Promise<{ readonly items: Item[]; readonly next: string | undefined }> {
  const { Items: items = [], LastEvaluatedKey: lastKey } = await dynamodb.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: before === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :before',
      ExpressionAttributeValues: { ':pk': { S: pk }, ...(before === undefined ? {} : { ':before': { S: before } }) },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  return { items, next: lastKey?.['sk']?.S };
}
