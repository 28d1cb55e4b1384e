import { describe, expect, test } from 'vitest';
import { parseExactly } from '../../../domain/base/exact-json.ts';
import { compileFql } from '../../../domain/fql/compile.ts';
import type { JsonObject } from '../../../domain/events/event.ts';

const EVENT = `{"properties":{"id":9007199254740993,"price":0.12345678901234567891,"ids":[9007199254740993,"7"],"tiny":1e-400,"text":"9007199254740993"}}`;

function holds(filter: string): boolean | undefined {
  const compiled = compileFql(filter);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.matches(parseExactly(EVENT) as JsonObject, { left: 100_000 });
}

describe('a filter about a number that a double cannot hold compares what was sent', () => {
  test.each<[filter: string, expected: boolean]>([
    ['properties.id = 9007199254740993', true],
    ['properties.id = 9007199254740992', false],
    ['properties.id != 9007199254740992', true],
    ['properties.id != 9007199254740993', false],
    ['properties.id > 9007199254740992', true],
    ['properties.id > 9007199254740993', false],
    ['properties.id >= 9007199254740993', true],
    ['properties.id < 9007199254740994', true],
    ['properties.id = 9007199254740993.0', true],
    ['properties.price > 0.1234567890123456789', true],
    ['properties.price <= 0.12345678901234567891', true],
    ['properties.tiny > 0', true],
    ['properties.tiny = 0', false],
    ['properties.id in [9007199254740992]', false],
    ['properties.id in [9007199254740993]', true],
    ['properties.id in properties.ids', true],
    ['properties.id = number(properties.text)', true],
    ['number(properties.text) > 9007199254740992', true],
    ["string(properties.id) = '9007199254740993'", true],
    ["typeof(properties.id) = 'number'", true],
    ['length(properties.id) = 0', false],
    ['properties.id.rawJSON != null', false],
    ['properties.id = properties.price', false],
    ['bool(properties.id)', true],
  ])('%s: %s', (filter, expected) => {
    const result = holds(filter);

    expect(result).toBe(expected);
  });
});

test('a number beyond doubles is refused in a filter', () => {
  const compiled = compileFql('properties.id = 1e400');

  expect(compiled).toMatchObject({ ok: false });
});
