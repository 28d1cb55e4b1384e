import {
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type AttributeValue,
  type DynamoDBClient,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import {
  lineCount,
  UNDELIVERED_INDEX_DAYS,
  type Resolution,
  type UndeliveredGroup,
  type UndeliveredItem,
} from '../../../domain/delivery/undelivered.ts';
import { numberedItem, upgrade } from '../../../domain/pipeline/stored-formats.ts';
import { undeliveredPartition } from '../../../domain/tables/table-keys.ts';
import { isAllowed } from '../dynamo/is-allowed.ts';

const INDEX_SECONDS = UNDELIVERED_INDEX_DAYS * 24 * 60 * 60;

/** Writes the index item of an object that has just been written, unless it is there: by now some may be resolved. */
export async function putUndelivered(dynamodb: DynamoDBClient, table: string, item: UndeliveredItem): Promise<void> {
  const expiresAt = Math.floor(Date.parse(item.endedAt) / 1000) + INDEX_SECONDS;
  await isAllowed(
    dynamodb.send(
      new PutItemCommand({
        TableName: table,
        Item: numberedItem('undelivered-index', {
          ...keyOf(item),
          objectKey: { S: item.objectKey },
          endedAt: { S: item.endedAt },
          ...(item.replay === undefined ? {} : { replay: { S: item.replay } }),
          ...(item.subscriptionId === undefined ? {} : { subscriptionId: { S: item.subscriptionId } }),
          groups: { S: JSON.stringify(item.groups) },
          resolutions: { S: JSON.stringify(item.resolutions) },
          open: { N: String(lineCount(item)) },
          expiresAt: { N: String(expiresAt) },
        }),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  );
}

/** The index item as it is now. */
export async function readUndelivered(
  dynamodb: DynamoDBClient,
  table: string,
  item: Pick<UndeliveredItem, 'destinationId' | 'itemKey'>,
): Promise<UndeliveredItem | undefined> {
  const { Item: found } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: keyOf(item), ConsistentRead: true }),
  );
  return found === undefined ? undefined : toItem(item.destinationId, found);
}

/** Part of a transaction: resolves lines, unless anything has been resolved in this object since `item` was read. */
export function resolveLinesItem(table: string, item: UndeliveredItem, resolution: Resolution): TransactWriteItem {
  const resolutions = [...item.resolutions, resolution];
  const resolved = resolutions.reduce((sum, { positions }) => sum + positions.length, 0);
  return {
    Update: {
      TableName: table,
      Key: keyOf(item),
      UpdateExpression: 'SET resolutions = :after, #open = :open',
      ConditionExpression: 'resolutions = :before',
      ExpressionAttributeNames: { '#open': 'open' },
      ExpressionAttributeValues: {
        ':before': { S: JSON.stringify(item.resolutions) },
        ':after': { S: JSON.stringify(resolutions) },
        ':open': { N: String(lineCount(item) - resolved) },
      },
    },
  };
}

/** Which index items of a destination. The bounds are compared with item keys, which begin with a time. */
export type UndeliveredRange = {
  readonly destinationId: string;
  readonly from: string;
  readonly to: string;
  /** Only objects with lines that nobody has resolved. */
  readonly onlyOpen: boolean;
};

/** Index items of one destination, newest first, read page by page. */
export async function* queryUndelivered(
  dynamodb: DynamoDBClient,
  table: string,
  { destinationId, from, to, onlyOpen }: UndeliveredRange,
): AsyncGenerator<UndeliveredItem> {
  let startKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await dynamodb.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': { S: undeliveredPartition(destinationId) },
          ':from': { S: from },
          ':to': { S: to },
          ...(onlyOpen ? { ':zero': { N: '0' } } : {}),
        },
        ...(onlyOpen ? { FilterExpression: '#open > :zero', ExpressionAttributeNames: { '#open': 'open' } } : {}),
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: ITEMS_PER_PAGE,
        ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
      }),
    );
    for (const found of page.Items ?? []) yield toItem(destinationId, found);
    startKey = page.LastEvaluatedKey;
  } while (startKey !== undefined);
}

/** An item has a few hundred bytes, and a page of DynamoDB a megabyte; few are wanted at once. */
const ITEMS_PER_PAGE = 200;

function keyOf({ destinationId, itemKey }: Pick<UndeliveredItem, 'destinationId' | 'itemKey'>) {
  return { pk: { S: undeliveredPartition(destinationId) }, sk: { S: itemKey } };
}

function toItem(destinationId: string, stored: Record<string, AttributeValue>): UndeliveredItem {
  const item = upgrade<typeof stored>('undelivered-index', stored);
  return {
    destinationId,
    itemKey: item['sk']?.S ?? '',
    objectKey: item['objectKey']?.S ?? '',
    endedAt: item['endedAt']?.S ?? '',
    ...(item['replay']?.S === undefined ? {} : { replay: item['replay'].S }),
    ...(item['subscriptionId']?.S === undefined ? {} : { subscriptionId: item['subscriptionId'].S }),
    groups: JSON.parse(item['groups']?.S ?? '[]') as UndeliveredGroup[],
    resolutions: JSON.parse(item['resolutions']?.S ?? '[]') as Resolution[],
  };
}
