import { expect, test } from 'vitest';
import { createBoundedCache } from '../../../../functions/shared/stores/bounded-cache.ts';

test('what was used longest ago goes first', () => {
  const cache = createBoundedCache<string>(3);
  for (const key of ['a', 'b', 'c']) cache.set(key, key, 1);
  cache.get('a');

  cache.set('d', 'd', 1);

  expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual(['a', undefined, 'c', 'd']);
});

test('what is replaced or deleted weighs nothing any more', () => {
  const cache = createBoundedCache<string>(10);
  cache.set('a', 'heavy', 9);
  cache.set('a', 'light', 1);
  cache.set('b', 'b', 5);
  cache.delete('b');

  cache.set('c', 'c', 9);

  expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual(['light', undefined, 'c']);
});

test('what is too heavy is not kept', () => {
  const cache = createBoundedCache<string>(10);

  cache.set('a', 'a', 11);

  expect(cache.get('a')).toBeUndefined();
});
