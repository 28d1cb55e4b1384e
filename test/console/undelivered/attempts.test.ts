import { expect, test } from 'vitest';
import { parsedAnswer, waitsOf } from '../../../console/src/undelivered/attempts.ts';

test('between attempts are their waits', () => {
  const at = (seconds: number) => ({ at: new Date(seconds * 1000).toISOString() });

  expect(waitsOf([at(0), at(30), at(150)])).toEqual([30_000, 120_000]);
  expect(waitsOf([at(0)])).toEqual([]);
  expect(waitsOf([])).toEqual([]);
});

test.each([
  ['{"error":"unknown customer"}', { error: 'unknown customer' }],
  ['[1]', [1]],
  ['{"error":"cut of', undefined],
  ['"text"', undefined],
  ['null', undefined],
  [undefined, undefined],
])('the answer %s is shown as JSON only where it is some', (answer, parsed) => {
  expect(parsedAnswer(answer)).toEqual(parsed);
});
