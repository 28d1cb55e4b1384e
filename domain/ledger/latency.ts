// How long events take from ingest to delivered, counted in logarithmic buckets: delivery picks the counter, the ledger
// turns counters into percentiles. Buckets add up across functions and minutes, which percentiles do not.

import type { Counts } from './ledger.ts';

/** Counters of the ledger that are buckets begin with this. */
const PREFIX = 'latency:';

const BUCKETS_PER_DECADE = 10;

/** 10^9.5 ms are 36 days, longer than queues keep a message; whatever took longer is counted here too. */
const LAST_BUCKET = 95;

/** Milliseconds within which half, 95 and 99 of 100 delivered events were taken; null when there are none. */
export type LatencyPercentiles = {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
};

/** The counter of a latency. Bucket 0 holds up to 1 ms, bucket n more than 10^((n-1)/10) and up to 10^(n/10) ms. */
export function latencyCounter(latencyMs: number): string {
  // Two clocks may differ: less than nothing is nothing.
  const bucket = latencyMs > 1 ? Math.ceil(Math.log10(latencyMs) * BUCKETS_PER_DECADE) : 0;
  return `${PREFIX}${Math.min(bucket, LAST_BUCKET)}`;
}

/**
 * Percentiles out of the counters of a destination; counters that are no buckets do not matter. A percentile is off by
 * 13 % at most, from 1 ms to 36 days: a bucket ends at 1.26 times its beginning, what it holds counts as its geometric
 * middle (12.2 % from either end), and three digits of that are shown.
 */
export function latencyPercentiles(counts: Counts): LatencyPercentiles {
  const buckets = Object.entries(counts)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, count]) => ({ bucket: Number(name.slice(PREFIX.length)), count }))
    .sort((left, right) => left.bucket - right.bucket);
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  const percentile = (share: number): number | null => {
    const rank = Math.ceil(share * total);
    let reached = 0;
    for (const { bucket, count } of buckets) {
      reached += count;
      if (count > 0 && reached >= rank) return middleOf(bucket);
    }
    return null;
  };
  return { p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) };
}

function middleOf(bucket: number): number {
  return bucket === 0 ? 1 : Number((10 ** ((bucket - 0.5) / BUCKETS_PER_DECADE)).toPrecision(3));
}
