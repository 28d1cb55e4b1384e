import { describe, expect, test } from 'vitest';
import { differences, isSame } from '../../../domain/base/differences.ts';

describe('differences of two documents', () => {
  test.each([
    [
      'nothing',
      [
        { a: 1, b: { c: 2 } },
        { b: { c: 2 }, a: 1 },
      ],
      [],
    ],
    ['a field', [{ a: 1 }, { a: 2 }], [{ path: 'a', before: 1, after: 2 }]],
    ['a field that is new', [{}, { a: { b: 1 } }], [{ path: 'a', after: { b: 1 } }]],
    ['a field that is gone', [{ a: 1 }, {}], [{ path: 'a', before: 1 }]],
    ['a field within', [{ a: { b: 1, c: 1 } }, { a: { b: 1, c: 2 } }], [{ path: 'a.c', before: 1, after: 2 }]],
    ['a list', [{ a: [1, 2] }, { a: [2, 1] }], [{ path: 'a', before: [1, 2], after: [2, 1] }]],
    [
      'a secret',
      [{ s: { set: true } }, { s: { set: true, changed: true } }],
      [{ path: 's', before: { set: true }, after: { set: true, changed: true } }],
    ],
    ['another kind of value', [{ a: 1 }, { a: [1] }], [{ path: 'a', before: 1, after: [1] }]],
  ])('%s', (_name, [before, after], expected) => {
    expect(differences(before, after)).toEqual(expected);
  });

  test('a field that is undefined is one that is not there', () => {
    expect(isSame({ a: undefined }, {})).toBe(true);
    expect(isSame({ a: null }, {})).toBe(false);
  });
});
