import { expect, test } from 'vitest';
import { jsonTokens } from '../../console/src/parts/json-tokens.ts';

const shown = (json: string): string =>
  jsonTokens(json)
    .map(({ text }) => text)
    .join('');

test('JSON is indented as JSON.stringify would, whatever blanks it came with', () => {
  const value = { a: 1, b: [true, null, { c: 'x, "y" {z}' }], d: {}, e: [] };

  expect(shown(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
  expect(shown(JSON.stringify(value, null, 7))).toBe(JSON.stringify(value, null, 2));
});

test('numbers keep the digits that they came with', () => {
  expect(shown('{"n":12345678901234567890.10}')).toBe('{\n  "n": 12345678901234567890.10\n}');
});

test('what was cut off is shown to where it ends', () => {
  expect(shown('{"a":{"b":"some te')).toBe('{\n  "a": {\n    "b": "some te');
  expect(shown('{"a":"x\\')).toBe('{\n  "a": "x\\');
});

test('keys and values are told apart', () => {
  const kinds = jsonTokens('{"k":"v","n":1}').map(({ kind, text }) => [kind, text]);

  expect(kinds).toContainEqual(['key', '"k"']);
  expect(kinds).toContainEqual(['value', '"v"']);
  expect(kinds).toContainEqual(['value', '1']);
});
