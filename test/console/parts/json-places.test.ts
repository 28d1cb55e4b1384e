import { expect, test } from 'vitest';
import { readJson } from '../../../console/src/parts/json-fault.ts';
import { jsonPlaces, lineOf, placeOf } from '../../../console/src/parts/json-places.ts';

const JSON_TEXT = `{
  "properties": {
    "a.b": { "type": "text" },
    "region": { "enum": ["eu", 7], "default": "a \\"{\\" in a text" }
  }
}`;

const textAt = (path: string): string => {
  const { from, to } = placeOf(jsonPlaces(JSON_TEXT), path);
  return JSON_TEXT.slice(from, to);
};

test('what is wrong with a value is marked at it and its key, with one of several parts at its key', () => {
  expect(textAt('properties.region.default')).toBe(String.raw`"default": "a \"{\" in a text"`);
  expect(textAt('properties.region.enum.1')).toBe('7');
  expect(textAt('properties.region.enum')).toBe('"enum"');
  expect(textAt('properties.a.b.type')).toBe('"type": "text"');
});

test('what is missing is marked at what it is missing in', () => {
  expect(textAt('properties.region.maxLength')).toBe('"region"');
  expect(textAt('required')).toBe('{');
  expect(lineOf(JSON_TEXT, placeOf(jsonPlaces(JSON_TEXT), 'properties.region').from)).toBe(4);
});

test('a text that is no JSON says where it stops being some', () => {
  const read = readJson('{"a": 1,\n  "b": nothing}');

  expect(read).toMatchObject({ ok: false, fault: { from: 17 } });
  expect(read.ok ? '' : read.fault.message).toContain('This is no JSON');
});
