import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { latencyCounter, latencyPercentiles } from '../../../domain/ledger/latency.ts';
import { addCounts, type Counts } from '../../../domain/ledger/ledger.ts';

const countAll = (latenciesMs: readonly number[]): Counts =>
  latenciesMs.reduce<Counts>((sum, latencyMs) => addCounts(sum, { [latencyCounter(latencyMs)]: 1 }), {});

/** The smallest latency that this share of all do not exceed. */
function exactPercentile(latenciesMs: readonly number[], share: number): number {
  const sorted = latenciesMs.toSorted((left, right) => left - right);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
}

describe('the counter of a latency', () => {
  test.each([
    [-5, 'latency:0'],
    [0, 'latency:0'],
    [1, 'latency:0'],
    [10, 'latency:10'],
    [11, 'latency:11'],
    [1000, 'latency:30'],
    [86_400_000, 'latency:80'],
    [1e15, 'latency:95'],
    [NaN, 'latency:0'],
  ])('of %d ms is %s', (latencyMs, expected) => {
    const counter = latencyCounter(latencyMs);

    expect(counter).toBe(expected);
  });
});

describe('the percentiles of latencies', () => {
  test('are null when nothing was delivered', () => {
    const percentiles = latencyPercentiles({ delivered: 0, 'latency:20': 0 });

    expect(percentiles).toEqual({ p50: null, p95: null, p99: null });
  });

  test('tell the slow few from the quick many', () => {
    const latenciesMs = [
      ...Array<number>(94).fill(100),
      ...Array<number>(4).fill(2_000),
      ...Array<number>(2).fill(60_000),
    ];

    const { p50, p95, p99 } = latencyPercentiles({ matched: 100, delivered: 100, ...countAll(latenciesMs) });

    // The geometric middles of 79 to 100, 1995 to 2512 and 50119 to 63096 ms.
    expect([p50, p95, p99]).toEqual([89.1, 2240, 56_200]);
  });

  test('are within 13 % of the true ones from 1 ms to 36 days', () => {
    const latency = fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 36 * 86_400_000 }));
    const law = fc.property(fc.array(latency, { minLength: 1, maxLength: 200 }), (latenciesMs) => {
      const { p50, p95, p99 } = latencyPercentiles(countAll(latenciesMs));

      for (const [share, found] of [
        [0.5, p50],
        [0.95, p95],
        [0.99, p99],
      ] as const) {
        const exact = exactPercentile(latenciesMs, share);
        expect(Math.abs((found ?? 0) - exact) / exact).toBeLessThanOrEqual(0.13);
      }
    });

    fc.assert(law, { numRuns: 200 });
  });
});
