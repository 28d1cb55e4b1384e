import { describe, expect, test } from 'vitest';
import { problemsOfSettings, secretSettingsOf, withDefaults } from '../../../domain/catalog/component-settings.ts';
import { problemOfPattern } from '../../../domain/base/safe-pattern.ts';
import { settingsSchema } from '../../../domain/catalog/settings-schema.ts';

const of = (properties: object, rest: object = {}) => ({ type: 'object', properties, ...rest });

describe('a settings schema', () => {
  test.each([
    ['nothing', of({})],
    ['a key', of({ apiKey: { type: 'string', writeOnly: true } }, { required: ['apiKey'] })],
    ['a choice', of({ region: { type: 'string', enum: ['eu', 'us'], default: 'eu' } })],
    ['numbers', of({ size: { type: 'integer', minimum: 1, maximum: 9 }, share: { type: 'number' } })],
    ['a list and a map', of({ a: { type: 'array', items: { type: 'string' } }, m: MAP() })],
    ['its draft', of({}, { $schema: 'https://json-schema.org/draft/2020-12/schema', additionalProperties: false })],
    ['a pattern', of({ id: { type: 'string', pattern: '^[A-Z]{2}-\\d+$', maxLength: 40 } })],
  ])('may have %s', (_what, schema) => {
    expect(settingsSchema.safeParse(schema).error?.issues ?? []).toEqual([]);
  });

  test.each([
    ['no type', of({ a: { title: 'A' } })],
    ['a reference', of({ a: { $ref: '#/properties/b' } })],
    ['alternatives', of({}, { anyOf: [] })],
    ['settings that it does not name', of({}, { additionalProperties: true })],
    ['another draft', of({}, { $schema: 'http://json-schema.org/draft-07/schema#' })],
    ['a name that Penstock uses', of({ url: { type: 'string' } })],
    ['a name that every object has', of({ constructor: { type: 'string' } })],
    ['a name that is none', of({ 'a b': { type: 'string' } })],
    ['a secret with a default', of({ a: { type: 'string', writeOnly: true, default: 'x' } })],
    ['a required setting that is not there', of({}, { required: ['a'] })],
    ['a pattern for texts without end', of({ a: { type: 'string', pattern: '^a+$' } })],
    ['a pattern that takes for ever', of({ a: { type: 'string', pattern: '^(a+)+$', maxLength: 40 } })],
    ['objects in objects', of({ a: { type: 'object', properties: {} } })],
  ])('may not have %s', (_what, schema) => {
    expect(settingsSchema.safeParse(schema).success).toBe(false);
  });
});

function MAP() {
  return { type: 'object', additionalProperties: { type: 'string' } };
}

describe('a pattern', () => {
  test.each(['^[a-z]+$', '^\\d{4}-\\d{2}$', '^sk_[a-z]{4}', '^a*b*$', '^\\p{L}?x$'])('%s may be used', (pattern) => {
    expect(problemOfPattern(pattern)).toBeUndefined();
  });

  test.each([
    ['a+', 'must begin with "^", so that it is tried at one place only'],
    ['^(a+)+$', 'must do without groups and alternatives; use an "enum" to list values'],
    ['^a|b$', 'must do without groups and alternatives; use an "enum" to list values'],
    ['^a*a*a*$', 'has too many quantifiers, and could take very long; make it simpler'],
    ['^a{0,200}a{0,200}a{0,200}$', 'has too many quantifiers, and could take very long; make it simpler'],
    ['^[', 'must be a regular expression of JavaScript with the flag "u"'],
  ])('%s may not: %s', (pattern, problem) => {
    expect(problemOfPattern(pattern)).toBe(problem);
  });
});

