import { describe, expect, test } from 'vitest';
import { compileFql } from '../../../domain/fql/compile.ts';
import { explainFilter } from '../../../domain/fql/explain.ts';
import { STEPS_PER_EVENT } from '../../../domain/fql/step-budget.ts';

// A filter is written by one stranger and the event by another. Steps, not time: the outcome is the same on any machine.

const many = (part: string, times = 100): string => Array.from({ length: times }, () => part).join(' or ');
const CHARACTERS = Array.from({ length: 9_000 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');
const KEYS = Array.from({ length: 1_500 }, (_, index) => [`key${index}`, index] as const);

const HOSTILE: readonly (readonly [string, string, Record<string, unknown>])[] = [
  ['a pattern from the event', many('match(properties.a, properties.b)'), { a: 'a'.repeat(15_000), b: 'a?'.repeat(7_000) }],
  ['a text of thousands of characters', many("match(properties.a, '*[a-z]?[0-9]x*')"), { a: CHARACTERS }],
  ['a long pattern', many(`match(properties.a, '*${'[ab]'.repeat(200)}c*')`, 5), { a: 'ab'.repeat(15_000) }],
  ['a pattern without classes', many(`match(properties.a, '*${'ab'.repeat(1_000)}c*')`, 2), { a: 'ab'.repeat(15_000) }],
  ['title case', many("titlecase(properties.a) = 'x'"), { a: 'a '.repeat(15_000) }],
  ['lower case', many("lowercase(properties.a) = 'x'"), { a: 'A'.repeat(30_000) }],
  ['the length of a text', many('length(properties.a) = 4'), { a: 'é'.repeat(15_000) }],
  ['a text in a text', many('contains(properties.a, properties.b)'), { a: 'a'.repeat(20_000), b: `b${'a'.repeat(9_000)}` }],
  ['lists as text', many("string(properties) = 'x'"), { a: KEYS }],
  ['objects that differ at their end', many('properties.a = properties.b'), {
    a: Object.fromEntries(KEYS),
    b: Object.fromEntries([...KEYS.slice(1), ['key0', 'other']]),
  }],
  ['numbers in text', many('number(properties.a) = 1'), { a: `${' '.repeat(15_000)}1x` }],
  ['long lists', many("'x' in properties.a"), { a: Array.from({ length: 8_000 }, (_, index) => index) }],
]; // prettier-ignore

function compiled(filter: string) {
  const result = compileFql(filter);
  if (!result.ok) throw new Error(result.message);
  return result;
}

describe('a filter that is made to be slow', () => {
  test.each(HOSTILE)('ends undecided: %s', (_, filter, properties) => {
    const { matches } = compiled(filter);

    expect(matches({ type: 'track', properties })).toBeUndefined();
  });

  test.each(HOSTILE)('decides about the next event as ever: %s', (_, filter, properties) => {
    const { matches } = compiled(filter);

    matches({ type: 'track', properties });

    expect(matches({ type: 'track', properties: { a: 'one', b: 'two' } })).toBe(false);
  });

  test('is explained as a whole, and for no more steps', () => {
    const [, [, filter, properties] = ['', '', {}]] = HOSTILE;

    const parts = explainFilter(`type = "track" and (${filter})`, { type: 'track', properties });

    expect(parts).toHaveLength(1);
  });
});

describe('a filter that people write', () => {
  test.each([
    `type = "track" and event = "Order Completed" and properties.total > 100`,
    `event in ["Order Completed", "Order Refunded", "Product Added"] or contains(context.page.url, "/shop")`,
    `match(event, "Order *") and !(typeof(properties.total) = "string") and length(properties.products) > 0`,
    `lowercase(context.userAgent) != null and match(context.ip, "10.[0-9]*") and properties.a.b.c.d = null`,
  ])('costs less than a thousandth of what it may: %s', (filter) => {
    const budget = { left: STEPS_PER_EVENT };
    const event = {
      ...{ type: 'track', event: 'Order Completed', properties: { total: 200, products: [1, 2] } },
      context: { page: { url: 'https://shop.example/cart' }, userAgent: 'Mozilla/5.0', ip: '10.0.0.1' },
    };

    const isMatching = compiled(filter).matches(event, budget);

    expect(isMatching).toBe(true);
    expect(STEPS_PER_EVENT - budget.left).toBeLessThan(STEPS_PER_EVENT / 1_000);
  });
});
