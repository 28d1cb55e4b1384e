import { expect, test } from 'vitest';
import { decadesOf, tickText } from '../../../console/src/parts/chart-ticks.ts';

const NOON_S = Date.parse('2026-11-02T12:05:00Z') / 1000;

test('a tick is a time of the zone that is looked at, and a day where the axis has days', () => {
  expect(tickText(NOON_S, 3600, 'UTC')).toBe('12:05');
  expect(tickText(NOON_S, 3600, 'Asia/Tokyo')).toBe('21:05');
  expect(tickText(NOON_S, 86_400, 'UTC')).toBe('2 Nov');
  expect(tickText(NOON_S + 4 * 3600, 86_400, 'Asia/Tokyo')).toBe('3 Nov');
});

test('of a logarithmic axis only powers of ten have a label, also where a number is not exact', () => {
  expect(decadesOf([0, 0.1, 0.2, 1, 2, 10, 99, 100, 1000.0000001])).toEqual([
    ...[null, 0.1, null, 1, null, 10, null, 100, 1000.0000001],
  ]);
});
