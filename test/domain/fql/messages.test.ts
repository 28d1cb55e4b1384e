import { describe, expect, test } from 'vitest';

import { compileFql, MAX_FQL_BYTES } from '../../../domain/fql/compile.ts';

type Mistake = readonly [fql: string, position: number, found: string, hint: string];

/** Each mistake, where it is reported, what is reported as found, and a part of the correction. */
const MISTAKES: readonly Mistake[] = [
  ['', 0, 'an empty filter', 'Write `all`'],
  ['  \n ', 0, 'an empty filter', 'Write `all`'],
  ["type == 'track'", 5, '`==`', 'Write `=`'],
  ["type === 'track'", 5, '`===`', 'Write `=`'],
  ["type <> 'track'", 5, '`<>`', 'Write `!=`'],
  ["type !== 'track'", 5, '`!==`', 'Write `!=`'],
  ['properties.a => 1', 13, '`=>`', 'Write `>=`'],
  ['properties.a =< 1', 13, '`=<`', 'Write `<=`'],
  ["type = 'a' AND event = 'b'", 11, '`AND`', 'Write `and` in lower case'],
  ["type = 'a' Or event = 'b'", 11, '`Or`', 'Write `or` in lower case'],
  ["type IN ['a']", 5, '`IN`', 'Write `in` in lower case'],
  ["type = 'a' && event = 'b'", 11, '`&&`', 'Write `and`'],
  ["type = 'a' || event = 'b'", 11, '`||`', 'Write `or`'],
  ["type = 'a' and", 14, 'the end of the filter', 'a condition after `and`'],
  ["type = 'a' or ", 14, 'the end of the filter', 'a condition after `or`'],
  ["and type = 'a'", 0, '`and`', 'expected a condition'],
  ["type = 'a' and or event = 'b'", 15, '`or`', 'a condition after `and`'],
  ['type =', 6, 'the end of the filter', 'after `=`'],
  ["= 'track'", 0, '`=`', 'expected a condition'],
  ['type = track', 7, 'the word `track`', "`'track'`"],
  ['event = Order Completed', 14, '`Completed`', "`'Order Completed'`"],
  ['type in [track]', 9, 'the word `track`', "`'track'`"],
  ['contains(event, Order)', 16, 'the word `Order`', "`'Order'`"],
  ['contains(event, Order Completed)', 22, '`Completed`', "`'Order Completed'`"],
  ["(type = 'a'", 0, 'a ( that is never closed', 'a ) before the end'],
  ["(type = 'a' or (event = 'b')", 0, 'a ( that is never closed', 'a ) before the end'],
  ["type = 'a')", 10, '`)`', 'There is no ('],
  ["contains(event, 'a'", 19, 'the end of the filter', 'the ) for the ( at position 8'],
  ["type in ['a'", 12, 'the end of the filter', 'the ] for the [ at position 8'],
  ["type = 'track", 7, "a text that starts with ' and does not end", "a closing '"],
  ['userId = oops"', 13, 'a text that starts with " and does not end', 'a closing "'],
  ["not type = 'a'", 0, '`not`', 'Write `!(...)`'],
  ["type not in ['a']", 5, '`not`', '!(field in'],
  ["!type = 'a'", 6, '`=`', '`!(a = b)`'],
  ['properties.a = !properties.b', 15, '`!`', '`(!a)`'],
  ['1 < properties.a < 3', 17, '`<`', 'cannot be chained'],
  ["type in ('a', 'b')", 12, '`,`', 'square brackets'],
  ["type in 'abc'", 8, 'a string', 'a list after `in`'],
  ["['a'] in ['a']", 0, 'a list', 'before `in`'],
  ["type in ['a',]", 13, '`]`', 'after `,`'],
  ["event contains 'x'", 6, '`contains`', "`contains(field, 'text')`"],
  ["event like 'x'", 6, '`like`', "`match(field, 'text*')`"],
  ["timestamp > '2024-01-01'", 12, 'a string', 'Only numbers have an order'],
  ['lowercase(event) < 3', 0, 'a string', 'Only numbers have an order'],
  ['properties.a >= null', 16, 'null', 'Only numbers have an order'],
  ["'text'", 0, 'a string', 'a condition as the filter'],
  ['length(event)', 0, 'a number', 'a condition as the filter'],
  ["type = 'a' and 'b'", 15, 'a string', 'beside `and`'],
  ['!5', 1, 'a number', 'after `!`'],
  ['userId != undefined', 10, '`undefined`', 'written `null`'],
  ['userId = NULL', 9, '`NULL`', '`null` in lower case'],
  ["all and type = 'a'", 0, '`all`', 'stands alone'],
  ['ALL', 0, '`ALL`', 'lower case'],
  ["Contains(event, 'a')", 0, 'the unknown function `Contains`', 'lower case: `contains`'],
  ["cidr(context.ip, '10.0.0.0/8')", 0, 'the unknown function `cidr`', 'one of contains, match, length, lowercase,'],
  ['constructor(event)', 0, 'the unknown function `constructor`', 'one of contains,'],
  ['contains(event)', 0, '`contains` with 1 value', 'contains(a string, a string)'],
  ['length() > 0', 0, '`length` with 0 values', 'length(a list or a string)'],
  ['contains(event, 5)', 16, 'a number', 'contains(a string, a string)'],
  ['length(5) = 1', 7, 'a number', 'length(a list or a string)'],
  ["match(event, 'a[b')", 13, '`a[b`', 'a [ without its ]'],
  ["match(event, '[]')", 13, '`[]`', 'empty []'],
  ["match(event, '[z-a]')", 13, '`[z-a]`', 'runs backwards'],
  ["match(event, '[-a]')", 13, '`[-a]`', 'makes no range'],
  [String.raw`match(event, 'a\\')`, 13, '`a\\`', 'ends after a backslash'],
  [String.raw`event = 'a\d'`, 10, '`\\d`', 'backslash itself'],
  ['properties.product$ = 1', 18, '`$`', String.raw`\$`],
  ['properties.é = 1', 11, '`é`', 'with a backslash'],
  ['properties. a = 1', 11, '` `', 'the name of a field'],
  ['properties.', 11, 'the end of the filter', 'the name of a field'],
  ['properties.a[-1] = 1', 13, '`-`', 'such as [0]'],
  ["properties['a' = 1", 15, '`=`', 'the ] for the [ at position 10'],
  ['$.properties.a = 1', 0, '`$.`', '`properties.plan`'],
  ['type = “track”', 7, '`“`', 'straight quotes'],
  ['10px = 1', 0, '`10px`', 'a number such as'],
  ['.5 = 1', 0, '`.`', '0.5'],
  ['5. = 1', 0, '`5.`', 'a number such as'],
  ['1e999 = 1', 0, '`1e999`', 'below'],
  ['properties.a + 1 = 2', 13, '`+`', 'no arithmetic'],
  ["type = 'a' 'b'", 11, "`'b'`", '`and`, `or` or the end'],
  ['properties.a = 1 ; true', 17, '`;`', 'in quotes'],
  ['()', 1, '`)`', 'after `(`'],
];

