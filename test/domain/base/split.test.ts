import { expect, test } from 'vitest';
import { split } from '../../../domain/base/split.ts';

test.each([
  [[], []],
  [[1], [[1]]],
  [[1, 2], [[1, 2]]],
  [
    [1, 2, 3, 4, 5],
    [[1, 2], [3, 4], [5]],
  ],
])('a list is split in parts of two in its order: %j', (items, expected) => {
  expect(split(items, 2)).toEqual(expected);
});
