import { describe, expect, test } from 'vitest';
import { readEventsPerRequest } from '../../bin/penstock/cost.ts';
import { monthOf } from '../../domain/cost/month-traffic.ts';

describe('the month of a cost', () => {
  test.each([
    ['2026-11-22T10:00:00.000Z', '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
    ['2026-12-31T23:59:59.999Z', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['2028-02-01T00:00:00.000Z', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
  ])('at %s begins at %s and ends before %s', (now, startTime, endTime) => {
    const month = monthOf(new Date(now));

    expect(month).toEqual({ startTime, endTime });
  });
});

describe('the events in a request', () => {
  test.each([
    ['1', 1],
    ['15', 15],
    ['1.5', 1.5],
  ])('are read from %s', (text, expected) => {
    expect(readEventsPerRequest(text)).toBe(expected);
  });

  test.each(['0', '0x10', '1e3', '', '-1', 'Infinity', ' 2'])('are not read from %j', (text) => {
    expect(() => readEventsPerRequest(text)).toThrow('wants a number of at least 1');
  });
});
