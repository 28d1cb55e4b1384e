import { describe, expect, test } from 'vitest';
import { normaliseEvent } from '../../../domain/events/event.ts';
import { findUnsafeContent } from '../../../domain/base/unsafe-content.ts';
import { anEvent, aReception } from '../../support/an-event.ts';

/** `{"a":{"a":...1}}`, or the same of lists. */
function nested(levels: number, kind: 'object' | 'list' = 'object'): unknown {
  const [open, close] = kind === 'object' ? ['{"a":', '}'] : ['[', ']'];
  return JSON.parse(open.repeat(levels) + '1' + close.repeat(levels));
}

describe('nesting', () => {
  test.each([
    ['object', 64, undefined],
    ['object', 65, 'nested_too_deeply'],
    ['list', 64, undefined],
    ['list', 65, 'nested_too_deeply'],
    ['list', 100_000, 'nested_too_deeply'],
  ] as const)('of an %s to %i levels: %s', (kind, levels, expected) => {
    const problem = findUnsafeContent(nested(levels, kind));

    expect(problem).toBe(expected);
  });

  test.each([
    [63, true],
    [64, false],
  ])('of properties to %i levels inside of an event: accepted %s', (levels, isAccepted) => {
    const result = normaliseEvent(anEvent({ properties: nested(levels) }), aReception(), () => 'id');

    expect(result.ok).toBe(isAccepted);
  });

  test('of the context around a batch counts for its events', () => {
    const result = normaliseEvent(anEvent(), aReception({ envelope: { context: nested(64) } }), () => 'id');

    expect(result).toEqual({ ok: false, reason: 'nested_too_deeply' });
  });
});

describe('keys', () => {
  test.each([
    ['{"__proto__":1}', 'forbidden_key'],
    ['[[{"x":{"__proto__":null}}]]', 'forbidden_key'],
    ['{"constructor":{"prototype":1}}', 'forbidden_key'],
    ['{"constructor":{"name":"x"}}', undefined],
    ['{"constructor":[1]}', undefined],
    ['{"constructor":null}', undefined],
    ['{"prototype":{"a":1}}', undefined],
    ['{"hasOwnProperty":1,"toString":2}', undefined],
    ['["__proto__"]', undefined],
  ])('%s: %s', (text, expected) => {
    const problem = findUnsafeContent(JSON.parse(text));

    expect(problem).toBe(expected);
  });
});