describe('settings', () => {
  const schema = settingsSchema.parse(
    of(
      {
        apiKey: { type: 'string', writeOnly: true, minLength: 1 },
        region: { type: 'string', enum: ['eu', 'us'], default: 'eu' },
        size: { type: 'integer', minimum: 1, maximum: 9 },
        site: { type: 'string', format: 'uri' },
        code: { type: 'string', pattern: '^[A-Z]+$', maxLength: 4 },
        tags: { type: 'array', items: { type: 'string', maxLength: 3 }, maxItems: 2, uniqueItems: true },
        names: MAP(),
      },
      { required: ['apiKey'] },
    ),
  );

  test('that fit have no problems, and get the defaults', () => {
    const settings = withDefaults(schema, { apiKey: 'k', size: 3, code: 'AB', tags: ['a'], names: { x: 'y' } });

    expect(problemsOfSettings(schema, settings)).toEqual([]);
    expect(settings).toMatchObject({ region: 'eu', size: 3 });
    expect(secretSettingsOf(schema)).toEqual(['apiKey']);
  });

  test.each([
    [{}, 'apiKey', 'is required'],
    [{ apiKey: '' }, 'apiKey', 'must not be empty'],
    [{ apiKey: 5 }, 'apiKey', 'must be a text'],
    [{ apiKey: 'k', region: 'mars' }, 'region', 'must be one of: eu, us'],
    [{ apiKey: 'k', size: 10 }, 'size', 'must be at most 9'],
    [{ apiKey: 'k', size: 1.5 }, 'size', 'must be a whole number'],
    [{ apiKey: 'k', site: 'not a uri' }, 'site', 'must be of the format "uri"'],
    [{ apiKey: 'k', code: 'ab' }, 'code', 'must match ^[A-Z]+$'],
    [{ apiKey: 'k', code: 'ABCDE' }, 'code', 'must have at most 4 characters'],
    [{ apiKey: 'k', tags: ['a', 'b', 'c'] }, 'tags', 'must have at most 2 entries'],
    [{ apiKey: 'k', tags: ['a', 'a'] }, 'tags', 'must not hold anything twice'],
    [{ apiKey: 'k', tags: ['long'] }, 'tags.0', 'must have at most 3 characters'],
    [{ apiKey: 'k', names: { 'a/b': 5 } }, 'names.a/b', 'must be a text'],
    [{ apiKey: 'k', url: 'https://evil.example/' }, 'url', 'is no setting that is known here'],
  ])('%j: %s %s', (settings, path, message) => {
    expect(problemsOfSettings(schema, settings)).toEqual([{ path, message }]);
  });

  test('that are secret and kept are not looked at again', () => {
    const problems = problemsOfSettings(schema, { apiKey: { $secret: 'x' }, size: 10 }, ['apiKey']);

    expect(problems).toEqual([{ path: 'size', message: 'must be at most 9' }]);
  });

  test('that are far too long are refused before a pattern is tried on them', () => {
    const slow = settingsSchema.parse(of({ a: { type: 'string', pattern: '^a*a*$', maxLength: 500 } }));

    const problems = problemsOfSettings(slow, { a: `${'a'.repeat(200_000)}!` });

    expect(problems).toEqual([{ path: 'a', message: 'must have at most 500 characters' }]);
  });

  test('are refused when their patterns together would take too long, and taken when they are as short as settings are', () => {
    const list = { type: 'array', items: { type: 'string', pattern: '^a*a*$', maxLength: 500 } };
    const many = settingsSchema.parse(of({ one: list, two: list }));
    const texts = (count: number, length: number) => Array.from({ length: count }, () => `${'a'.repeat(length)}!`);
    const message = 'takes too long to be checked: shorten its texts, or leave some out';

    const refused = problemsOfSettings(many, { one: texts(7, 499), two: texts(8, 499) });
    const tried = problemsOfSettings(many, { one: texts(100, 20), two: texts(100, 20) });

    expect(refused).toEqual([{ path: 'two', message }]);
    expect(tried).toHaveLength(100);
    expect(tried[0]).toEqual({ path: 'one.0', message: 'must match ^a*a*$' });
  });

  test('are limited also where the schema does not say', () => {
    const problems = problemsOfSettings(schema, { apiKey: 'x'.repeat(4_001) });

    expect(problems).toEqual([{ path: 'apiKey', message: 'must have at most 4000 characters' }]);
  });

  test('have problems that never quote what was sent', () => {
    const settings = { apiKey: 'k', region: 'hush-1', code: 'hush', site: 'hush 3', size: 'hush-4' };

    const problems = problemsOfSettings(schema, settings);

    expect(problems.map(({ path }) => path)).toEqual(expect.arrayContaining(['region', 'code', 'site', 'size']));
    expect(JSON.stringify(problems)).not.toContain('hush');
  });
});
