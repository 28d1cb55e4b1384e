import { expect, test } from 'vitest';
import { keptFunctions, type LoadedFunction } from '../../../domain/workspace/merge-functions.ts';

const aFunction = (id: string, hash: string): LoadedFunction => ({ id, type: 'insert', settings: {}, hash });

test('a function stays as it is where the file says what it said before, or never said anything', () => {
  const kept = keptFunctions({
    file: [aFunction('same', 'a'), aFunction('changed', 'b'), aFunction('new', 'c')],
    before: [aFunction('same', 'a'), aFunction('changed', 'a'), aFunction('left-out', 'a')],
    stored: ['same', 'changed', 'left-out', 'of-the-api'],
  });

  expect([...kept]).toEqual(['same', 'of-the-api']);
});

test('a file that was never loaded sets what it names, and deletes nothing', () => {
  const kept = keptFunctions({ file: [aFunction('named', 'a')], before: [], stored: ['named', 'of-the-api'] });

  expect([...kept]).toEqual(['of-the-api']);
});
