import { describe, expect, test } from 'vitest';
import {
  consequenceOf,
  inOrder,
  settingText,
  shortPath,
  unfolded,
} from '../../../console/src/parts/differences/consequences.ts';
import { textHunks } from '../../../console/src/parts/differences/text-diff.ts';

const signs = { same: ' ', gone: '-', new: '+' } as const;
const shown = (before: string, after: string): string[] =>
  textHunks(before, after).flatMap((hunk) => hunk.map(({ kind, number, text }) => `${signs[kind]}${number} ${text}`));

describe('two texts', () => {
  test('show what is gone and what is new, with two lines around it', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng';

    expect(shown(before, 'a\nb\nc\nD\nE\ne\nf\ng')).toEqual([' 2 b', ' 3 c', '-4 d', '+4 D', '+5 E', ' 6 e', ' 7 f']);
  });

  test('that are the same show nothing', () => {
    expect(textHunks('a\nb', 'a\nb')).toEqual([]);
  });

  test('changed far apart are two parts', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);

    expect(textHunks(lines.join('\n'), lines.with(1, 'x').with(18, 'y').join('\n'))).toHaveLength(2);
  });
});

test('a first version is said field by field, a setting in one line, a secret as one', () => {
  const after = {
    name: 'Acme',
    config: { url: 'https://acme.example', sharedSecret: { set: true } },
    settingsSchema: { type: 'object', properties: { key: { type: 'string' } }, additionalProperties: false },
  };

  expect(unfolded([{ path: 'definition', after }]).map(({ path }) => path)).toEqual([
    ...['definition.name', 'definition.config.url', 'definition.config.sharedSecret'],
    'definition.settingsSchema.properties.key',
  ]);
  expect(unfolded([{ path: 'app', before: { name: 'Acme' } }])).toEqual([{ path: 'app.name', before: 'Acme' }]);
});

describe('what follows from a change', () => {
  const url = {
    path: 'definition.config.url',
    before: 'https://in.acme.example/a',
    after: 'https://{region}.acme.example/a',
  };

  test('is said where events go to another host, and not for another path of the same', () => {
    expect(consequenceOf(url, [])).toBe('Another host: who gets the events changes.');
    expect(consequenceOf({ ...url, after: 'https://in.acme.example/b' }, [])).toBeUndefined();
  });

  test('is what customers must fill in, unless it has a default', () => {
    const required = {
      path: 'definition.settingsSchema.required',
      before: ['key'],
      after: ['key', 'account', 'region'],
    };
    const region = { path: 'definition.settingsSchema.properties.region.default', after: 'eu' };

    expect(consequenceOf(required, [required, region])).toBe('Who takes the new version must fill in: account.');
  });

  test('is which events are no longer taken', () => {
    const events = { path: 'definition.supportedEvents', before: ['track', 'delete'], after: ['track'] };

    expect(consequenceOf(events, [])).toBe('No longer taken: delete.');
  });
});

test('where events go stands first, then what customers are asked; the documentation has its own view', () => {
  const paths = ['app.name', 'definition.documentation', 'definition.settingsSchema.required', 'definition.config.url'];

  expect(inOrder(paths.map((path) => ({ path }))).map(({ path }) => shortPath(path))).toEqual([
    'config.url',
    'settings.required',
    'app.name',
  ]);
});

test('a whole setting is told in words', () => {
  const path = 'definition.settingsSchema.properties.region';

  expect(settingText(path, { type: 'string', enum: ['eu', 'us'], default: 'eu' })).toBe(
    'text; one of eu, us; default "eu"',
  );
  expect(settingText(`${path}.enum`, ['eu'])).toBeUndefined();
});
