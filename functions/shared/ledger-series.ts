import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { addCounts, LEDGER_SHARDS, type Counts } from '../../domain/ledger.ts';
import { periodExpiry, periodStart, SERIES_STEPS, seriesKey, type SeriesStep } from '../../domain/ledger-series.ts';
import { batchGet } from './batch-get.ts';
import { addCountsItem, countsOfItem } from './ledger-counts.ts';

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

/** What one owner counted in each of the periods that begin at `startsMs`, in that order. */
export async function readSeries(
  {
    dynamodb,
    dedupeTable,
    shards = LEDGER_SHARDS,
  }: { dynamodb: DynamoDBClient; dedupeTable: string; shards?: number | undefined },
  { owner, step, startsMs }: { owner: string; step: SeriesStep; startsMs: readonly number[] },
): Promise<Counts[]> {
  const keysOf = (startMs: number): string[] =>
    Array.from({ length: shards }, (_, shard) => seriesKey(step, { owner, shard, startMs }));
  const keys = startsMs.flatMap((startMs) => keysOf(startMs).map((key) => ({ pk: { S: key } })));
  const { items, unread } = await batchGet({ dynamodb, table: dedupeTable }, keys);
  if (unread.length > 0) throw new Error(`${unread.length} items of a series could not be read`);
  const found = new Map(items.map((item) => [item['pk']?.S, countsOfItem(item)]));
  return startsMs.map((startMs) =>
    keysOf(startMs).reduce<Counts>((sum, key) => addCounts(sum, found.get(key) ?? {}), {}),
  );
}
