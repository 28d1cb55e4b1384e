// The least and the most of every time, number and share that a destination may ask for, so that no setting makes requests
// without end or waits for ever. destination.ts refuses what is written outside of them; what was stored before they were
// there is read as the nearest that is allowed.

import * as z from 'zod/mini';
import type { BreakerPolicy } from './circuit-breaker.ts';
import { formatDuration, parseDurationMs } from '../base/duration.ts';
import type { RateLimit } from './pace.ts';
import { MAX_RETRIES, MAX_RETRY_SPAN_MS, type RetryPolicy } from './retry-schedule.ts';
import { HOUR_MS, SECOND_MS } from '../base/time-units.ts';

/** `show`: how people write such a number, if not as a number. */
export type Range = { readonly least: number; readonly most: number; readonly show?: (value: number) => string };

const duration = (least: number, most: number): Range => ({ least, most, show: formatDuration });

export const RETRIES: Range = { least: 0, most: MAX_RETRIES };
export const FAILING_SHARE: Range = { least: 0.01, most: 1 };
export const MINIMUM_ATTEMPTS: Range = { least: 1, most: 100_000 };
/** A destination that is down is asked once in so long, and after some asking once in ten times that. */
export const PROBE_AFTER_MS = duration(SECOND_MS, HOUR_MS);
/** How long a function keeps what was attempted. */
export const WINDOW_MS = duration(SECOND_MS, HOUR_MS);
export const BATCH_EVENTS: Range = { least: 2, most: 1_000 };
/** Others come within so long, or the few go alone. */
export const BATCH_WAIT_MS = duration(0, 60 * SECOND_MS);
export const PER_SECOND: Range = { least: 0.1, most: 100_000 };
export const AT_ONCE: Range = { least: 1, most: 10_000 };
export const SETUP_FAILURES: Range = { least: 1, most: 1_000_000 };
export const SWITCH_OFF_OVER_MS = duration(0, 30 * 24 * HOUR_MS);

/** The limits of a number, as checks that say them. */
export function between({ least, most, show = String }: Range) {
  const from = least === 0 || least === 1 ? `must be ${least} or more` : `must be at least ${show(least)}`;
  return [z.gte(least, from), z.lte(most, `must be at most ${show(most)}`)] as const;
}

/** On the average a retry waits a second at least: retries that follow one another at once find what the first found. */
export function retrySpanMs(retries: number): Range {
  return duration(retries * SECOND_MS, MAX_RETRY_SPAN_MS);
}

/** What of a destination has limits, as it is stored. */
type Limited = {
  readonly retry: RetryPolicy;
  readonly breaker: BreakerPolicy;
  readonly rateLimit?: RateLimit | undefined;
  readonly switchOffAfter?: SwitchOff | undefined;
};

type SwitchOff = number | { readonly failures: number; readonly over: string } | 'never';

/** A destination within all limits, and a sentence for each setting that was not. One that is comes back as it is. */
export function withinLimits<T extends Partial<Limited>>(stored: T): { destination: T; adjusted: readonly string[] } {
  const adjusted: string[] = [];
  const number: Bound = (name, value, range) => {
    const nearest = nearestIn(range, value);
    if (nearest === value) return value;
    const { show = String } = range;
    adjusted.push(`${name} ${Number.isFinite(value) ? show(value) : 'without end'} counts as ${show(nearest)}.`);
    return nearest;
  };
  const { retry, breaker, rateLimit, switchOffAfter } = stored;
  const changes = {
    ...(retry && { retry: retryWithin(retry, number) }),
    ...(breaker && { breaker: breakerWithin(breaker, number) }),
    ...(rateLimit && { rateLimit: rateWithin(rateLimit, number) }),
    ...(switchOffAfter && { switchOffAfter: switchOffWithin(switchOffAfter, number) }),
  };
  return { destination: adjusted.length === 0 ? stored : { ...stored, ...changes }, adjusted };
}

type Bound = (name: string, value: number, range: Range) => number;

function rateWithin({ perSecond, atOnce }: RateLimit, number: Bound): RateLimit {
  return {
    ...(perSecond === undefined ? {} : { perSecond: number('rateLimit.perSecond', perSecond, PER_SECOND) }),
    ...(atOnce === undefined ? {} : { atOnce: number('rateLimit.atOnce', atOnce, AT_ONCE) }),
  };
}

function retryWithin(retry: RetryPolicy, number: Bound): RetryPolicy {
  const retries = number('retry.retries', retry.retries, RETRIES);
  return { retries, overMs: number('retry.over', retry.overMs, retrySpanMs(retries)) };
}

function breakerWithin(breaker: BreakerPolicy, number: Bound): BreakerPolicy {
  return {
    failingShare: number('breaker.failingShare', breaker.failingShare, FAILING_SHARE),
    minimumAttempts: number('breaker.minimumAttempts', breaker.minimumAttempts, MINIMUM_ATTEMPTS),
    windowMs: number('breaker.window', breaker.windowMs, WINDOW_MS),
    probeMs: number('breaker.probeAfter', breaker.probeMs, PROBE_AFTER_MS),
  };
}

function switchOffWithin(limit: SwitchOff, number: Bound): SwitchOff {
  if (typeof limit === 'number') return number('switchOffAfter', limit, SETUP_FAILURES);
  if (limit === 'never') return limit;
  const overMs = parseDurationMs(limit.over) ?? SWITCH_OFF_OVER_MS.most;
  const within = number('switchOffAfter.over', overMs, SWITCH_OFF_OVER_MS);
  return {
    failures: number('switchOffAfter.failures', limit.failures, SETUP_FAILURES),
    over: within === overMs ? limit.over : formatDuration(within),
  };
}

/** What JSON could not hold, such as an endless duration, was stored as null, and counts as the most. */
function nearestIn({ least, most }: Range, value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(value, least), most) : most;
}
