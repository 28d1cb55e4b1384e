// When a delivery that failed is tried again: nine retries over four hours, as Segment promises its partners, or what a
// destination asks for instead. The delivery function takes its delays from here, CDK the sizes of the retry queue.

import { SQS_MAX_RETENTION_SECONDS } from '../base/aws-limits.ts';
import { HOUR_MS } from '../base/time-units.ts';

/** How often, and over what time in all, a failed delivery is tried again. */
export type RetryPolicy = { readonly retries: number; readonly overMs: number };

/** What a destination gets that asks for nothing else. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = { retries: 9, overMs: 4 * HOUR_MS };

/** The most a destination may ask for. */
export const MAX_RETRIES = 20;
export const MAX_RETRY_SPAN_MS = 72 * HOUR_MS;

/** Each wait is twice the one before, unless the first would then be shorter than this. */
const SHORTEST_FIRST_DELAY_MS = 1_000;
const DOUBLING = 2;

/** Waits vary by this share in both directions, so that what failed together does not come back together. */
export const JITTER = 0.1;

/**
 * The waits before each retry, in milliseconds, without jitter: growing geometrically and adding up to `overMs`.
 * For nine retries over four hours: 28 s, 56 s, 113 s, 225 s, 451 s, 15 min, 30 min, 1 h, 2 h.
 */
export function retryDelaysMs({ retries, overMs }: RetryPolicy): number[] {
  const ratio = growthRatio(retries, overMs);
  const first = overMs / geometricSum(ratio, retries);
  const delays = Array.from({ length: retries }, (_, index) => Math.floor(first * ratio ** index));
  // What rounding down took away goes to the last wait, so that the sum is exact and no wait is shorter than the one before.
  const missing = overMs - delays.reduce((sum, delay) => sum + delay, 0);
  return delays.map((delay, index) => (index === retries - 1 ? delay + missing : delay));
}

/**
 * How long to wait before retry number `retry` (1 is the first), or undefined when no retry is left.
 * `random` is a number in [0, 1). A destination's own `Retry-After` can only lengthen the wait.
 */
export function nextRetryDelayMs(
  policy: RetryPolicy,
  { retry, random, retryAfterMs = 0 }: { retry: number; random: number; retryAfterMs?: number },
): number | undefined {
  const base = retryDelaysMs(policy)[retry - 1];
  if (base === undefined) return undefined;
  const jittered = Math.round(base * (1 - JITTER + 2 * JITTER * random));
  return Math.max(jittered, retryAfterMs);
}

/**
 * How often SQS hands out one retry message before it moves it to the dead-letter queue by itself. Attempts are counted
 * in the message, not by SQS; this is the net under a function that dies at the same message again and again.
 */
export const RETRY_QUEUE_MAX_RECEIVE_COUNT = DEFAULT_RETRY_POLICY.retries;

/**
 * How long the retry queue keeps a message: longer than the longest schedule a destination may ask for (a wait is sent
 * on in hops of 15 minutes, each of which starts the retention anew), so nothing ends by expiring.
 */
export const RETRY_QUEUE_RETENTION_SECONDS = Math.min(
  SQS_MAX_RETENTION_SECONDS,
  Math.ceil((2 * MAX_RETRY_SPAN_MS) / 1000),
);

function growthRatio(retries: number, overMs: number): number {
  if (overMs / geometricSum(DOUBLING, retries) >= SHORTEST_FIRST_DELAY_MS) return DOUBLING;
  if (overMs / retries <= SHORTEST_FIRST_DELAY_MS) return 1;
  return bisect(1, DOUBLING, (ratio) => overMs / geometricSum(ratio, retries) < SHORTEST_FIRST_DELAY_MS);
}

/** The point between `low` and `high` from which on `isTooHigh` holds, to far below a millisecond of any delay. */
function bisect(low: number, high: number, isTooHigh: (value: number) => boolean): number {
  const ROUNDS = 40;
  let [from, to] = [low, high];
  for (let round = 0; round < ROUNDS; round += 1) {
    const middle = (from + to) / 2;
    if (isTooHigh(middle)) to = middle;
    else from = middle;
  }
  return from;
}

function geometricSum(ratio: number, terms: number): number {
  return ratio === 1 ? terms : (ratio ** terms - 1) / (ratio - 1);
}
