import { describe, expect, test } from 'vitest';

import { compileFql } from '../../../domain/fql/compile.ts';

const event = {
  type: 'track',
  event: 'Button Clicked',
  userId: 'u-1',
  messageId: 'm-1',
  in: 'a keyword as a field',
  properties: {
    total: 49.5,
    count: 0,
    negative: -3,
    enabled: true,
    disabled: false,
    nothing: null,
    plan: 'Pro Plus',
    title: 'アb',
    features: ['discounts', 'dark-mode', 7, null],
    products: [{ sku: 'A-1' }, { sku: 'B-2' }],
    'product price': 12,
    'x.y': 'dotted',
    naïve: 'accent',
    nested: { and: 1, in: 2, true: 3 },
    numeric: '42',
    same: 49.5,
    twin: { b: [1, { c: 2 }], a: 1 },
  },
  traits: { email: 'jane@company.com', twin: { a: 1, b: [1, { c: 2 }] } },
  context: { library: { name: 'analytics.js', version: '1.0' }, ip: '10.0.0.1' },
};

function verdict(text: string, subject: Readonly<Record<string, unknown>> = event): boolean | string {
  const compiled = compileFql(text);
  return compiled.ok ? (compiled.matches(subject) ?? 'out of steps') : `${compiled.position}: ${compiled.message}`;
}

type Row = readonly [fql: string, expected: boolean];

function matches(rows: readonly Row[]): void {
  test.each(rows)('%s -> %s', (fql, expected) => {
    const actual = verdict(fql);

    expect(actual).toBe(expected);
  });
}

describe('the examples of the documentation', () => {
  matches([
    ["event = 'Button Clicked'", true],
    ["event = 'Screen Tapped'", false],
    ["context.path.path = '/login'", false],
    ["type = 'identify' or type = 'track'", true],
    ["event = 'Button Clicked' and type = 'track'", true],
    ["match( context.library.version, '1.*' )", true],
    ["match( context.library.version, '2.*' )", false],
    ["type = 'track' and ( event = 'Click' or match( event, 'Button *' ) )", true],
    ["!contains( context.library.name, 'js' )", false],
    ["'dark-mode' in properties.features", true],
    ["'blink' in properties.features", false],
    ["type = 'track' and ( event = 'Click' or match( 'Button *', event ) )", false],
    [
      "( type = 'track' or type = 'identify' ) and ( properties.enabled or match( traits.email, '*@company.com' ) )",
      true,
    ],
    ["!( type in ['track', 'identify'] )", false],
    ['length( userId ) > 0', true],
    ["typeof( userId ) = 'string' and length( userId ) > 0", true],
  ]);
});

describe('literals', () => {
  matches([
    ['type = "track"', true],
    ["type = 'track'", true],
    [String.raw`'it\'s' = "it's"`, true],
    [String.raw`"say \"hi\"" = 'say "hi"'`, true],
    [String.raw`'a\\b' = "a\\b" and length('a\\b') = 3`, true],
    [String.raw`length('\n\t\r') = 3`, true],
    [String.raw`'\u0041' = 'A'`, true],
    ["'' = ''", true],
    ['10 = 10.0', true],
    ['1e1 = 10', true],
    ['2.5E-1 = 0.25', true],
    ['-3 = properties.negative', true],
    ['properties.negative > -3.5', true],
    ['true', true],
    ['false', false],
    ['null', false],
    ['[] = []', true],
    ["['a', 1, null] = ['a', 1, null]", true],
    ["['a', 'b'] = ['b', 'a']", false],
    ["[['a']] = [['a']]", true],
    ['all', true],
    ['  all  ', true],
  ]);
});

