import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareNumbers,
  isBeyondDoubles,
  isExactNumber,
  parseExactly,
  readNumber,
  type ExactNumber,
} from '../../../domain/base/exact-json.ts';

const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => ExactNumber };

describe('a number in JSON', () => {
  test.each([
    '12345678901234567890',
    '9007199254740993',
    '-9007199254740993',
    '0.1234567890123456789',
    '1234567890.123456789',
    '3.141592653589793238462643383279',
    '1e-400',
    '1E400',
    '9'.repeat(400),
  ])('of which a double would be another keeps its digits: %s', (number) => {
    const text = `{"a":[${number}],"b":{"c":${number},"d": ${number}}}`;

    const written = JSON.stringify(parseExactly(text));

    expect(written).toBe(text.replace(': ', ':'));
  });

  test.each([
    ['9007199254740992', 9_007_199_254_740_992],
    ['12345678901234567000', 12_345_678_901_234_567_000],
    ['0.30000000000000004', 0.30000000000000004],
    ['1e3', 1_000],
    ['1.50e-7', 1.5e-7],
    ['1.0000000000000000000', 1],
    ['-0.00000000000000000', -0],
    ['1e21', 1e21],
  ])('that a double holds is one: %s', (number, expected) => {
    const value = parseExactly(`[${number}]`);

    expect(value).toEqual([expected]);
  });

  test('is written as JSON.parse and JSON.stringify would, if it is one of JavaScript', () => {
    const law = fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (number) => {
      const text = JSON.stringify({ number });

      expect(JSON.stringify(parseExactly(text))).toBe(text);
    });

    fc.assert(law, { numRuns: 500 });
  });

  test('keeps its value, whatever it is', () => {
    const digits = fc.stringMatching(/^-?(0|[1-9]\d{0,25})(\.\d{1,25})?([eE][+-]?\d{1,2})?$/);
    const law = fc.property(digits, (number) => {
      const [value] = parseExactly(`[${number}]`) as [Parameters<typeof compareNumbers>[0]];

      expect(compareNumbers(value, rawJSON(number))).toBe(0);
    });

    fc.assert(law, { numRuns: 500 });
  });
});

test('texts that look like long numbers stay as they are', () => {
  const event = { id: '12345678901234567890', note: 'a,12345678901234567890: 1e400', [`__proto__`]: 1 };

  const parsed = parseExactly(JSON.stringify(event));

  expect(parsed).toEqual(event);
});

test.each(['{', '[1e5,]', '{"a":12345678901234567890', '01234567890123456789'])(
  'what is no JSON throws: %s',
  (text) => {
    expect(() => parseExactly(text)).toThrow(SyntaxError);
  },
);

test.each([
  ['9007199254740993', '9007199254740992', 1],
  ['9007199254740993', '9007199254740994', -1],
  ['-9007199254740993', '-9007199254740992', -1],
  ['-1', '12345678901234567891', -1],
  ['12345678901234567891', '12345678901234567892', -1],
  ['123456789012345678910', '12345678901234567892', 1],
  ['0', '1e-400', -1],
  ['0', '-1e-400', 1],
  ['1e-400', '1e-401', 1],
  ['12345678901234567890.0', '12345678901234567890', 0],
  ['0.1', '0.10000000000000000001', -1],
  ['00012345678901234567891', '12345678901234567891', 0],
])('%s beside %s: %d', (one, other, expected) => {
  const order = compareNumbers(readNumber(one), readNumber(other));

  expect(Math.sign(order)).toBe(expected);
});

test.each([
  ['1e400', true],
  ['-1e309', true],
  ['1e-400', false],
  ['12345678901234567890', false],
])('%s is beyond doubles: %s', (text, expected) => {
  const number = readNumber(text);

  expect(isExactNumber(number) && isBeyondDoubles(number)).toBe(expected);
});
