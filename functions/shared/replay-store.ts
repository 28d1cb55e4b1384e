import {
  GetItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { JOB_PARTITION, PARTS_PREFIX } from '../../domain/control-table-keys.ts';
import {
  REPLAY_KEPT_DAYS,
  type ReplayCursor,
  type ReplayJob,
  type ReplayPart,
  type ReplayState,
} from '../../domain/replay.ts';
import { readPartition } from './control-table.ts';
import { isAllowed } from './is-allowed.ts';
import { transact } from './document-store.ts';

/** Where replays lie in the control table: a job is an item here, and each of its parts one beside it. */
const partPartition = (replayId: string): string => PARTS_PREFIX + replayId;

type Item = Record<string, AttributeValue>;

const KEPT_SECONDS = REPLAY_KEPT_DAYS * 24 * 60 * 60;

/** Writes a new job and its parts, and what else belongs to it, all or none. */
export async function createReplayItems(
  dynamodb: DynamoDBClient,
  table: string,
  created: {
    readonly job: ReplayJob;
    readonly parts: readonly ReplayPart[];
    readonly along?: readonly TransactWriteItem[];
  },
): Promise<void> {
  const { job, parts, along = [] } = created;
  const expiresAt = { N: String(Math.floor(Date.parse(job.createdAt) / 1000) + KEPT_SECONDS) };
  const put = (item: Item): TransactWriteItem => ({ Put: { TableName: table, Item: { ...item, expiresAt } } });
  const items = [put(jobItem(job)), ...parts.map((part) => put(partItem(job.id, part))), ...along];
  await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: items }));
}

/** A job as it is now. */
export async function readReplay(dynamodb: DynamoDBClient, table: string, id: string): Promise<ReplayJob | undefined> {
  const key = jobKey(id);
  const { Item: item } = await dynamodb.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }));
  return item === undefined ? undefined : toJob(item);
}

/** Jobs, newest first: their ids begin with the time at which they were created. With `before`, those after it in the list. */
export async function listReplays(
  dynamodb: DynamoDBClient,
  table: string,
  { limit, before }: { limit: number; before?: string | undefined },
): Promise<ReplayJob[]> {
  const jobs: ReplayJob[] = [];
  let last = before;
  for (;;) {
    const { Items: items = [], LastEvaluatedKey: lastKey } = await dynamodb.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: last === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :before',
        ExpressionAttributeValues: {
          ':pk': { S: JOB_PARTITION },
          ...(last === undefined ? {} : { ':before': { S: last } }),
        },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: limit - jobs.length,
      }),
    );
    jobs.push(...items.map(toJob));
    last = lastKey?.['sk']?.S;
    // A job may have 400 KB, and DynamoDB answers with 1 MB.
    if (last === undefined || jobs.length >= limit) return jobs;
  }
}

/** All parts of a job, by their numbers. */
export async function readReplayParts(dynamodb: DynamoDBClient, table: string, id: string): Promise<ReplayPart[]> {
  return (await readPartition(dynamodb, table, partPartition(id))).map(toPart);
}

export async function readReplayPart(
  dynamodb: DynamoDBClient,
  table: string,
  { replayId, part }: { readonly replayId: string; readonly part: number },
): Promise<ReplayPart | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: partKey(replayId, part), ConsistentRead: true }),
  );
  return item === undefined ? undefined : toPart(item);
}

/** What changes about a job. An attribute that is undefined is taken away. */
export type ReplayChange = {
  readonly id: string;
  /** States in which the change is made; in any other, nothing is. */
  readonly when: readonly ReplayState[];
  /** Whether the change is made only when no part is left. */
  readonly whenNoneLeft?: boolean;
  readonly set: Partial<Readonly<Record<ChangeableText, string | undefined>>> & { readonly pausedMs?: number };
};

type ChangeableText = 'state' | 'startedAt' | 'pausedAt' | 'endedAt' | 'reason' | 'waitingFor';

/** False when the job is in another state by now. Then nothing of what comes along is written either. */
export async function changeReplay(
  dynamodb: DynamoDBClient,
  table: string,
  { along = [], ...change }: ReplayChange & { readonly along?: readonly TransactWriteItem[] },
): Promise<boolean> {
  const update = updateOf(table, change);
  if (along.length > 0) return (await transact({ dynamodb, table }, [{ Update: update }, ...along])) === undefined;
  return isAllowed(dynamodb.send(new UpdateItemCommand(update)));
}

function updateOf(table: string, change: ReplayChange): NonNullable<TransactWriteItem['Update']> {
  const fields = Object.entries(change.set);
  const set = fields.filter(([, value]) => value !== undefined).map(([name]) => `#${name} = :${name}`);
  const remove = fields.filter(([, value]) => value === undefined).map(([name]) => `#${name}`);
  const states = change.when.map((state, index) => [`:when${index}`, { S: state }] as const);
  const none = change.whenNoneLeft === true;
  return {
    TableName: table,
    Key: jobKey(change.id),
    UpdateExpression: [
      set.length === 0 ? '' : `SET ${set.join(', ')}`,
      remove.length === 0 ? '' : `REMOVE ${remove.join(', ')}`,
    ].join(' '),
    ConditionExpression: `#state IN (${states.map(([name]) => name).join(', ')})${none ? ' AND partsLeft = :none' : ''}`,
    ExpressionAttributeNames: {
      '#state': 'state',
      ...Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(states),
      ...Object.fromEntries(
        fields.flatMap(([name, value]) => (value === undefined ? [] : [[`:${name}`, toValue(value)]])),
      ),
      ...(none ? { ':none': { N: '0' } } : {}),
    },
  };
}

