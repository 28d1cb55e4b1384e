import { describe, expect, test } from 'vitest';
import { trendOf } from '../../../proof/soak/memory-trend.ts';

/** A sample every ten seconds. */
const samples = (...sizes: number[]) => sizes.map((mb, index) => ({ at: index * 10_000, mb }));

describe('the trend of memory', () => {
  test('of a size that grows by 6 MB a minute says so', () => {
    const trend = trendOf(samples(100, 101, 102, 103, 104, 105, 106, 107, 108));

    expect(trend).toMatchObject({ seconds: 80, samples: 9, firstThirdMb: 101, lastThirdMb: 107, largestMb: 108 });
    expect(trend?.mbPerMinute).toBeCloseTo(6, 9);
  });

  test('of a size that goes up and down is flat', () => {
    const trend = trendOf(samples(100, 180, 100, 100, 180, 100, 100, 180, 100));

    expect(trend).toMatchObject({ firstThirdMb: 100, lastThirdMb: 100, largestMb: 180 });
    expect(trend?.mbPerMinute).toBeCloseTo(0, 9);
  });

  test('is not told from a few samples', () => {
    const trend = trendOf(samples(100, 200, 300));

    expect(trend).toBeUndefined();
  });
});
