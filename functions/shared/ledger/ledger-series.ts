import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { addCounts, LEDGER_SHARDS, type Counts } from '../../../domain/ledger/ledger.ts';
import {
  minuteStart,
  periodExpiry,
  periodStart,
  SERIES_STEPS,
  seriesKey,
  type SeriesStep,
} from '../../../domain/ledger/ledger-series.ts';
import { batchGet } from '../dynamo/batch-get.ts';
import type { Outside } from '../lambda/outside.ts';
import { addCountsItem, countsOfItem, openMinuteOf, totalsKey, type OpenMinute } from './ledger-counts.ts';

/**
 * Parts of a transaction: adds counts to the minute and the hour of `atMs`. They lie in the dedupe table, which forgets,
 * under keys that can be computed, so that a series is read without an index.
 */
export function seriesItems(
  table: string,
  { owner, shard, atMs }: { owner: string; shard: number; atMs: number },
  counts: Counts,
): TransactWriteItem[] {
  return SERIES_STEPS.flatMap((step) => {
    const startMs = periodStart(step, atMs);
    const key = { pk: { S: seriesKey(step, { owner, shard, startMs }) } };
    return addCountsItem({ table, key, expiresAt: periodExpiry(step, startMs) }, counts);
  });
}

type Tables = Pick<Outside, 'waitMs'> & {
  readonly dynamodb: DynamoDBClient;
  readonly controlTable: string;
  readonly dedupeTable: string;
  /** @default LEDGER_SHARDS */
  readonly shards?: number | undefined;
};

/** While a minute ends on a shard, what is read of it may be counted twice or not at all; that is over at once. */
const TRIES = 5;

/**
 * What one owner counted in each of the periods that begin at `startsMs`, in that order. Every write of a period is in one
 * transaction with one of the totals of its shard, so a shard that has no totals of the owner is not asked for periods.
 */
export async function readSeries(
  tables: Tables,
  { owner, step, startsMs }: { owner: string; step: SeriesStep; startsMs: readonly number[] },
): Promise<Counts[]> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const before = await readTotals(tables, owner);
    const keysOf = (startMs: number): string[] =>
      [...before.keys()].map((shard) => seriesKey(step, { owner, shard, startMs }));
    const keys = startsMs.flatMap((startMs) => keysOf(startMs).map((key) => ({ pk: { S: key } })));
    const { items, unread } = await batchGet({ ...tables, table: tables.dedupeTable }, keys);
    if (unread.length > 0) throw new Error(`${unread.length} items of a series could not be read`);
    const after = await readTotals(tables, owner);
    if (nameMinutes(before) !== nameMinutes(after)) continue;
    const open = [...after.values()].flatMap((minute) => (minute === undefined ? [] : [minute]));
    const found = new Map(items.map((item) => [item['pk']?.S, countsOfItem(item)]));
    return startsMs.map((startMs) => {
      const going = open.filter(({ minute }) => periodStart(step, minuteStart(minute)) === startMs);
      const counted = [...keysOf(startMs).map((key) => found.get(key) ?? {}), ...going.map(({ counts }) => counts)];
      return counted.reduce<Counts>((sum, counts) => addCounts(sum, counts), {});
    });
  }
  throw new Error('the minute changed each time that a series was read');
}

/** The shards on which an owner has counted, each with the minute that goes on in its totals. */
type ShardTotals = ReadonlyMap<number, OpenMinute | undefined>;

async function readTotals({ shards = LEDGER_SHARDS, ...tables }: Tables, owner: string): Promise<ShardTotals> {
  const shardOf = new Map(Array.from({ length: shards }, (_, shard) => [totalsKey(shard, owner).pk.S, shard] as const));
  const keys = [...shardOf.values()].map((shard) => totalsKey(shard, owner));
  const { items, unread } = await batchGet({ ...tables, table: tables.controlTable }, keys);
  if (unread.length > 0) throw new Error(`${unread.length} shards of the ledger could not be read`);
  return new Map(
    items.flatMap((item) => {
      const shard = shardOf.get(item['pk']?.S ?? '');
      return shard === undefined ? [] : [[shard, openMinuteOf(item)] as const];
    }),
  );
}

const nameMinutes = (totals: ShardTotals): string =>
  [...totals]
    .map(([shard, open]) => `${shard} ${open?.minute ?? ''}`)
    .sort()
    .join();
