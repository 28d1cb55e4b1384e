import { describe, expect, test } from 'vitest';
import type { Setting } from '../../../domain/catalog/settings-schema.ts';
import { exampleOf, helpOf, labelOf, noteOf } from '../../../console/src/parts/schema-form/setting-texts.ts';

describe('a field says', () => {
  test('its title, or its name where it has none', () => {
    expect(labelOf({ name: 'apiKey', setting: { type: 'string', title: 'API key' } })).toBe('API key');
    expect(labelOf({ name: 'apiKey', setting: { type: 'string' } })).toBe('apiKey');
  });

  test.each([
    [{ isSecret: false, isRequired: true }, undefined],
    [{ isSecret: true, isRequired: true }, 'secret'],
    [{ isSecret: true, isRequired: false }, 'secret, optional'],
  ])('what is special about it: %o', (about, note) => {
    expect(noteOf({ name: 'x', setting: { type: 'string' }, ...about })).toBe(note);
  });

  test('that it is no longer wanted', () => {
    const about = { name: 'x', isSecret: false, isRequired: false };

    expect(noteOf({ ...about, setting: { type: 'string', deprecated: true } })).toBe('optional, no longer wanted');
  });

  test.each([
    [{ type: 'integer', minimum: 1, maximum: 5 }, 'A whole number from 1 to 5.'],
    [{ type: 'number', minimum: 0 }, 'A number, 0 or more.'],
    [{ type: 'number', maximum: 0 }, 'A number, 0 or less.'],
    [{ type: 'integer' }, 'A whole number.'],
    [{ type: 'string', format: 'email', description: 'Who is told.' }, 'Who is told. An email address.'],
    [{ type: 'string' }, undefined],
  ] as const)('what it takes: %o', (setting, help) => {
    expect(helpOf(setting)).toBe(help);
  });

  test.each([
    [{ type: 'string', examples: ['eu-1', 'us-1'] }, 'eu-1'],
    [{ type: 'array', items: { type: 'string' }, examples: [['a', 'b']] }, '["a","b"]'],
    [{ type: 'string' }, undefined],
  ] as readonly (readonly [Setting, string | undefined])[])(
    'an example as it would be typed: %o',
    (setting, example) => {
      expect(exampleOf(setting)).toBe(example);
    },
  );
});
