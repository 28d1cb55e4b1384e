import { describe, expect, test } from 'vitest';
import {
  API_VOICE,
  ERROR_ENTRIES,
  failure,
  readFailure,
  textOf,
  type Failure,
  type Voice,
} from '../../../domain/base/error-texts.ts';

const LOUD: Voice = {
  field: (name) => name.toUpperCase(),
  set: (name, value) => `${name.toUpperCase()} ${value}`,
  list: (path) => ` Ask ${path}.`,
  say: { problems: '!', body: 'ALL' },
};

describe('the list of errors', () => {
  test('has each name once, whose first part is the code', () => {
    const names = ERROR_ENTRIES.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(80);
    expect(ERROR_ENTRIES.filter(({ name, code }) => name !== code && !name.startsWith(`${code}.`))).toEqual([]);
  });

  test.each(ERROR_ENTRIES.map(({ name, text }) => [name, text]))(
    '%s is a sentence without a hole that nobody fills',
    (_, text) => {
      const kinds = [...text.matchAll(/\{(\w+):/g)].map(([, kind = '']) => kind);
      const words = [...text.matchAll(/\{say:(\w+)\}/g)].map(([, word = '']) => word);

      expect(kinds.filter((kind) => !['field', 'set', 'list', 'say'].includes(kind))).toEqual([]);
      expect(words.filter((word) => API_VOICE.say[word] === undefined)).toEqual([]);
    },
  );

  test('gives a code one status, but for what says by its status whether waiting helps, and what belongs to OAuth', () => {
    const byCode = Map.groupBy(ERROR_ENTRIES, ({ code }) => code);
    const several = [...byCode].filter(([, entries]) => new Set(entries.map(({ status }) => status)).size > 1);

    expect(several.map(([code]) => code).sort()).toEqual([
      ...['invalid_client', 'invalid_request', 'no_workspace', 'quota_exceeded'],
    ]);
  });
});

describe('a text', () => {
  test('is said to a program and to somebody else in their own words', () => {
    const what = failure('not_found', { what: 'app', id: 'x', place: 'this workspace', listedAt: '/api/v1/apps' });

    expect(textOf(what, API_VOICE)).toBe('There is no app "x" in this workspace. GET /api/v1/apps lists them.');
    expect(textOf(what, LOUD)).toBe('There is no app "x" in this workspace. Ask /api/v1/apps.');
  });

  test.each<[Failure, string]>([
    [failure('invalid_body'), 'ALL is not as it must be!'],
    [failure('nothing_can_match'), 'Only track calls have names: leave out EVENTS, or have "track" among TYPES.'],
    [failure('invalid_query.missing', { name: 'source' }), '"source" is missing.'],
  ])('calls fields and bodies as its reader does', (what, text) => {
    expect(textOf(what, LOUD)).toBe(text);
  });

  test('says values as they are, whatever is in them', () => {
    const what = failure('not_found.workspace', { id: '{field:x} $& {id}' });

    expect(textOf(what, LOUD)).toContain('"{field:x} $& {id}"');
  });
});

describe('a failure from elsewhere', () => {
  test('is taken when it is known and has all its values', () => {
    expect(readFailure('too_many_clients', { most: 5, more: [1] })).toEqual(failure('too_many_clients', { most: 5 }));
    expect(readFailure('last_owner', undefined)).toEqual(failure('last_owner'));
  });

  test.each([
    ['too_many_clients', {}],
    ['too_many_clients', { most: { x: 1 } }],
    ['too_many_clients', null],
    ['of_tomorrow', {}],
    ['toString', {}],
    [7, {}],
  ])('is none otherwise: %s %j', (name, params) => {
    expect(readFailure(name, params)).toBeUndefined();
  });
});
