import { describe, expect, test } from 'vitest';
import {
  allowedRate,
  cutRate,
  isOnTime,
  isThrottling,
  slotSize,
  spanMs,
  throttledRate,
  type Throttle,
} from '../../../domain/delivery/pace.ts';

const NOW = Date.parse('2026-11-22T10:00:00.000Z');
const aThrottle = (overrides: Partial<Throttle> = {}): Throttle => ({
  perSecond: 10,
  sinceMs: NOW,
  pausedUntilMs: NOW,
  ...overrides,
});

describe('a throttled destination', () => {
  test.each([
    [0, 10],
    [5, 15],
    [10, 20],
    [40, 50],
  ])('gets more from second to second: after %i s %i requests', (seconds, expected) => {
    const perSecond = throttledRate(aThrottle(), NOW + seconds * 1000);

    expect(perSecond).toBeCloseTo(expected);
  });

  test('is forgotten once it has grown to eight times what it was cut to', () => {
    const perSecond = throttledRate(aThrottle(), NOW + 70_000);

    expect(perSecond).toBeUndefined();
  });

  test('gets no more as long as it wants to be left alone', () => {
    const perSecond = throttledRate(aThrottle({ pausedUntilMs: NOW + 60_000 }), NOW + 60_000);

    expect(perSecond).toBe(10);
  });
});

describe('the rate of a destination', () => {
  const around = { throttle: undefined, latencyMs: 100, nowMs: NOW };

  test('is unlimited without any limit', () => {
    expect(allowedRate({}, around)).toBeUndefined();
  });

  test('is the least of what its settings, its latency and its answers allow', () => {
    const limit = { perSecond: 50, atOnce: 3 };

    expect(allowedRate({ perSecond: 50 }, around)).toBe(50);
    // Three at once of 100 ms each are 30 a second, and a fifth more so that nobody waits for the line.
    expect(allowedRate(limit, around)).toBeCloseTo(36);
    expect(allowedRate(limit, { ...around, throttle: aThrottle() })).toBe(10);
  });

  test.each([
    ['what it was allowed', { allowed: 40, observed: 90 }, 20],
    ['what it got, when it may have all it wants', { allowed: undefined, observed: 90 }, 45],
    ['what it got, when that is less than it may have', { allowed: 40, observed: 10 }, 5],
    ['nothing below one in two seconds', { allowed: 0.5, observed: 10 }, 0.5],
    ['a limit of its own that is even lower', { allowed: 0.2, observed: 10 }, 0.2],
  ])('is halved from %s', (_what, before, expected) => {
    expect(cutRate(before)).toBe(expected);
  });

  test.each([
    [{ attempted: 100, throttled: 9 }, false],
    [{ attempted: 100, throttled: 10 }, true],
    [{ attempted: 9, throttled: 9 }, false],
    [{ attempted: 10, throttled: 10 }, true],
    [{ attempted: 0, throttled: 0 }, false],
  ])('is cut when a tenth of the answers ask for it: %j', (answers, expected) => {
    expect(isThrottling(answers)).toBe(expected);
  });
});

describe('a place in the line', () => {
  test('is as long as its requests take', () => {
    expect(spanMs(150, 20)).toBe(7_500);
    expect(spanMs(1, 3)).toBe(334);
  });

  test.each([
    [100, 500],
    [0.5, 2],
    [0.1, 1],
  ])('at %f a second holds %i events', (perSecond, expected) => {
    expect(slotSize(perSecond)).toBe(expected);
  });

  type Coming = { lateMs: number; late?: number; perSecond?: number; pausedUntilMs?: number };
  test.each<[string, Coming, boolean]>([
    ['on the second', { lateMs: 0 }, true],
    ['two seconds late', { lateMs: 2_000 }, true],
    ['three seconds late', { lateMs: 3_000 }, false],
    ['three seconds late for the second time', { lateMs: 3_000, late: 1 }, true],
    ['a minute late for the tenth time', { lateMs: 60_000, late: 10 }, true],
    ['when the rate has been halved since', { lateMs: 0, perSecond: 5 }, false],
    ['while the destination wants to be left alone', { lateMs: 0, pausedUntilMs: NOW + 1 }, false],
  ])('is used by who comes %s: %j', (_what, { lateMs, late = 0, perSecond = 10, pausedUntilMs = 0 }, expected) => {
    const slot = { perSecond: 10, late };

    const isUsed = isOnTime(
      { notBefore: NOW - lateMs, slot },
      { perSecond, throttle: aThrottle({ pausedUntilMs }), nowMs: NOW },
    );

    expect(isUsed).toBe(expected);
  });
});
