import { describe, expect, test } from 'vitest';
import { withinLimits } from '../../../domain/delivery/destination-limits.ts';
import { aDestination } from '../../support/a-destination.ts';

describe('a destination as it was stored', () => {
  test('is left as it is when it is within all limits', () => {
    const stored = aDestination({ rateLimit: { perSecond: 0.1 }, switchOffAfter: { failures: 1, over: '0s' } });

    const { destination, adjusted } = withinLimits(stored);

    expect([destination === stored, adjusted]).toEqual([true, []]);
  });

  test('is brought within them, and every change is told', () => {
    const stored = {
      retry: { retries: 3, overMs: 100 },
      // What was endless became null in JSON.
      breaker: { failingShare: 1, minimumAttempts: 1, windowMs: JSON.parse('null') as number, probeMs: 0 },
      rateLimit: { perSecond: 0.001, atOnce: 5 },
      switchOffAfter: { failures: 5, over: '400d' },
    };

    const { destination, adjusted } = withinLimits(stored);

    expect(destination).toEqual({
      retry: { retries: 3, overMs: 3_000 },
      breaker: { failingShare: 1, minimumAttempts: 1, windowMs: 3_600_000, probeMs: 1_000 },
      rateLimit: { perSecond: 0.1, atOnce: 5 },
      switchOffAfter: { failures: 5, over: '30d' },
    });
    expect(adjusted).toEqual([
      'retry.over 100ms counts as 3s.',
      'breaker.window without end counts as 1h.',
      'breaker.probeAfter 0ms counts as 1s.',
      'rateLimit.perSecond 0.001 counts as 0.1.',
      'switchOffAfter.over 400d counts as 30d.',
    ]);
  });
});
