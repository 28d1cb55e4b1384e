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

/** What one owner counted in each of the periods that begin at `startsMs`, in that order. */
export async function readSeries(
  tables: Tables,
  { owner, step, startsMs }: { owner: string; step: SeriesStep; startsMs: readonly number[] },
): Promise<Counts[]> {
  const { shards = LEDGER_SHARDS } = tables;
  const keysOf = (startMs: number): string[] =>
    Array.from({ length: shards }, (_, shard) => seriesKey(step, { owner, shard, startMs }));
  const keys = startsMs.flatMap((startMs) => keysOf(startMs).map((key) => ({ pk: { S: key } })));
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const before = await readOpenMinutes(tables, owner);
    const { items, unread } = await batchGet({ ...tables, table: tables.dedupeTable }, keys);
    if (unread.length > 0) throw new Error(`${unread.length} items of a series could not be read`);
    const open = await readOpenMinutes(tables, owner);
    if (nameMinutes(before) !== nameMinutes(open)) continue;
    const found = new Map(items.map((item) => [item['pk']?.S, countsOfItem(item)]));
    return startsMs.map((startMs) => {
      const going = [...open.values()].filter(({ minute }) => periodStart(step, minuteStart(minute)) === startMs);
      const counted = [...keysOf(startMs).map((key) => found.get(key) ?? {}), ...going.map(({ counts }) => counts)];
      return counted.reduce<Counts>((sum, counts) => addCounts(sum, counts), {});
    });
  }
  throw new Error('the minute changed each time that a series was read');
}

/** The minutes that go on in an owner's totals, by shard. */
async function readOpenMinutes(
  { shards = LEDGER_SHARDS, ...tables }: Tables,
  owner: string,
): Promise<Map<string, OpenMinute>> {
  const keys = Array.from({ length: shards }, (_, shard) => totalsKey(shard, owner));
  const { items, unread } = await batchGet({ ...tables, table: tables.controlTable }, keys);
  if (unread.length > 0) throw new Error(`${unread.length} shards of the ledger could not be read`);
  return new Map(
    items.flatMap((item) => {
      const open = openMinuteOf(item);
      return open === undefined ? [] : [[item['pk']?.S ?? '', open] as const];
    }),
  );
}

const nameMinutes = (open: ReadonlyMap<string, OpenMinute>): string =>
  [...open]
    .map(([shard, { minute }]) => `${shard} ${minute}`)
    .sort()
    .join();
