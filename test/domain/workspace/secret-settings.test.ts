import { describe, expect, test } from 'vitest';
import { maskResource } from '../../../domain/workspace/mask-resource.ts';
import { maskSettings, mergeSettings } from '../../../domain/workspace/secret-settings.ts';
import { aDestination } from '../../support/a-destination.ts';
import { aSource } from '../../support/a-source.ts';

const SETTINGS = {
  url: 'https://a.example/',
  sharedSecret: 's3cret',
  apiKey: 'key-1',
  headers: { 'x-tenant': 'acme' },
  region: 'eu',
  nested: { accessToken: 't0ken', level: 3 },
  list: [{ password: 'p4ss' }],
};

describe('masked settings', () => {
  test('show what is no secret, and of secrets that they are set', () => {
    const masked = maskSettings(SETTINGS);

    expect(masked).toEqual({
      url: 'https://a.example/',
      sharedSecret: { set: true },
      apiKey: { set: true },
      headers: { 'x-tenant': { set: true } },
      region: 'eu',
      nested: { accessToken: { set: true }, level: 3 },
      list: [{ password: { set: true } }],
    });
  });

  test('tell which secrets are not what they were', () => {
    const masked = maskSettings(SETTINGS, { ...SETTINGS, apiKey: 'key-0', headers: { 'x-tenant': 'other' } });

    expect(masked).toMatchObject({
      sharedSecret: { set: true },
      apiKey: { set: true, changed: true },
      headers: { 'x-tenant': { set: true, changed: true } },
    });
    expect(masked['sharedSecret']).not.toHaveProperty('changed');
  });

  test('hide what they are told to, whatever its name', () => {
    const masked = maskSettings(SETTINGS, undefined, { secretSettings: ['region'] });

    expect(masked['region']).toEqual({ set: true });
  });

  test('show what the schema calls open, whatever its name, and nothing inside of others', () => {
    const settings = { tokenKind: 'a', authKey: 'b', map: { authKey: 'c' } };

    const masked = maskSettings(settings, undefined, { openSettings: ['tokenKind', 'authKey'] });

    expect(masked).toEqual({ tokenKind: 'a', authKey: 'b', map: { authKey: { set: true } } });
  });

  test('of a whole resource keep the end of a write key', () => {
    expect(maskResource(aSource({ writeKeys: ['wk_abcdefgh'] }))).toMatchObject({ writeKeys: ['••••efgh'] });
    expect(JSON.stringify(maskResource(aDestination({ settings: SETTINGS })))).not.toMatch(/s3cret|key-1|t0ken|p4ss/);
  });
});

describe('changed settings', () => {
  test.each([
    ['what is left out stays', { region: 'us' }, { ...SETTINGS, region: 'us' }],
    ['a mark keeps the secret', { sharedSecret: { set: true } }, SETTINGS],
    ['null takes away', { apiKey: null, list: null }, { ...SETTINGS, apiKey: undefined, list: undefined }],
    [
      'objects are changed field by field',
      { headers: { 'x-b': 'b', 'x-tenant': { set: true } } },
      { ...SETTINGS, headers: { 'x-tenant': 'acme', 'x-b': 'b' } },
    ],
    ['a secret is replaced', { sharedSecret: 'new' }, { ...SETTINGS, sharedSecret: 'new' }],
    [
      'what was shown changes nothing when it is sent back',
      maskSettings({ ...SETTINGS, list: [] }),
      { ...SETTINGS, list: [] },
    ],
  ])('%s', (_what, patch, expected) => {
    const merged = mergeSettings(SETTINGS, patch);

    expect(merged).toEqual(expected);
  });
});
