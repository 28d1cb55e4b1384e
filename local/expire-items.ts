import { callDynamoDb, type DynamoDbAccess } from './dynamodb-call.ts';
import type { TableResource } from './topology-resources.ts';

type Item = Readonly<Record<string, unknown>>;

/** AWS promises "within a few days"; what matters here is that tables do not grow for ever. */
const EVERY_MS = 60 * 60 * 1000;
const MS_PER_SECOND = 1000;

/** Deletes what has expired, now and then: dynoxide notes which attribute says so, and leaves it at that. Returns how to stop. */
export function expireItemsHourly(tables: readonly TableResource[], dynamoDb: DynamoDbAccess): () => void {
  const timer = setInterval(() => {
    const nowSeconds = Math.floor(Date.now() / MS_PER_SECOND);
    for (const table of tables) {
      // The next hour is another chance; a DynamoDB that is gone is noticed elsewhere.
      expireItems(table, dynamoDb, nowSeconds).catch(() => undefined);
    }
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Deletes what has expired by `nowSeconds`, unless it was renewed meanwhile. Returns how many items that were. */
export async function expireItems(
  { name: TableName, definition, ttlAttribute }: TableResource,
  dynamoDb: DynamoDbAccess,
  nowSeconds: number,
): Promise<number> {
  if (ttlAttribute === undefined) return 0;
  const hasExpired = {
    ExpressionAttributeNames: { '#expires': ttlAttribute },
    ExpressionAttributeValues: { ':now': { N: String(nowSeconds) } },
  };
  let deleted = 0;
  let ExclusiveStartKey: unknown;
  do {
    const scan = { TableName, FilterExpression: '#expires < :now', ExclusiveStartKey, ...hasExpired };
    const page = await callDynamoDb(dynamoDb, 'Scan', scan);
    if (!page.ok) throw new Error(`The table ${TableName} cannot be read: ${page.error}`);
    for (const item of (page.output['Items'] ?? []) as Item[]) {
      const Key = keyOf(item, definition);
      const request = { TableName, Key, ConditionExpression: '#expires < :now', ...hasExpired };
      if ((await callDynamoDb(dynamoDb, 'DeleteItem', request)).ok) deleted += 1;
    }
    ExclusiveStartKey = page.output['LastEvaluatedKey'];
  } while (ExclusiveStartKey !== undefined);
  return deleted;
}

function keyOf(item: Item, definition: TableResource['definition']): Item {
  const schema = definition['KeySchema'] as readonly { AttributeName: string }[];
  return Object.fromEntries(schema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]));
}
