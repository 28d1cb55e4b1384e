import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { parseFql, validate } from '@segment/destination-subscriptions';

import { compileFql } from '../../../domain/fql/compile.ts';

// The published parser of mapping triggers agrees with the documented language on single conditions and on flat lists of
// them, as long as fields, operators and values keep to what it supports. Only that subset is generated here.

const NESTED = ['properties.total', 'properties.plan', 'traits.email', 'context.library.name'];
const FIELDS = ['event', 'name', 'userId', ...NESTED];
const WORDS = ['', 'a', 'ab', 'Order Completed', 'track', 'order', 'x1', '5', 'b-c', 'true', 'null'];

const word = fc.constantFrom(...WORDS);
const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'O', ' ', '1'), minLength: 1, maxLength: 3 });
const number = fc.constantFrom('0', '5', '-5', '2.5', '100');

const condition = fc.oneof(
  conditionOf(
    [...FIELDS, 'type'],
    fc.constantFrom('=', '!='),
    word.map((value) => `"${value}"`),
  ),
  conditionOf(NESTED, fc.constantFrom('=', '<', '<=', '>', '>='), number),
  conditionOf(NESTED, fc.constant('='), fc.constantFrom('true', 'false')),
  conditionOf([...NESTED, 'name', 'userId'], fc.constantFrom('=', '!='), fc.constant('null')),
  call('contains', letters),
  call(
    'match',
    letters.map((value) => `${value}*`),
  ),
  call(
    'match',
    letters.map((value) => `*${value}`),
  ),
);

function conditionOf(
  fields: readonly string[],
  operator: fc.Arbitrary<string>,
  value: fc.Arbitrary<string>,
): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...fields), operator, value).map((parts) => parts.join(' '));
}

function call(name: string, argument: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...FIELDS), argument).map(([field, value]) => `${name}(${field}, "${value}")`);
}

const value = fc.oneof(word, fc.constantFrom(0, 5, -5, 2.5, 100, true, false, null));
const event = fc.record(
  {
    type: fc.constantFrom('track', 'identify', 'a'),
    event: word,
    name: value,
    userId: word,
    properties: fc.record({ total: value, plan: value }, { requiredKeys: [] }),
    traits: fc.record({ email: value }, { requiredKeys: [] }),
    context: fc.record({ library: fc.record({ name: value }, { requiredKeys: [] }) }, { requiredKeys: [] }),
  },
  { requiredKeys: ['type'] },
);

function expectAgreement(source: string, subject: Readonly<Record<string, unknown>>): void {
  const compiled = compileFql(source);
  expect(compiled).toHaveProperty('ok', true);
  expect(compiled.ok && compiled.matches(subject)).toBe(validate(parseFql(source), subject));
}

describe('on what the published parser supports, the verdict is the same', () => {
  test('for a single condition', () => {
    const property = fc.property(condition, event, expectAgreement);

    fc.assert(property, { numRuns: 500 });
  });

  test('for conditions that are all joined by and, or all by or', () => {
    const joined = fc
      .tuple(fc.array(condition, { minLength: 2, maxLength: 5 }), fc.constantFrom(' and ', ' or '))
      .map(([conditions, word]) => conditions.join(word));

    const property = fc.property(joined, event, expectAgreement);

    fc.assert(property, { numRuns: 500 });
  });
});
