import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_RETRY_POLICY,
  nextRetryDelayMs,
  RETRY_QUEUE_MAX_RECEIVE_COUNT,
  RETRY_QUEUE_RETENTION_SECONDS,
  retryDelaysMs,
  type RetryPolicy,
} from '../../../domain/delivery/retry-schedule.ts';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const isNonDecreasing = (numbers: readonly number[]): boolean =>
  numbers.every((number, index) => index === 0 || number >= (numbers[index - 1] ?? Infinity));

const HOURS_72_MS = 259_200_000;
const policies: fc.Arbitrary<RetryPolicy> = fc.record({
  retries: fc.integer({ min: 1, max: 20 }),
  overMs: fc.oneof(fc.integer({ min: 0, max: HOURS_72_MS }), fc.integer({ min: 0, max: 60_000 })),
});

describe('the default', () => {
  test('is nine retries within four hours', () => {
    const policy = DEFAULT_RETRY_POLICY;

    expect(policy).toEqual({ retries: 9, overMs: 14_400_000 });
  });

  test('waits 28 s, 56 s, 113 s, 225 s, 451 s, 15 min, 30 min, 1 h and 2 h', () => {
    const delays = retryDelaysMs(DEFAULT_RETRY_POLICY);

    expect(delays).toEqual([28_180, 56_360, 112_720, 225_440, 450_880, 901_761, 1_803_522, 3_607_045, 7_214_092]);
  });
});

describe('a destination that asks for', () => {
  test('nine retries within 18 s waits a second first and 18 s in all', () => {
    const delays = retryDelaysMs({ retries: 9, overMs: 18_000 });

    expect(delays).toHaveLength(9);
    expect(delays[0]).toBeGreaterThanOrEqual(1_000);
    expect(isNonDecreasing(delays)).toBe(true);
    expect(sum(delays)).toBe(18_000);
  });

  test('nine retries within 9 s waits a second before each', () => {
    const delays = retryDelaysMs({ retries: 9, overMs: 9_000 });

    expect(delays).toEqual([1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000]);
  });

  test.each<[policy: RetryPolicy, delays: number[]]>([
    [{ retries: 0, overMs: 0 }, []],
    [{ retries: 0, overMs: 60_000 }, []],
    [{ retries: 1, overMs: 60_000 }, [60_000]],
    [{ retries: 2, overMs: 3_000 }, [1_000, 2_000]],
    [{ retries: 3, overMs: 100 }, [33, 33, 34]],
    [{ retries: 3, overMs: 0 }, [0, 0, 0]],
  ])('%j waits %j', (policy, expected) => {
    const delays = retryDelaysMs(policy);

    expect(delays).toEqual(expected);
  });
});

describe('every schedule', () => {
  test('has its number of whole, non-negative waits, none shorter than the one before, which add up exactly', () => {
    const law = fc.property(policies, (policy) => {
      const delays = retryDelaysMs(policy);

      expect(delays).toHaveLength(policy.retries);
      expect(delays.every((delay) => Number.isSafeInteger(delay) && delay >= 0)).toBe(true);
      expect(isNonDecreasing(delays)).toBe(true);
      expect(sum(delays)).toBe(policy.overMs);
    });

    fc.assert(law, { numRuns: 1_000 });
  });

  test('begins with at least a second when there is time for that, and at most doubles', () => {
    const roomy = policies.filter(({ retries, overMs }) => overMs >= retries * 1_000);
    const law = fc.property(roomy, (policy) => {
      const delays = retryDelaysMs(policy);

      expect(delays[0]).toBeGreaterThanOrEqual(999);
      const growths = delays.slice(1).map((delay, index) => delay - 2 * (delays[index] ?? 0));
      // One millisecond for each wait that was rounded down is added to the last.
      expect(Math.max(0, ...growths)).toBeLessThanOrEqual(policy.retries + 1);
    });

    fc.assert(law, { numRuns: 500 });
  });
});

describe('the wait before a retry', () => {
  const policy: RetryPolicy = { retries: 2, overMs: 300_000 };

  test.each([
    [1, 0, 90_000],
    [1, 0.5, 100_000],
    [1, 0.999999, 110_000],
    [2, 0, 180_000],
    [2, 0.5, 200_000],
    [2, 0.25, 190_000],
  ])('number %i with the random number %d is %i ms', (retry, random, expected) => {
    const delay = nextRetryDelayMs(policy, { retry, random });

    expect(delay).toBe(expected);
  });

  test.each([3, 4, 100])('number %i is none, because only two were asked for', (retry) => {
    const delay = nextRetryDelayMs(policy, { retry, random: 0.5, retryAfterMs: 1_000 });

    expect(delay).toBeUndefined();
  });

  test.each([
    [50_000, 100_000],
    [100_001, 100_001],
    [7_200_000, 7_200_000],
  ])('is only ever lengthened by a Retry-After of %i ms, to %i ms', (retryAfterMs, expected) => {
    const delay = nextRetryDelayMs(policy, { retry: 1, random: 0.5, retryAfterMs });

    expect(delay).toBe(expected);
  });

  test('is within a tenth of the schedule, or as long as the destination asked for', () => {
    const inputs = fc.record({
      retry: fc.integer({ min: 1, max: 9 }),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      retryAfterMs: fc.integer({ min: 0, max: 7_200_000 }),
    });
    const defaultDelays = [28_180, 56_360, 112_720, 225_440, 450_880, 901_761, 1_803_522, 3_607_045, 7_214_092];
    const law = fc.property(inputs, ({ retry, random, retryAfterMs }) => {
      const scheduled = defaultDelays[retry - 1] ?? 0;

      const plain = nextRetryDelayMs(DEFAULT_RETRY_POLICY, { retry, random }) ?? 0;
      const asked = nextRetryDelayMs(DEFAULT_RETRY_POLICY, { retry, random, retryAfterMs });

      expect(plain).toBeGreaterThanOrEqual(Math.floor(scheduled * 0.9));
      expect(plain).toBeLessThanOrEqual(Math.ceil(scheduled * 1.1));
      expect(asked).toBe(retryAfterMs > plain ? retryAfterMs : plain);
    });

    fc.assert(law, { numRuns: 500 });
  });
});

describe('the retry queue', () => {
  test('hands out a message as often as there are retries before it gives up on it', () => {
    const count = RETRY_QUEUE_MAX_RECEIVE_COUNT;

    expect(count).toBe(9);
  });

  test('keeps messages for twice the longest schedule, which is less than SQS allows', () => {
    const seconds = RETRY_QUEUE_RETENTION_SECONDS;

    expect(seconds).toBe(2 * 72 * 3_600);
    expect(seconds).toBeLessThanOrEqual(1_209_600);
  });
});
