import type { Slot } from '../pipeline/messages.ts';

// How fast a destination may be called: what its settings allow, and what its answers ask for. Delivery reserves places in
// a line by it, so that a burst waits, is not dropped, and uses up no attempts.

/** What a destination's settings allow, over all running functions. */
export type RateLimit = {
  readonly perSecond?: number | undefined;
  /** Requests under way at the same time. */
  readonly atOnce?: number | undefined;
};

/** A destination that answered 429 gets less for a while. */
export type Throttle = {
  /** Requests a second right after the cut. */
  readonly perSecond: number;
  /** Epoch milliseconds of the cut. */
  readonly sinceMs: number;
  /** Epoch milliseconds before which it wants nothing at all (`Retry-After`). */
  readonly pausedUntilMs: number;
};

/** Additive increase: each second gives back this share of the rate after the cut, the whole cut in ten seconds. */
const GROWTH_PER_SECOND = 0.1;

/** A throttle that has grown to this many times itself has proved unnecessary: that is four times what was too much. */
const FORGOTTEN_AT = 8;

/** Multiplicative decrease. */
const CUT = 0.5;

const SLOWEST_PER_SECOND = 0.5;

/** From this share of 429 on a destination is taken to mean its rate, and not single requests. */
const THROTTLING_SHARE = 0.1;

/**
 * Places begin at most this far ahead and are at most this long; what comes later is held, so that a change of the rate
 * is felt soon.
 */
export const LONGEST_LINE_MS = 30_000;

/** The reason why such events are held. */
export const RATE_LIMITED = 'rate_limited';

/** A replay takes a place only while nobody stands in line: live events go first. */
export const LONGEST_LINE_FOR_REPLAY_MS = 2_000;

/** The events of one place take at most this long, so that a function is not kept. */
const SLOT_SECONDS = 5;

const LATE_MS = 2_000;
const MOST_DOUBLINGS = 5;

/** Room above what latency and `atOnce` let through, so that the line is never what makes a destination wait. */
const HEADROOM = 1.2;

/** What a throttled destination gets now; undefined when the throttle is over. */
export function throttledRate({ perSecond, sinceMs, pausedUntilMs }: Throttle, nowMs: number): number | undefined {
  const grownSeconds = Math.max(0, nowMs - Math.max(sinceMs, pausedUntilMs)) / 1000;
  const factor = 1 + GROWTH_PER_SECOND * grownSeconds;
  return factor >= FORGOTTEN_AT ? undefined : perSecond * factor;
}

/** Requests a second that a destination may get now; undefined without any limit. */
export function allowedRate(
  { perSecond, atOnce }: RateLimit,
  { throttle, latencyMs, nowMs }: { throttle: Throttle | undefined; latencyMs: number; nowMs: number },
): number | undefined {
  const limits = [
    perSecond,
    atOnce === undefined ? undefined : (HEADROOM * atOnce * 1000) / latencyMs,
    throttle === undefined ? undefined : throttledRate(throttle, nowMs),
  ].filter((limit) => limit !== undefined);
  return limits.length === 0 ? undefined : Math.min(...limits);
}

/** What a destination gets after it has answered 429 to too many requests. */
export function cutRate({ allowed, observed }: { allowed: number | undefined; observed: number }): number {
  const before = Math.min(allowed ?? Infinity, Math.max(observed, 2 * SLOWEST_PER_SECOND));
  return Math.max(Math.min(SLOWEST_PER_SECOND, before), before * CUT);
}

/** Fewer answers of 429 than this may be chance. */
const FEW_THROTTLED = 10;

/**
 * The packs of this long are judged together. One small pack, such as a lone retry, says nothing about a destination, and
 * nothing about the rate at which it is called.
 */
export const THROTTLING_WINDOW_MS = 10_000;

/** Whether so many answers were 429 that the destination is to be slowed down. */
export function isThrottling({ attempted, throttled }: { attempted: number; throttled: number }): boolean {
  return throttled >= FEW_THROTTLED && throttled >= THROTTLING_SHARE * attempted;
}

/** Milliseconds for which `count` requests occupy the line. */
export function spanMs(count: number, perSecond: number): number {
  return Math.ceil((count * 1000) / perSecond);
}

/** Most events that are attempted in one go. */
export function slotSize(perSecond: number): number {
  return Math.max(1, Math.floor(SLOT_SECONDS * perSecond));
}

/** Most events of one pack that get places. A replay gets one: live events come between. */
export function mostPlaces(perSecond: number, isReplay: boolean): number {
  const size = slotSize(perSecond);
  return isReplay ? size : Math.max(size, Math.floor((LONGEST_LINE_MS / 1000) * perSecond));
}

/** Whether a pack that comes now may use its place. Each time it was late before it may be twice as late, to the minute. */
export function isOnTime(
  { notBefore, slot }: { notBefore: number; slot: Slot },
  { perSecond, throttle, nowMs }: { perSecond: number; throttle: Throttle | undefined; nowMs: number },
): boolean {
  const SLOWER = 1.5;
  if (slot.perSecond > SLOWER * perSecond) return false;
  if (throttle !== undefined && nowMs < throttle.pausedUntilMs) return false;
  return nowMs - notBefore <= LATE_MS * 2 ** Math.min(slot.late ?? 0, MOST_DOUBLINGS);
}