describe('field paths', () => {
  matches([
    [String.raw`properties.product\ price = 12`, true],
    [String.raw`properties.x\.y = 'dotted'`, true],
    [String.raw`properties.na\ïve = 'accent'`, true],
    ['properties["product price"] = 12', true],
    ["properties[ 'x.y' ] = 'dotted'", true],
    ["properties.products[1].sku = 'B-2'", true],
    ["properties.products.1.sku = 'B-2'", true],
    ["properties.products[2].sku = 'B-2'", false],
    ['properties.products[2].sku = null', true],
    ['properties.nested.and = 1 and properties.nested.in = 2 and properties.nested.true = 3', true],
    [String.raw`\in = 'a keyword as a field'`, true],
    ["messageId = 'm-1'", true],
    ["anonymousId = 'someone'", false],
    ['missing.deeper.still = null', true],
    ['type.length = null', true],
    ['properties.features.length = null', true],
    ['properties.constructor = null and properties.__proto__ = null and toString = null', true],
    ['properties.products.constructor.name = null', true],
  ]);
});

describe('equality compares type and value', () => {
  matches([
    ["properties.total = '49.5'", false],
    ["properties.total != '49.5'", true],
    ['properties.numeric = 42', false],
    ['properties.enabled = true', true],
    ["properties.enabled = 'true'", false],
    ['properties.enabled != true', false],
    ['properties.count = false', false],
    ['properties.count = null', false],
    ['properties.nothing = null', true],
    ['properties.missing = null', true],
    ['properties.missing != null', false],
    ["properties.missing != 'x'", true],
    ['properties.missing != 10', true],
    ['properties = null', false],
    ['properties != null', true],
    ["type = 'Track'", false],
    ["'track' = type", true],
    ['properties.total = properties.same', true],
    ['properties.twin = traits.twin', true],
    ['properties.twin = properties.nested', false],
    ["properties.features = ['discounts', 'dark-mode', 7, null]", true],
    ["properties.features = ['discounts', 'dark-mode', 7]", false],
    ["(type = 'track') = true", true],
    ["(event) = 'Button Clicked'", true],
  ]);
});

describe('order exists among numbers only', () => {
  matches([
    ['properties.total > 49', true],
    ['properties.total >= 49.5', true],
    ['properties.total < 49.5', false],
    ['properties.total <= 49.5', true],
    ['50 > properties.total', true],
    ['properties.numeric > 1', false],
    ['properties.numeric <= 1', false],
    ['properties.missing < 1', false],
    ['properties.nothing >= 0', false],
    ['properties.enabled >= 0', false],
    ['properties.plan > properties.numeric', false],
  ]);
});

describe('in looks for one value in a list', () => {
  matches([
    ["type in ['page', 'track']", true],
    ["type in['track']", true],
    ["type in ['page', 'screen']", false],
    ['7 in properties.features', true],
    ["'7' in properties.features", false],
    ['null in properties.features', true],
    ['properties.missing in properties.features', true],
    ['properties.missing in [null]', true],
    ['properties.missing in []', false],
    ["'x' in properties.missing", false],
    ["'track' in type", false],
    ['properties.products in [properties.products]', false],
    ['userId in [properties.plan, userId]', true],
    ["!(type in ['page'])", true],
    ['true in [true]', true],
  ]);
});

describe('precedence and nesting', () => {
  matches([
    ['true or true and false', true],
    ['false and true or true', true],
    ['true or false and false', true],
    ['(true or true) and false', false],
    ['!false or true', true],
    ['!true or true', true],
    ['!(true or true)', false],
    ['!false and false', false],
    ['!!true', true],
    ['! ! properties.enabled', true],
    ['((((true))))', true],
    ["(contains(event, 'Button') or type = 'page') and !(type = 'page' or (type = 'screen'))", true],
    ["!(type='page')and!(type='screen')", true],
    ["type = 'track'\n  and event = 'Button Clicked'\n", true],
  ]);
});

