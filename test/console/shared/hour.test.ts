import { describe, expect, test } from 'vitest';
import { joined, losingAt, nextStart, toSeries, type HourSeries } from '../../../console/src/routes/shared/hour.ts';

const MINUTE_MS = 60_000;
const START_MS = Date.parse('2026-11-02T10:00:00.000Z');
const filled = (points: number, count: number): number[] => Array.from({ length: points }, () => count);

function anHour(startMs: number, points: number, count: number): HourSeries {
  return {
    ...{ startMs, points },
    sources: new Map([['web', { accepted: filled(points, count), rejected: filled(points, 0) }]]),
    destinations: new Map([
      ['crm', { delivered: filled(points, count), lost: filled(points, 0), reason: undefined, p95: 700 }],
    ]),
  };
}

describe('an hour that goes on', () => {
  test('keeps what is older, takes what was read last, and has sixty minutes', () => {
    const last = anHour(START_MS + 58 * MINUTE_MS, 4, 9);

    const now = joined(anHour(START_MS, 60, 1), last);

    expect([now.startMs, now.points]).toEqual([START_MS + 2 * MINUTE_MS, 60]);
    expect(now.sources.get('web')?.accepted).toEqual([...filled(56, 1), ...filled(4, 9)]);
  });

  test('has nothing before for who is new, and nobody who is gone', () => {
    const before = anHour(START_MS, 60, 1);
    const last: HourSeries = {
      ...{ startMs: START_MS + 58 * MINUTE_MS, points: 2, destinations: new Map() },
      sources: new Map([['new', { accepted: [3, 4], rejected: [0, 0] }]]),
    };

    const now = joined(before, last);

    expect(now.sources.get('new')?.accepted).toEqual([...filled(58, 0), 3, 4]);
    expect([now.sources.has('web'), now.destinations.has('crm')]).toEqual([false, false]);
  });

  test('reads the last two minutes again, and all of it after a long pause', () => {
    const hour = anHour(START_MS, 60, 1);

    expect(nextStart(hour, START_MS + 60 * MINUTE_MS)).toBe(START_MS + 58 * MINUTE_MS);
    expect(nextStart(hour, START_MS + 88 * MINUTE_MS)).toBe(START_MS + 58 * MINUTE_MS);
    expect(nextStart(hour, START_MS + 89 * MINUTE_MS)).toBeUndefined();
  });
});

test('what a destination has lost is what was discarded and what was given up, minute by minute', () => {
  const none = { duplicates: 0, rejected: {}, warned: {} };
  const deliveries = { matched: 0, filtered: {}, delivered: 0, attempts: 0, held: 0, redriven: 0 };
  const series = toSeries({
    ...{ startTime: '2026-11-02T10:00:00.000Z', granularity: 'MINUTE' },
    sources: [{ id: 'web', accepted: [5, 5, 5], rejected: [0, 0, 0], sums: { accepted: 15, ...none } }],
    destinations: [
      {
        ...{
          id: 'crm',
          sourceId: 'web',
          matched: [5, 5, 5],
          delivered: [5, 0, 0],
          discarded: [0, 4],
          deadLettered: [0, 1, 5],
        },
        sums: {
          ...{ ...deliveries, discarded: { http_400: 4 }, deadLettered: { http_503: 6 } },
          ...{ latencyMs: { p50: 1, p95: 2, p99: 3 } },
          replayed: { ...deliveries, discarded: {}, deadLettered: {} },
        },
      },
    ],
  });

  expect(series.destinations.get('crm')?.lost).toEqual([0, 5, 5]);
  expect(losingAt(series, 'crm')).toEqual({ lost: 10, since: '2026-11-02T10:01:00.000Z', reason: 'http_503' });
  expect(losingAt(series, 'gone')).toBeUndefined();
  expect(losingAt(undefined, 'crm')).toBeUndefined();
});
