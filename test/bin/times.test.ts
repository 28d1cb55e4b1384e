import { expect, test } from 'vitest';
import { timeSaid } from '../../bin/penstock/times.ts';

const NOW = new Date('2026-11-30T06:15:00.000Z');

test.each([
  ['15m', '2026-11-30T06:00:00.000Z'],
  ['2h', '2026-11-30T04:15:00.000Z'],
  ['1d', '2026-11-29T06:15:00.000Z'],
  ['now', '2026-11-30T06:15:00.000Z'],
  ['today', '2026-11-30T00:00:00.000Z'],
  ['Yesterday', '2026-11-29T00:00:00.000Z'],
  ['2026-11-22T10:00:00Z', '2026-11-22T10:00:00Z'],
  ['last tuesday', 'last tuesday'],
])('%s is said to the API as %s', (text, expected) => {
  expect(timeSaid(text, NOW)).toBe(expected);
});
