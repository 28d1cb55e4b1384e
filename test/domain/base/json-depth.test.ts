import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutNesting, isDeeperThan } from '../../../domain/base/json-depth.ts';

test.each<[string, number, boolean]>([
  ['[[1]]', 2, false],
  ['[[1]]', 1, true],
  ['{"a":{"b":[]}}', 3, false],
  ['{"a":{"b":[]}}', 2, true],
  ['[1,[2],[3],{"a":[4]}]', 3, false],
  ['"[[[["', 0, false],
  ['["\\"[[[["]', 1, false],
  ['["\\\\",[]]', 1, true],
  ['[["\\\\\\""]]', 2, false],
])('%s is deeper than %i: %j', (text, most, expected) => {
  expect(isDeeperThan(text, most)).toBe(expected);
});

test('whatever JSON a text is, its depth is that of the value', () => {
  const depthOf = (value: unknown): number =>
    typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 6 })), (value) => {
      const [text, depth] = [JSON.stringify(value), depthOf(value)];
      expect([isDeeperThan(text, depth), isDeeperThan(text, depth - 1)]).toEqual([false, true]);
    }),
  );
});

test('a million levels are found out without a stack', () => {
  expect(isDeeperThan('['.repeat(1_000_000), 64)).toBe(true);
});

describe('text without what is nested too deeply', () => {
  test.each([
    ['[1,[2,[3,[4]]]]', 3, '[1,[2,[]]]'],
    ['{"a":{"b":{"c":1},"d":2},"e":3}', 2, '{"a":{},"e":3}'],
    ['[[1],[2,[3]],"[[["]', 2, '[[],[],"[[["]'],
    ['["\\"[[[",[1]]', 2, '["\\"[[[",[]]'],
    ['{"a":1}', 5, '{"a":1}'],
    ['"[["', 1, '"[["'],
    ['7', 1, '7'],
  ])('%s of %d levels is %s', (text, most, expected) => {
    expect(cutNesting(text, most)).toBe(expected);
  });

  test('keeps the neighbours of what is far too deep', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

    const cut = cutNesting(`{"batch":[{"n":1},{"deep":${deep}},{"n":2}]}`, 60);

    expect(JSON.parse(cut)).toMatchObject({ batch: [{ n: 1 }, {}, { n: 2 }] });
  });

  test.each(['[[[', '{"a":[[', '["unended'])('leaves what is no JSON as none: %s', (text) => {
    expect(() => JSON.parse(cutNesting(text, 2)) as unknown).toThrow(SyntaxError);
  });
});
