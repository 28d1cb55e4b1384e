import { describe, expect, test } from 'vitest';
import { deliveriesOf, trafficOf, type MonthSeries } from '../../../domain/cost/month-traffic.ts';

const aSeries = (changed: Partial<MonthSeries> = {}): MonthSeries => ({
  startTime: '2026-11-01T00:00:00.000Z',
  sources: [],
  destinations: [],
  ...changed,
});
/** A day of hours, of which those that are named have something. */
const hours = (some: Readonly<Record<number, number>>): { accepted: number[] } => ({
  accepted: Array.from({ length: 24 }, (_, hour) => some[hour] ?? 0),
});
const NOON = new Date('2026-11-01T12:00:00.000Z');

describe('the traffic of a month', () => {
  test('is what all sources accepted, in the hours in which any of them did', () => {
    const traffic = trafficOf(NOON, aSeries({ sources: [hours({ 3: 10, 9: 1 }), hours({ 9: 5 })] }));

    expect(traffic).toMatchObject({ accepted: 16, busyHours: 2, firstMs: Date.parse('2026-11-01T03:00:00Z') });
  });

  test('has no hours of a day in which nothing came', () => {
    const { accepted } = hours({ 0: 4 });
    const days = [...accepted, ...hours({}).accepted, ...hours({ 0: 4 }).accepted];

    const traffic = trafficOf(new Date('2026-11-04T00:00:00.000Z'), aSeries({ sources: [{ accepted: days }] }));

    expect(traffic).toMatchObject({ accepted: 8, busyHours: 2, firstMs: Date.parse('2026-11-01T00:00:00Z') });
  });

  test('is nothing in a month that has just begun, and its first event is now', () => {
    const now = new Date('2026-12-01T00:00:00.000Z');

    const traffic = trafficOf(now, aSeries({ startTime: '2026-12-01T00:00:00.000Z', sources: [{ accepted: [0] }] }));

    expect(traffic).toEqual({
      ...{ accepted: 0, delivered: 0, failedAttempts: 0, busyHours: 0 },
      ...{ beginsMs: now.getTime(), firstMs: now.getTime(), nowMs: now.getTime() },
      endsMs: Date.parse('2027-01-01T00:00:00Z'),
    });
  });

  test('has of each destination what it took, and the attempts that were for nothing', () => {
    const destinations = [
      { id: 'crm', sums: { delivered: 90, attempts: 100 } },
      { id: 'mail', sums: { delivered: 5, attempts: 5 } },
    ];

    expect(deliveriesOf({ destinations })).toEqual([
      { id: 'crm', delivered: 90, failedAttempts: 10 },
      { id: 'mail', delivered: 5, failedAttempts: 0 },
    ]);
    expect(trafficOf(NOON, aSeries({ destinations }))).toMatchObject({ delivered: 95, failedAttempts: 10 });
  });

  test('never has fewer than no failed attempts of a destination, and takes none from another', () => {
    const destinations = [
      { id: 'crm', sums: { delivered: 90, attempts: 100 } },
      { id: 'mail', sums: { delivered: 8, attempts: 5 } },
    ];

    expect(trafficOf(NOON, aSeries({ destinations }))).toMatchObject({ delivered: 98, failedAttempts: 10 });
  });
});
