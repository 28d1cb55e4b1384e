// What partners saw of the events of one destination, and how long their first attempts waited.

export type Tally = {
  /** Events that were published. */
  entered: number;
  /** Events that were answered with 2xx, each counted once. */
  delivered: number;
  /** Answers of 2xx to an event that had had one. */
  deliveredAgain: number;
  attempts: number;
  /** Attempts that failed. */
  inVain: number;
  probes: number;
  /** Times its breaker opened. */
  openings: number;
  /** When the last event that entered before the watermark was delivered. */
  lastOldDeliveryMs: number;
  readonly firstWaits: Waits;
};

export function createTally(): Tally {
  const zero = { entered: 0, delivered: 0, deliveredAgain: 0, attempts: 0, inVain: 0, probes: 0, openings: 0 };
  return { ...zero, lastOldDeliveryMs: 0, firstWaits: createWaits() };
}

export type Waits = {
  add(waitMs: number, events: number): void;
  /** The wait that this share of all events did not exceed. */
  quantileMs(share: number): number;
  maxMs(): number;
};

const BUCKET_MS = 50;

export function createWaits(): Waits {
  const buckets = new Map<number, number>();
  let total = 0;
  let longest = 0;
  return {
    add(waitMs, events) {
      const bucket = Math.ceil(waitMs / BUCKET_MS);
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + events);
      total += events;
      longest = Math.max(longest, waitMs);
    },
    quantileMs(share) {
      let sum = 0;
      for (const [bucket, events] of [...buckets].sort(([a], [b]) => a - b)) {
        sum += events;
        if (sum >= share * total) return Math.min(bucket * BUCKET_MS, longest);
      }
      return longest;
    },
    maxMs: () => longest,
  };
}
