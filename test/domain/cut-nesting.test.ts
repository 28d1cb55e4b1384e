import { describe, expect, test } from 'vitest';
import { cutNesting } from '../../domain/cut-nesting.ts';

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
