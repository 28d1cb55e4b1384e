import { describe, expect, test } from 'vitest';
import {
  changesOf,
  emptyReplacements,
  faultsIn,
  faultsOf,
  settingsOf,
  valuesOf,
  type FormValues,
} from '../../../console/src/parts/schema-form/form-values.ts';
import type { SettingsSchema } from '../../../domain/catalog/settings-schema.ts';

const schema: SettingsSchema = {
  type: 'object',
  properties: {
    apiKey: { type: 'string', title: 'API key', writeOnly: true, minLength: 1 },
    region: { type: 'string', enum: ['eu', 'us'], default: 'eu' },
    perMinute: { type: 'integer', minimum: 1 },
    isTest: { type: 'boolean' },
    events: { type: 'array', items: { type: 'string' } },
    names: { type: 'object', additionalProperties: { type: 'number' } },
  },
  required: ['apiKey'],
  additionalProperties: false,
};

const text = (of: string) => ({ kind: 'text', text: of }) as const;
const filled = (changed: FormValues): FormValues => ({ ...valuesOf(schema), ...changed });

describe('the form of a settings schema', () => {
  test('begins with the defaults, and sends nothing that is empty', () => {
    const values = valuesOf(schema);

    expect(settingsOf(schema, values)).toEqual({ region: 'eu' });
  });

  test('sends numbers as numbers, lists as lists and pairs as an object', () => {
    const values = filled({
      perMinute: text('12'),
      isTest: { kind: 'choice', is: false },
      events: { kind: 'list', items: ['Order Completed', ''] },
      names: { kind: 'map', pairs: [['one', '1.5']] },
    });

    expect(settingsOf(schema, values)).toEqual({
      region: 'eu',
      perMinute: 12,
      isTest: false,
      events: ['Order Completed', ''],
      names: { one: 1.5 },
    });
  });

  test('says by name what is wrong, in the words of the API', () => {
    const values = filled({ perMinute: text('a few'), names: { kind: 'map', pairs: [['one', 'x']] } });

    expect([...faultsOf(schema, values)]).toEqual([
      ['apiKey', 'is required'],
      ['perMinute', 'must be a whole number'],
      ['names.one', 'must be a number'],
    ]);
  });

  test('finds a name that stands twice in a map', () => {
    const values = filled({
      apiKey: text('key'),
      names: {
        kind: 'map',
        pairs: [
          ['one', '1'],
          ['one', '2'],
        ],
      },
    });

    expect([...faultsOf(schema, values)]).toEqual([['names', 'names "one" twice']]);
  });

  test('takes what the API says about settings to their fields, and leaves the rest', () => {
    const problems = new Map([
      ['settings.region', 'must be one of: eu, us'],
      ['name', 'is required'],
    ]);

    expect([...faultsIn(problems)]).toEqual([['region', 'must be one of: eu, us']]);
  });
});

describe('the form of stored settings', () => {
  const stored = { apiKey: { set: true }, region: 'us', perMinute: 5, events: ['a'] };

  test('keeps a secret that nobody has touched, and needs it no more', () => {
    const values = valuesOf(schema, stored);

    expect(values['apiKey']).toEqual({ kind: 'kept' });
    expect([...faultsOf(schema, values)]).toEqual([]);
    expect(changesOf(schema, values, stored)).toEqual({});
  });

  test('names what was changed, and takes away what was emptied', () => {
    const values = {
      ...valuesOf(schema, stored),
      apiKey: text('another'),
      perMinute: text(''),
      events: { kind: 'list', items: ['a', 'b'] },
    } as const;

    expect(changesOf(schema, values, stored)).toEqual({ apiKey: 'another', perMinute: null, events: ['a', 'b'] });
  });

  test('a secret that is removed is taken away', () => {
    const values = { ...valuesOf(schema, stored), apiKey: { kind: 'removed' } } as const;

    expect(changesOf(schema, values, stored)).toEqual({ apiKey: null });
    expect([...faultsOf(schema, values)]).toEqual([['apiKey', 'is required']]);
  });
});

describe('a map of which values are secret, such as headers', () => {
  const headers: SettingsSchema = {
    type: 'object',
    properties: { headers: { type: 'object', additionalProperties: { type: 'string' } } },
    additionalProperties: false,
  };
  const stored = { headers: { 'x-team': { set: true }, 'x-old': { set: true } } };

  test('keeps what nobody has touched', () => {
    const values = valuesOf(headers, stored);

    expect(values['headers']).toEqual({
      kind: 'map',
      pairs: [
        ['x-team', null],
        ['x-old', null],
      ],
    });
    expect(changesOf(headers, values, stored)).toEqual({});
    expect([...faultsOf(headers, values)]).toEqual([]);
  });

  test('names each pair that is gone, because the API merges what is in a map', () => {
    const values = {
      headers: {
        kind: 'map',
        pairs: [
          ['x-team', null],
          ['x-new', 'web'],
        ],
      },
    } as const;

    expect(changesOf(headers, values, stored)).toEqual({ headers: { 'x-old': null, 'x-new': 'web' } });
  });

  test('is taken away when its last pair is', () => {
    const values = { headers: { kind: 'map', pairs: [] } } as const;

    expect(changesOf(headers, values, stored)).toEqual({ headers: null });
  });
});

test('a secret that is to be replaced by nothing is a fault, and no removal', () => {
  const stored = { apiKey: { set: true } };

  const replaced = emptyReplacements({ apiKey: text('') }, stored);
  const removed = emptyReplacements({ apiKey: { kind: 'removed' } }, stored);

  expect([...replaced.keys()]).toEqual(['apiKey']);
  expect([...removed.keys()]).toEqual([]);
});
