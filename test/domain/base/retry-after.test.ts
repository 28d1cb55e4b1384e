import { expect, test } from 'vitest';
import { retryAfterMs } from '../../../domain/base/retry-after.ts';

const NOW = new Date('2026-11-22T01:00:00.000Z');

test.each<[header: string, expectedMs: number]>([
  ['1', 1_000],
  ['120', 120_000],
  [' 30 ', 30_000],
  ['0.5', 500],
  ['1.0001', 1_001],
  ['7200', 7_200_000],
  ['7201', 7_200_000],
  ['9999999999', 7_200_000],
  ['Sun, 22 Nov 2026 01:00:01 GMT', 1_000],
  ['Sun, 22 Nov 2026 01:10:00 GMT', 600_000],
  ['Sunday, 22-Nov-26 01:10:00 GMT', 600_000],
  ['Sun Nov 22 01:10:00 2026 GMT', 600_000],
  ['Fri, 31 Dec 2999 23:59:59 GMT', 7_200_000],
])('%j asks to wait %i ms', (header, expectedMs) => {
  const found = retryAfterMs(header, NOW);

  expect(found).toBe(expectedMs);
});

test.each([
  ...[undefined, '', ' ', '0', '-1', '+5', '1e3', '0x10', '5s', 'soon', 'NaN', 'Infinity', '99999999999', '1,2'],
  ...['Sun, 22 Nov 2026 01:00:00 GMT', 'Sat, 21 Nov 2026 01:00:00 GMT', 'Sunday', 'Sun, 42 Nov 2026 01:00:00 GMT'],
  ...['2026-11-22T02:00:00Z', 'yes 3'],
])('%j asks for nothing', (header) => {
  const found = retryAfterMs(header, NOW);

  expect(found).toBeUndefined();
});
