import { expect, test } from 'vitest';
import { codeTokens } from '../../console/src/parts/code-tokens.ts';

const parts = (code: string, language: string): [string, string][] =>
  codeTokens(code, language).map(({ kind, text }) => [kind, text]);

test('an address in a string is no comment', () => {
  expect(parts("host: 'http://localhost:8080', // here", 'js')).toEqual([
    ['rest', 'host: '],
    ['literal', "'http://localhost:8080'"],
    ['rest', ', '],
    ['comment', '// here'],
  ]);
});

test('keywords are told from names that begin with one', () => {
  expect(parts('const newest = new Thing(2)', 'js')).toEqual([
    ['keyword', 'const'],
    ['rest', ' newest = '],
    ['keyword', 'new'],
    ['rest', ' Thing('],
    ['literal', '2'],
    ['rest', ')'],
  ]);
});

test('nothing of a text gets lost', () => {
  const code = 'a = "x" # "y"\nimport z\n';

  expect(
    codeTokens(code, 'python')
      .map(({ text }) => text)
      .join(''),
  ).toBe(code);
});
