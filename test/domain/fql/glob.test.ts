import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { compileGlob } from '../../../domain/fql/glob.ts';

function globMatches(pattern: string, text: string): boolean | string {
  const glob = compileGlob(pattern);
  return glob.ok ? glob.matches(text, { left: Infinity }) : glob.message;
}

describe('a glob pattern', () => {
  test.each<readonly [pattern: string, text: string, expected: boolean]>([
    ['a*d', 'abcd', true],
    ['*', '', true],
    ['**', 'x', true],
    ['', '', true],
    ['', 'x', false],
    ['ab', 'abc', false],
    ['bc', 'abc', false],
    ['a??d', 'abcd', true],
    ['a?d', 'abcd', false],
    ['?', '', false],
    ['*d', 'abcd', true],
    ['ab\\*d', 'ab*d', true],
    ['ab\\*d', 'abxd', false],
    ['ab[cC]d', 'abCd', true],
    ['ab[a-z]d', 'abcd', true],
    ['ab[A-Z]d', 'abcd', false],
    ['[^a-c]', 'd', true],
    ['[^a-c]', 'b', false],
    ['[!a]', '!', true],
    ['[a\\-z]', '-', true],
    ['[a\\-z]', 'm', false],
    ['[\\]]', ']', true],
    ['a]', 'a]', true],
    ['*aab', 'aaaab', true],
    ['a*a', 'a', false],
    ['ab*ba', 'aba', false],
    ['*a*b*c*', 'xaxbxcx', true],
    ['*b*a*', 'ab', false],
    ['https://*/checkout', 'https://shop.example/de/checkout', true],
    ['*line', 'two\nline', true],
    ['a?b', 'a😀b', true],
    ['*[😀-😆]', 'x😃', true],
    ['*a?c*', 'abbabc', true],
    ['*a?a*', 'aab', false],
    ['[ab]*[cd]', 'a--d', true],
    ['A*', 'abc', false],
  ])('%s against %j is %s', (pattern, text, expected) => {
    const actual = globMatches(pattern, text);

    expect(actual).toBe(expected);
  });

  test.each(['[', 'a[', '[^', '[bc', '[]', '[^]', '[a-]', '[-a]', '[a-b-c]', '[b-a]', 'a\\', '[a\\'])(
    '%s is none',
    (pattern) => {
      const glob = compileGlob(pattern);

      expect(glob).toHaveProperty('message', expect.stringContaining('the pattern'));
    },
  );

  test('finds a part longer than a machine word', () => {
    const pattern = `*${'ab?'.repeat(30)}z*`;

    const [hit, miss] = [`abx${'abx'.repeat(30)}z!`, `abx${'abx'.repeat(29)}z!`].map((text) =>
      globMatches(pattern, text),
    );

    expect(hit).toBe(true);
    expect(miss).toBe(true);
    expect(globMatches(pattern, `${'abx'.repeat(29)}z!`)).toBe(false);
  });

  test('looks at texts with more different characters than it keeps masks for', () => {
    const text = Array.from({ length: 2000 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');

    const actual = [globMatches('*?\u4fff[\u5000-\u5001]*', text), globMatches('*[a-z]?[a-z]*', text)];

    expect(actual).toEqual([true, false]);
  });

  test('decides as a definition by recursion does', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 12 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 14 });

    const property = fc.property(
      pattern,
      text,
      (glob, subject) => globMatches(glob, subject) === byDefinition(glob, subject),
    );

    fc.assert(property, { numRuns: 1000 });
  });

  test('decides about classes as a definition by recursion does', () => {
    const element = fc.constantFrom('a', '*', '?', '[ab]', '[^a]', '[b-c]');
    const pattern = fc.array(element, { maxLength: 10 }).map((elements) => elements.join(''));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 14 });

    const property = fc.property(
      pattern,
      text,
      (glob, subject) => globMatches(glob, subject) === byDefinition(glob, subject),
    );

    fc.assert(property, { numRuns: 1000 });
  });

  test('gives a verdict or a message for any pattern and text', () => {
    const noisy = fc.string({ unit: fc.constantFrom('a', '*', '?', '[', ']', '^', '-', '\\', '😀'), maxLength: 20 });

    const property = fc.property(noisy, noisy, (pattern, text) =>
      ['boolean', 'string'].includes(typeof globMatches(pattern, text)),
    );

    fc.assert(property, { numRuns: 1000 });
  });
});

const SETS: Readonly<Record<string, string>> = { '?': 'abc', '[ab]': 'ab', '[^a]': 'bc', '[b-c]': 'bc' };

/** What the documentation says, word for word, and as slow as it sounds. Only for texts of the letters a, b and c. */
function byDefinition(pattern: string, text: string): boolean {
  const [first, rest] = /^(\[[^\]]*\]|[^])([^]*)$/.exec(pattern)?.slice(1) ?? ['', ''];
  if (first === '' || first === undefined || rest === undefined) return text === '';
  if (first === '*') return byDefinition(rest, text) || (text !== '' && byDefinition(pattern, text.slice(1)));
  const [character = ''] = text;
  return character !== '' && (SETS[first] ?? first).includes(character) && byDefinition(rest, text.slice(1));
}
