import { expect, test } from 'vitest';
import { spanText } from '../../console/src/parts/span-text.ts';

test.each([
  [0, '0 ms'],
  [412.4, '412 ms'],
  [999.7, '1.00 s'],
  [5_000, '5.00 s'],
  [27_412, '27.4 s'],
  [59_980, '1 min'],
  [120_000, '2 min'],
  [18 * 60_000 + 35_000, '18 min 35 s'],
  [59 * 60_000 + 59_700, '1 h'],
  [4 * 3_600_000 + 5 * 60_000, '4 h 5 min'],
  [74 * 3_600_000, '3 d 2 h'],
])('%d ms are %s', (ms, text) => {
  expect(spanText(ms)).toBe(text);
});
