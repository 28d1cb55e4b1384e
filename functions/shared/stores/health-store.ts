import {
  DeleteItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { Throttle } from '../../../domain/delivery/pace.ts';
import type { SetupRun } from '../../../domain/delivery/setup-failures.ts';
import {
  HEALTH_PARTITION,
  NOTICE_PARTITION,
  SETUP_PREFIX,
  THROTTLE_PREFIX,
  destinationItemKey,
} from '../../../domain/tables/table-keys.ts';
import { numberedItem, upgrade } from '../../../domain/pipeline/stored-formats.ts';
import { toBreaker, type OpenBreaker } from './breaker-store.ts';
import { readPartition } from '../dynamo/control-table.ts';
import { isAllowed } from '../dynamo/is-allowed.ts';

/** What is out of order. A destination with which all is well has nothing here. */
export type Health = {
  /** By the key of the destination's item, as everything else here. */
  readonly breakers: ReadonlyMap<string, OpenBreaker>;
  readonly throttles: ReadonlyMap<string, Throttle>;
  readonly setupRuns: ReadonlyMap<string, SetupRun>;
};

type Item = Readonly<Record<string, AttributeValue>>;
type Table = { readonly dynamodb: DynamoDBClient; readonly table: string };

/** Sort key of the run of setup failures of a destination, by the key of the destination's item. */
export function setupRunKey(destinationKey: string): string {
  return SETUP_PREFIX + destinationKey;
}

/** One query for all destinations: whatever is out of order with few of them lies in one partition. */
export async function readHealth({ dynamodb, table }: Table): Promise<Health> {
  const breakers = new Map<string, OpenBreaker>();
  const throttles = new Map<string, Throttle>();
  const setupRuns = new Map<string, SetupRun>();
  for (const item of await readPartition(dynamodb, table, HEALTH_PARTITION)) {
    const key = item['sk']?.S ?? '';
    if (key.startsWith(THROTTLE_PREFIX)) throttles.set(key.slice(THROTTLE_PREFIX.length), toThrottle(item));
    else if (key.startsWith(SETUP_PREFIX)) setupRuns.set(key.slice(SETUP_PREFIX.length), toSetupRun(item));
    else breakers.set(key, toBreaker(item));
  }
  return { breakers, throttles, setupRuns };
}

/** Slows a destination down, unless that was done after `beganMs`: then the answers are to requests of before. */
export async function putThrottle(
  { dynamodb, table }: Table,
  destinationId: string,
  { throttle, beganMs }: { throttle: Throttle; beganMs: number },
): Promise<void> {
  await isAllowed(
    dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: healthKey(THROTTLE_PREFIX, destinationId),
        UpdateExpression: 'SET perSecond = :rate, sinceMs = :since, pausedUntilMs = :until',
        ConditionExpression: 'attribute_not_exists(sinceMs) OR sinceMs < :began',
        ExpressionAttributeValues: {
          ':rate': { N: String(throttle.perSecond) },
          ':since': { N: String(throttle.sinceMs) },
          ':until': { N: String(throttle.pausedUntilMs) },
          ':began': { N: String(beganMs) },
        },
      }),
    ),
  );
}

/** Adds failures to the run of a destination, or begins one. Returns the run as it is now. */
export async function extendSetupRun(
  { dynamodb, table }: Table,
  destinationId: string,
  { count, since, reason }: SetupRun,
): Promise<SetupRun> {
  const { Attributes: item = {} } = await dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: healthKey(SETUP_PREFIX, destinationId),
      UpdateExpression: 'SET since = if_not_exists(since, :since), reason = :reason ADD #count :count',
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: {
        ':since': { S: since },
        ':reason': { S: reason },
        ':count': { N: String(count) },
      },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return toSetupRun(item);
}

/** Ends the run of a destination that has answered in another way, and takes back what people were told of it. */
export async function endSetupRun({ dynamodb, table }: Table, destinationId: string): Promise<void> {
  await dynamodb.send(new DeleteItemCommand({ TableName: table, Key: healthKey(SETUP_PREFIX, destinationId) }));
  await isAllowed(
    dynamodb.send(
      new DeleteItemCommand({
        TableName: table,
        Key: noticeKey(destinationId),
        ConditionExpression: 'isWarning = :true',
        ExpressionAttributeValues: { ':true': { BOOL: true } },
      }),
    ),
  );
}

/** Tells people about a run, unless there is a notice that is no warning. `at`: ISO 8601. */
export async function putWarning(
  { dynamodb, table }: Table,
  destinationId: string,
  { message, at }: { message: string; at: string },
): Promise<void> {
  await isAllowed(
    dynamodb.send(
      new PutItemCommand({
        TableName: table,
        Item: numberedItem('notice', {
          ...noticeKey(destinationId),
          ...{ message: { S: message }, at: { S: at }, isWarning: { BOOL: true } },
        }),
        ConditionExpression: 'attribute_not_exists(pk) OR isWarning = :true',
        ExpressionAttributeValues: { ':true': { BOOL: true } },
      }),
    ),
  );
}

function healthKey(prefix: string, destinationId: string): Record<string, AttributeValue> {
  return { pk: { S: HEALTH_PARTITION }, sk: { S: prefix + destinationItemKey(destinationId) } };
}

function noticeKey(destinationId: string): Record<string, AttributeValue> {
  return { pk: { S: NOTICE_PARTITION }, sk: { S: destinationItemKey(destinationId) } };
}

/** What people should know about a resource. */
export type Notice = { readonly resource: string; readonly message: string; readonly at: string };

/** Reads what `putWarning` wrote, or delivery when it switched a destination off. */
export function toNotice(stored: Item): Notice {
  const item = upgrade<Item>('notice', stored);
  return { resource: item['sk']?.S ?? '', message: item['message']?.S ?? '', at: item['at']?.S ?? '' };
}

function toThrottle(stored: Item): Throttle {
  const item = upgrade<Item>('throttle', stored);
  const number = (name: string): number => Number(item[name]?.N ?? 0);
  return { perSecond: number('perSecond'), sinceMs: number('sinceMs'), pausedUntilMs: number('pausedUntilMs') };
}

function toSetupRun(stored: Item): SetupRun {
  const item = upgrade<Item>('setup-run', stored);
  return {
    count: Number(item['count']?.N ?? 0),
    since: item['since']?.S ?? '',
    reason: item['reason']?.S ?? '',
  };
}