/** Parts of a transaction: the part after a step, unless another step came first; and one part less when it is done. */
export function movePartItems(table: string, replayId: string, part: ReplayPart): TransactWriteItem[] {
  const { sequence, isDone, notBefore, cursor, counts, movedAt, began } = part;
  const move: TransactWriteItem = {
    Update: {
      TableName: table,
      Key: partKey(replayId, part.number),
      UpdateExpression:
        'SET #cursor = :cursor, began = :began, #sequence = :sequence, isDone = :isDone, counts = :counts, notBefore = :notBefore, movedAt = :movedAt',
      ConditionExpression: '#sequence = :before',
      ExpressionAttributeNames: { '#cursor': 'cursor', '#sequence': 'sequence' },
      ExpressionAttributeValues: {
        ':cursor': { S: JSON.stringify(cursor) },
        ':began': { S: JSON.stringify(began ?? cursor) },
        ':sequence': { N: String(sequence) },
        ':before': { N: String(sequence - 1) },
        ':isDone': { BOOL: isDone },
        ':counts': { S: JSON.stringify(counts) },
        ':notBefore': { N: String(notBefore) },
        ':movedAt': { S: movedAt },
      },
    },
  };
  if (!isDone) return [move];
  const oneLess: TransactWriteItem = {
    Update: {
      TableName: table,
      Key: jobKey(replayId),
      UpdateExpression: 'ADD partsLeft :one',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':one': { N: '-1' } },
    },
  };
  return [move, oneLess];
}

const jobKey = (id: string) => ({ pk: { S: JOB_PARTITION }, sk: { S: id } });

/** Two digits, so that parts are read in order: there are fewer than a hundred. */
const partKey = (replayId: string, part: number) => ({
  pk: { S: partPartition(replayId) },
  sk: { S: String(part).padStart(2, '0') },
});

function toValue(value: string | number): AttributeValue {
  return typeof value === 'string' ? { S: value } : { N: String(value) };
}

const TEXTS = ['createdAt', 'startedAt', 'pausedAt', 'endedAt', 'reason', 'waitingFor'] as const;
const NUMBERS = ['pausedMs', 'parts', 'partsLeft'] as const;

function jobItem(job: ReplayJob): Item {
  const fields = [...TEXTS, ...NUMBERS].flatMap((name) =>
    job[name] === undefined ? [] : [[name, toValue(job[name])] as const],
  );
  return {
    ...jobKey(job.id),
    spec: { S: JSON.stringify(job.spec) },
    state: { S: job.state },
    ...Object.fromEntries(fields),
  };
}

/** Only this file writes these. */
function toJob(item: Item): ReplayJob {
  const texts = TEXTS.flatMap((name) => (item[name]?.S === undefined ? [] : [[name, item[name].S]]));
  return {
    createdAt: '',
    ...(Object.fromEntries(texts) as Partial<Record<(typeof TEXTS)[number], string>>),
    id: item['sk']?.S ?? '',
    spec: JSON.parse(item['spec']?.S ?? '{}') as ReplayJob['spec'],
    state: item['state']?.S as ReplayState,
    pausedMs: Number(item['pausedMs']?.N ?? 0),
    parts: Number(item['parts']?.N ?? 0),
    partsLeft: Number(item['partsLeft']?.N ?? 0),
  };
}

function partItem(replayId: string, part: ReplayPart): Item {
  return {
    ...partKey(replayId, part.number),
    range: { S: JSON.stringify(part.range) },
    cursor: { S: JSON.stringify(part.cursor) },
    counts: { S: JSON.stringify(part.counts) },
    sequence: { N: String(part.sequence) },
    isDone: { BOOL: part.isDone },
    notBefore: { N: String(part.notBefore) },
    movedAt: { S: part.movedAt },
  };
}

function toPart(item: Item): ReplayPart {
  return {
    number: Number(item['sk']?.S ?? 0),
    range: JSON.parse(item['range']?.S ?? '{}') as ReplayPart['range'],
    cursor: JSON.parse(item['cursor']?.S ?? '{}') as ReplayPart['cursor'],
    // Parts that moved last before steps were recorded first and sent afterwards have none.
    ...(item['began']?.S === undefined ? {} : { began: JSON.parse(item['began'].S) as ReplayCursor }),
    counts: JSON.parse(item['counts']?.S ?? '{}') as ReplayPart['counts'],
    sequence: Number(item['sequence']?.N ?? 0),
    isDone: item['isDone']?.BOOL ?? false,
    notBefore: Number(item['notBefore']?.N ?? 0),
    movedAt: item['movedAt']?.S ?? '',
  };
}