describe('a mistake', () => {
  test.each(MISTAKES)('%s is reported at %i as %s', (...[fql, position, found, hint]) => {
    const compiled = compileFql(fql);

    expect(compiled).toMatchObject({ ok: false, position });
    expect(compiled).toHaveProperty('message', expect.stringContaining(`Found ${found}`));
    expect(compiled).toHaveProperty('message', expect.stringContaining(hint));
  });

  test('is shown in short when it is long', () => {
    const compiled = compileFql(`cidr${'x'.repeat(500)}(event)`);

    expect(compiled).toHaveProperty('message', expect.stringContaining(`\`cidr${'x'.repeat(36)}…\``));
  });
});

describe('a word that is no field of an event', () => {
  test.each(['\\track = type', 'type = \\track', 'track = type', "track = 'x'", 'length(track) = 0', "'x' in track"])(
    'is read as a field in %s, where no text is usual or a backslash says so',
    (fql) => {
      const compiled = compileFql(fql);

      expect(compiled.ok && compiled.fields.map(({ path }) => path)).toContain('track');
    },
  );
});

describe('limits', () => {
  const LONGEST = 5120;

  test('takes a filter of 5 KB', () => {
    const text = `type = '${'x'.repeat(LONGEST - 9)}'`;

    const compiled = compileFql(text);

    expect(compiled.ok).toBe(true);
    expect(MAX_FQL_BYTES).toBe(LONGEST);
  });

  test('refuses a filter above 5 KB, counted in bytes', () => {
    const text = `type = '${'é'.repeat(LONGEST / 2)}'`;

    const compiled = compileFql(text);

    expect(compiled).toEqual({
      ok: false,
      message: 'Found a filter of 5129 bytes, expected at most 5120.',
      position: 0,
    });
  });

  test.each([
    { what: 'parentheses', nest: (times: number) => `${'('.repeat(times)}true${')'.repeat(times)}`, refusedAt: 64 },
    { what: 'negations', nest: (times: number) => `${'!'.repeat(times)}true`, refusedAt: 64 },
    { what: 'lists', nest: (times: number) => `null = ${'['.repeat(times)}${']'.repeat(times)}`, refusedAt: 71 },
    { what: 'calls', nest: (times: number) => `${'bool('.repeat(times)}1${')'.repeat(times)}`, refusedAt: 324 },
  ])('takes 64 levels of $what and refuses the next where it opens', ({ nest, refusedAt }) => {
    const [deepest, tooDeep] = [compileFql(nest(64)), compileFql(nest(65))];

    expect(deepest.ok).toBe(true);
    expect(tooDeep).toMatchObject({ ok: false, position: refusedAt });
    expect(tooDeep).toHaveProperty('message', expect.stringContaining('more than 64 levels of nesting'));
  });

  test('counts what is nested in something else together', () => {
    const nest = (times: number) => `${'!('.repeat(times)}true${')'.repeat(times)}`;

    const [deepest, tooDeep] = [compileFql(nest(32)), compileFql(nest(33))];

    expect(deepest.ok).toBe(true);
    expect(tooDeep).toMatchObject({ ok: false, position: 64 });
  });

  test('counts nesting only where it is, so that side by side there may be any number of parentheses', () => {
    const compiled = compileFql(Array.from({ length: 300 }, () => '(true)').join(' and '));

    expect(compiled.ok && compiled.matches({})).toBe(true);
  });
});
