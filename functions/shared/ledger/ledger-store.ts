import {
  GetItemCommand,
  TransactWriteItemsCommand,
  TransactionCanceledException,
  type CancellationReason,
  type DynamoDBClient,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { readPartition } from '../dynamo/control-table.ts';
import { ledgerPartition } from '../../../domain/tables/table-keys.ts';
import { countsOfItem, totalsKey, type Item } from './ledger-counts.ts';
import { createTotals } from './ledger-totals.ts';
import { batchGet } from '../dynamo/batch-get.ts';
import type { Outside } from '../lambda/outside.ts';
import {
  addCounts,
  COMMIT_TRIES,
  LEDGER_SHARDS,
  longestConflictPauseMs,
  type Counts,
  type LedgerEntry,
} from '../../../domain/ledger/ledger.ts';
import { numberedItem, upgrade } from '../../../domain/pipeline/stored-formats.ts';
import { SERIES_STEPS } from '../../../domain/ledger/ledger-series.ts';

/** How long it is remembered that a piece of work was counted: longer than SQS can keep a message (14 days). */
export const REMEMBERED_SECONDS = 15 * 24 * 60 * 60;

/** What one owner of an entry takes of a transaction at most: its totals and one item for each step of its series. */
export const ITEMS_PER_OWNER = 1 + SERIES_STEPS.length;

/** What was decided about a piece of work, by whoever committed it first. */
export type Committed = { readonly first: boolean; readonly decision: string };

/** A piece of work that is counted once, however often it is done. */
export type Commit = {
  readonly key: string;
  readonly decision: string;
  readonly entry: LedgerEntry;
  /** Writes with conditions that happen together with the commit or refuse it. */
  readonly along?: readonly TransactWriteItem[];
};

/** `refused` when a condition of what goes along does not hold; then nothing has happened. */
export type LedgerStore = { commit(work: Commit): Promise<Committed | 'refused'> };

/**
 * Counts pieces of work exactly once: the mark of the work and its counts are written in one transaction, so that after
 * a crash anywhere either both are there or none.
 */
export function createLedgerStore(
  deps: {
    dynamodb: DynamoDBClient;
    controlTable: string;
    dedupeTable: string;
    /** @default LEDGER_SHARDS */
    shards?: number | undefined;
  } & Pick<Outside, 'now' | 'random' | 'waitMs'>,
): LedgerStore {
  // An instance stays with its shard, so that two busy instances seldom write the same item.
  const shard = Math.floor(deps.random() * (deps.shards ?? LEDGER_SHARDS));
  const totals = createTotals(deps, shard);

  return {
    async commit(work) {
      const atMs = deps.now().getTime();
      const expiresAt = Math.floor(atMs / 1000) + REMEMBERED_SECONDS;
      const mark = markItem(deps.dedupeTable, work, expiresAt);
      const along = work.along ?? [];
      for (let attempt = 1; ; attempt += 1) {
        const counts = await totals.items(work.entry, atMs);
        const result = await transact(deps.dynamodb, { mark, along, counts }).catch((error: unknown) => {
          if (attempt < COMMIT_TRIES && isConflict(error)) return 'conflict' as const;
          throw error;
        });
        if (result === 'conflict') totals.forget();
        if (result !== 'conflict') return result ?? { first: true, decision: work.decision };
        await deps.waitMs(longestConflictPauseMs(attempt) * deps.random());
      }
    },
  };
}

/** What was decided about a piece of work, if it was committed. */
export async function readDecision(
  { dynamodb, dedupeTable }: { readonly dynamodb: DynamoDBClient; readonly dedupeTable: string },
  key: string,
): Promise<string | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({ TableName: dedupeTable, Key: { pk: { S: key } }, ConsistentRead: true }),
  );
  return item === undefined ? undefined : decisionIn(item);
}

/** Reads what has been counted, per owner. */
export async function readLedger(
  dynamodb: DynamoDBClient,
  controlTable: string,
  shards = LEDGER_SHARDS,
): Promise<Map<string, Counts>> {
  const reads = Array.from({ length: shards }, (_, shard) => readShard(dynamodb, controlTable, shard));
  const totals = new Map<string, Counts>();
  for (const items of await Promise.all(reads)) {
    for (const [owner, counts] of items) totals.set(owner, addCounts(totals.get(owner) ?? {}, counts));
  }
  return totals;
}

/** Reads what these owners have counted together, and nothing of any other. */
export async function readLedgerOf(
  {
    dynamodb,
    controlTable,
    waitMs,
    shards = LEDGER_SHARDS,
  }: Pick<Outside, 'waitMs'> & { dynamodb: DynamoDBClient; controlTable: string; shards?: number | undefined },
  ...owners: readonly string[]
): Promise<Counts> {
  const keys = owners.flatMap((owner) => Array.from({ length: shards }, (_, shard) => totalsKey(shard, owner)));
  const { items, unread } = await batchGet({ dynamodb, table: controlTable, waitMs }, keys);
  if (unread.length > 0) throw new Error(`${unread.length} shards of the ledger could not be read`);
  return items.reduce<Counts>((sum, item) => addCounts(sum, countsOfItem(item)), {});
}

async function readShard(dynamodb: DynamoDBClient, table: string, shard: number): Promise<[string, Counts][]> {
  const items = await readPartition(dynamodb, table, ledgerPartition(shard));
  return items.map((item) => [item['sk']?.S ?? '', countsOfItem(item)]);
}

function markItem(table: string, { key, decision }: Commit, expiresAt: number): TransactWriteItem {
  return {
    Put: {
      TableName: table,
      Item: numberedItem('mark', { pk: { S: key }, decision: { S: decision }, expiresAt: { N: String(expiresAt) } }),
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

/** What a mark says, of any form that there was. */
function decisionIn(item: Item): string | undefined {
  return upgrade<Item>('mark', item)['decision']?.S;
}

/** Undefined when the work is committed by this. */
async function transact(
  dynamodb: DynamoDBClient,
  { mark, along, counts }: Record<'along' | 'counts', readonly TransactWriteItem[]> & { mark: TransactWriteItem },
): Promise<Committed | 'refused' | undefined> {
  try {
    await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [mark, ...along, ...counts] }));
    return undefined;
  } catch (error) {
    const [marked, ...others] = reasonsOf(error);
    if (marked?.Code === CONDITION_FAILED) return { first: false, decision: decisionIn(marked.Item ?? {}) ?? '' };
    if (others.slice(0, along.length).some(({ Code }) => Code === CONDITION_FAILED)) return 'refused';
    throw error;
  }
}

const CONDITION_FAILED = 'ConditionalCheckFailed';

const reasonsOf = (error: unknown): CancellationReason[] =>
  error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];

/**
 * What passes. A table on demand that is short of capacity says ThrottlingError, one with provisioned capacity the other;
 * a condition fails when another minute goes on in totals than was thought: whoever began it was faster.
 */
const PASSING = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded', CONDITION_FAILED];

function isConflict(error: unknown): boolean {
  return reasonsOf(error).some(({ Code }) => PASSING.includes(Code ?? ''));
}
