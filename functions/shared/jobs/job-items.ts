import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import {
  JOB_KEPT_DAYS,
  type Job,
  type JobCursor,
  type JobPart,
  type JobState,
} from '../../../domain/replay/archive-job.ts';
import { numberedItem, upgrade } from '../../../domain/pipeline/stored-formats.ts';
import { jobKeys, partItemKey } from '../../../domain/tables/table-keys.ts';

// How jobs lie in the control table: a job is an item in the partition of its verb, and each of its parts one beside it.

export type Item = Record<string, AttributeValue>;

/** Where jobs of one verb lie. */
export type JobTable = { readonly table: string; readonly verb: string };

const KEPT_SECONDS = JOB_KEPT_DAYS * 24 * 60 * 60;

/** Parts of a transaction: a new job and its parts. */
export function newJobItems(
  { table, verb }: JobTable,
  { job, parts }: { readonly job: Job<unknown>; readonly parts: readonly JobPart[] },
): TransactWriteItem[] {
  const expiresAt = { N: String(Math.floor(Date.parse(job.createdAt) / 1000) + KEPT_SECONDS) };
  return [jobItem(verb, job), ...parts.map((part) => partItem(verb, job.id, part))].map((item) => ({
    Put: { TableName: table, Item: { ...item, expiresAt } },
  }));
}

/** What changes about a job. An attribute that is undefined is taken away. */
export type JobChange = {
  readonly id: string;
  /** States in which the change is made; in any other, nothing is. */
  readonly when: readonly JobState[];
  /** Whether the change is made only when no part is left. */
  readonly whenNoneLeft?: boolean;
  readonly set: Partial<Readonly<Record<ChangeableText, string | undefined>>> & { readonly pausedMs?: number };
};

type ChangeableText = 'state' | 'startedAt' | 'pausedAt' | 'endedAt' | 'reason' | 'waitingFor';

/** The update that makes a change, when its conditions hold. */
export function jobUpdate({ table, verb }: JobTable, change: JobChange): NonNullable<TransactWriteItem['Update']> {
  const fields = Object.entries(change.set);
  const set = fields.filter(([, value]) => value !== undefined).map(([name]) => `#${name} = :${name}`);
  const remove = fields.filter(([, value]) => value === undefined).map(([name]) => `#${name}`);
  const states = change.when.map((state, index) => [`:when${index}`, { S: state }] as const);
  const none = change.whenNoneLeft === true;
  return {
    TableName: table,
    Key: jobKey(verb, change.id),
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
export function movePartItems({ table, verb }: JobTable, jobId: string, part: JobPart): TransactWriteItem[] {
  const { sequence, isDone, notBefore, cursor, counts, movedAt, began } = part;
  const move: TransactWriteItem = {
    Update: {
      TableName: table,
      Key: partKey(verb, { jobId, part: part.number }),
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
      Key: jobKey(verb, jobId),
      UpdateExpression: 'ADD partsLeft :one',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':one': { N: '-1' } },
    },
  };
  return [move, oneLess];
}

export const jobKey = (verb: string, id: string) => ({ pk: { S: jobKeys(verb).jobs }, sk: { S: id } });

/** Two digits, so that parts are read in order: there are fewer than a hundred. */
export const partKey = (verb: string, { jobId, part }: { readonly jobId: string; readonly part: number }) => ({
  pk: { S: jobKeys(verb).parts + jobId },
  sk: { S: partItemKey(part) },
});

function toValue(value: string | number): AttributeValue {
  return typeof value === 'string' ? { S: value } : { N: String(value) };
}

const TEXTS = ['createdAt', 'startedAt', 'pausedAt', 'endedAt', 'reason', 'waitingFor'] as const;
const NUMBERS = ['pausedMs', 'parts', 'partsLeft'] as const;

function jobItem(verb: string, job: Job<unknown>): Item {
  const fields = [...TEXTS, ...NUMBERS].flatMap((name) =>
    job[name] === undefined ? [] : [[name, toValue(job[name])] as const],
  );
  return numberedItem('replay-job', {
    ...jobKey(verb, job.id),
    spec: { S: JSON.stringify(job.spec) },
    state: { S: job.state },
    ...Object.fromEntries(fields),
  });
}

export function toJob<Spec>(stored: Item): Job<Spec> {
  const item = upgrade<Item>('replay-job', stored);
  const texts = TEXTS.flatMap((name) => (item[name]?.S === undefined ? [] : [[name, item[name].S]]));
  return {
    createdAt: '',
    ...(Object.fromEntries(texts) as Partial<Record<(typeof TEXTS)[number], string>>),
    id: item['sk']?.S ?? '',
    spec: JSON.parse(item['spec']?.S ?? '{}') as Spec,
    state: item['state']?.S as JobState,
    pausedMs: Number(item['pausedMs']?.N ?? 0),
    parts: Number(item['parts']?.N ?? 0),
    partsLeft: Number(item['partsLeft']?.N ?? 0),
  };
}

function partItem(verb: string, jobId: string, part: JobPart): Item {
  return numberedItem('replay-part', {
    ...partKey(verb, { jobId, part: part.number }),
    range: { S: JSON.stringify(part.range) },
    cursor: { S: JSON.stringify(part.cursor) },
    counts: { S: JSON.stringify(part.counts) },
    sequence: { N: String(part.sequence) },
    isDone: { BOOL: part.isDone },
    notBefore: { N: String(part.notBefore) },
    movedAt: { S: part.movedAt },
  });
}

export function toPart(stored: Item): JobPart {
  const item = upgrade<Item>('replay-part', stored);
  return {
    number: Number(item['sk']?.S ?? 0),
    range: JSON.parse(item['range']?.S ?? '{}') as JobPart['range'],
    cursor: JSON.parse(item['cursor']?.S ?? '{}') as JobPart['cursor'],
    // A part that has not moved yet has none.
    ...(item['began']?.S === undefined ? {} : { began: JSON.parse(item['began'].S) as JobCursor }),
    counts: JSON.parse(item['counts']?.S ?? '{}') as JobPart['counts'],
    sequence: Number(item['sequence']?.N ?? 0),
    isDone: item['isDone']?.BOOL ?? false,
    notBefore: Number(item['notBefore']?.N ?? 0),
    movedAt: item['movedAt']?.S ?? '',
  };
}