describe('only true counts as true', () => {
  matches([
    ['properties.enabled', true],
    ['properties.disabled', false],
    ['properties.missing', false],
    ['properties.plan', false],
    ['!properties.missing', true],
    ['properties.missing or properties.enabled', true],
    ['properties.missing and properties.enabled', false],
    ['!null', true],
  ]);
});

describe('functions', () => {
  matches([
    ["contains(event, 'Click')", true],
    ["contains(event, 'click')", false],
    ["contains(event, '')", true],
    ["contains(null, 'x')", false],
    ["contains(properties.missing, 'x')", false],
    ["!contains(properties.missing, 'x')", true],
    ["contains(properties.total, '4')", false],
    ["contains(properties.features, 'discounts')", false],
    ["length('ア') = 3", true],
    ['length(properties.title) = 4', true],
    ["length('é😀') = 6", true],
    ['length(properties.features) = 4', true],
    ['length(null) = 0 and length(properties.missing) = 0', true],
    ['length(properties.total) = null', true],
    ['length(properties.nested) > -1', false],
    ["lowercase(event) = 'button clicked'", true],
    ["uppercase(event) = 'BUTTON CLICKED'", true],
    ['lowercase(properties.missing) = null', true],
    ['lowercase(null) = null', true],
    ["snakecase('Test a string') = 'Test_a_string'", true],
    ["kebabcase('test a string') = 'test-a-string'", true],
    ["titlecase('test string') = 'Test String'", true],
    ["lowercase(snakecase(event)) = 'button_clicked'", true],
    ["typeof(event) = 'string'", true],
    ["typeof(1) = 'number' and typeof([]) = 'list' and typeof(true) = 'bool' and typeof(null) = 'null'", true],
    ["typeof(properties.missing) = 'null'", true],
    ["typeof(properties) = 'object'", true],
    ["bool(properties.numeric) and bool(1) and bool('true') and bool(properties.features)", true],
    ["bool('') or bool('false') or bool('0') or bool(0) or bool(null) or bool([])", false],
    ["string(properties.total) = '49.5' and string(true) = 'true'", true],
    ['string(properties.missing) = null', true],
    ["contains(string(properties.products), 'B-2')", true],
    ['number(properties.numeric) = 42 and number(7) = 7', true],
    ["number('1e3') = 1000 and number(' -2.5 ') = -2.5", true],
    ["number('0x10') = null and number('') = null and number('Infinity') = null and number(null) = null", true],
  ]);
});

describe('what a filter tells about itself', () => {
  test('names each field it reads once, in order, as FQL writes it', () => {
    const text = String.raw`contains(properties["product price"], 'x') and 1 in [userId, \in] and properties.list[0] = userId`;

    const compiled = compileFql(text);

    expect(compiled.ok && compiled.fields.map(({ path }) => path)).toEqual([
      String.raw`properties.product\ price`,
      'userId',
      String.raw`\in`,
      'properties.list.0',
    ]);
  });

  test('reads no field when it matches everything', () => {
    const compiled = compileFql('all');

    expect(compiled.ok && compiled.fields).toEqual([]);
  });
});

describe('hostile events', () => {
  function nest(levels: number): unknown {
    return JSON.parse('['.repeat(levels) + ']'.repeat(levels));
  }

  test('ends undecided over values nested deeper than the stack, and does not overflow it', () => {
    const [one, other] = [nest(200_000), nest(200_000)];

    const actual = verdict('properties.one = properties.other', { properties: { one, other } });

    expect(actual).toBe('out of steps');
  });

  test('has no text for a value nested deeper than the stack', () => {
    const actual = verdict('string(properties.deep) = null', { properties: { deep: nest(200_000) } });

    expect(actual).toBe(true);
  });

  test('reads an own field named like a prototype property', () => {
    const hostile = JSON.parse('{"__proto__": "own", "properties": {"constructor": 1}}') as Record<string, unknown>;

    const actual = verdict("__proto__ = 'own' and properties.constructor = 1", hostile);

    expect(actual).toBe(true);
  });
});
