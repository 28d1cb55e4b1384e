import { describe, expect, test } from 'vitest';
import { checkMapping, MAX_MAPPING_DEPTH } from '../../../domain/mapping/check.ts';
import { compileMapping, usesLiquid } from '../../../domain/mapping/compile.ts';
import { explainMapping } from '../../../domain/mapping/explain.ts';

const EVENT = {
  type: 'track',
  event: 'Order Completed',
  userId: 'u1',
  properties: { total: 12.5, email: 'Ann@Example.com', note: null, items: [{ id: 'a' }, { id: 'b' }] },
};

function made(mapping: object, event: Readonly<Record<string, unknown>> = EVENT): unknown {
  const compiled = compileMapping(mapping);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.mapping.run(event);
}

describe('a mapping', () => {
  test('makes of an event what the action is given, without fields that the event lacks', () => {
    const mapping = {
      text: { '@template': 'Order of {{properties.total}} by {{userId}}{{properties.missing}}' },
      email: { '@case': { operator: 'lower', value: { '@path': '$.properties.email' } } },
      ids: { '@arrayPath': ['$.properties.items', { id: { '@path': '$.id' } }] },
      note: { '@path': '$.properties.note' },
      missing: { '@path': '$.properties.missing' },
      fixed: ['a', { b: 1 }],
    };

    expect(made(mapping)).toStrictEqual({
      text: 'Order of 12.5 by u1',
      email: 'ann@example.com',
      ids: [{ id: 'a' }, { id: 'b' }],
      note: null,
      fixed: ['a', { b: 1 }],
    });
  });

  test('makes something that is nobody else’s: to change it changes neither the event nor the mapping', () => {
    const mapping = { properties: { '@path': '$.properties' }, fixed: { b: [1] } };
    const compiled = compileMapping(mapping);
    const run = compiled.ok ? compiled.mapping.run : undefined;
    const first = run?.(EVENT) as { properties: { total: number }; fixed: { b: number[] } };

    first.properties.total = 0;
    first.fixed.b.push(2);

    expect(run?.(EVENT)).toMatchObject({ properties: { total: 12.5 }, fixed: { b: [1] } });
  });

  test.each([
    ['@path', { a: { '@path': '$.constructor.name' } }],
    ['@template', { a: { '@template': '{{properties.total.toFixed}}' } }],
  ])('reads by %s what the event has, and not what every object has', (_, mapping) => {
    expect(Object.values(made(mapping) as object).join('')).toBe('');
  });

  test('changes no object of the program, whatever fields of an event are called', () => {
    const event = JSON.parse('{"properties": {"__proto__": {"polluted": true}, "a": 1}}') as Record<string, unknown>;
    const properties = { '@path': '$.properties' };
    const mapping = {
      copied: properties,
      merged: { '@merge': { direction: 'right', objects: [properties] } },
      flat: { '@flatten': { separator: '_', value: properties } },
    };

    const result = made(mapping, event) as { copied: object; merged: object };

    expect([result.copied, result.merged].map((each) => 'polluted' in each)).toEqual([false, false]);
    expect(({} as { polluted?: true }).polluted).toBeUndefined();
  });
});

describe('a mapping that cannot be saved', () => {
  const deep = (levels: number): object => (levels === 0 ? {} : { a: deep(levels - 1) });

  test.each([
    [{ b: { '@foo': 1 } }, '/b', 'a directive that there is not: @foo'],
    [{ b: [{ c: { '@foo': 1 } }] }, '/b/0/c', '@foo'],
    [{ b: { '@literal': [{ '@foo': 1 }] } }, '/b/@literal/0', '@foo'],
    [{ b: { '@path': '$.a', c: 1 } }, '/b', 'nothing beside its directive @path, but has "c"'],
    [{ 'a/b~c': { '@path': 5 } }, '/a~1b~0c/@path', 'a string or a directive, not a number'],
    [{ b: { '@if': { then: 1 } } }, '/b/@if', 'must have "exists" or "blank"'],
    [{ b: { '@if': { exists: { '@path': [] } } } }, '/b/@if/exists/@path', 'not a list'],
    [{ b: { '@case': { operator: 'UP', value: 'x' } } }, '/b/@case/operator', '"lower" or "upper"'],
    [{ b: { '@replace': { pattern: 'a', pattern2: '01234567890', value: 'x' } } }, '/b/@replace/pattern2', '10'],
    [{ b: { '@merge': { direction: 'right' } } }, '/b/@merge', 'must have "objects"'],
    [{ b: { '@liquid': 5 } }, '/b/@liquid', 'must be a string'],
    [{ b: { '@liquid': 'x'.repeat(1001) } }, '/b/@liquid', 'at most 1000 characters'],
    [{ b: { '@liquid': '{{ (1..3000000) | join: "," | size }}' } }, '/b/@liquid', 'no range'],
    [{ b: { '@liquid': `{{ "\\"" | append: (1..3000000) | append: "\\"" }}` } }, '/b/@liquid', 'no range'],
    [{ b: { '@liquid': `{{ a ${'| upcase '.repeat(21)}}}` } }, '/b/@liquid', 'at most 20 filters'],
    [{ b: { '@liquid': '{% for a in b %}{% endfor %}' } }, '/b/@liquid', 'the tag for'],
    [{ b: { '@liquid': '{{ a | map: "b" }}' } }, '/b/@liquid', 'the filter map'],
    [{ b: { '@liquid': '{{ a | default: "}}' } }, '/b/@liquid', 'must close'],
    [{ __segment_internal_directive: { '@merge': 1 } }, '/__segment_internal_directive', 'one directive'],
    [
      { b: { '@foo': 1 }, __segment_internal_directive: { '@transform': { apply: { c: { '@bar': 1 } } } } },
      '/__segment_internal_directive/@transform/apply/c',
      '@bar',
    ],
    [{ a: 'x'.repeat(33_000) }, '', '32768 bytes'],
    [deep(MAX_MAPPING_DEPTH + 1), '', `${MAX_MAPPING_DEPTH} levels`],
    ['text', '', 'an object of fields'],
  ])('%j is told where and why', (mapping, pointer, message) => {
    const [problem] = checkMapping(mapping);

    expect(problem?.pointer).toBe(pointer);
    expect(problem?.message).toContain(message);
  });

  test('is told all that is wrong with it', () => {
    const problems = checkMapping({ a: { '@foo': 1 }, b: { '@bar': 1 }, c: 'right' });

    expect(problems.map(({ pointer }) => pointer)).toEqual(['/a', '/b']);
  });

  test.each([
    '{{ properties.total | round: 2 }}',
    'from 1..3, {{ note | truncate: 10, "..." }}',
    `{% if a == 'it"s' %}x{% endif %}`,
  ])('is not one with %j', (template) => {
    expect(checkMapping({ a: { '@liquid': template } })).toEqual([]);
  });
});

describe('a mapping field by field', () => {
  const mapping = {
    id: { '@path': '$.userId' },
    missing: { '@path': '$.properties.missing' },
    broken: { '@path': { '@path': '$.properties.total' } },
    unknown: { '@foo': 1 },
    nested: { deep: [{ '@transform': { apply: { x: 1 }, mapping: { y: { '@template': { '@path': '$.x' } } } } }] },
  };

  test('says what each is made of, and which directive fails', () => {
    expect(explainMapping(mapping, EVENT)).toEqual({
      id: { value: 'u1' },
      missing: {},
      broken: { pointer: '/broken', directive: '@path', message: 'wants a string, not a number' },
      unknown: { pointer: '/unknown', message: 'has a directive that there is not: @foo' },
      nested: {
        pointer: '/nested/deep/0/@transform/mapping/y',
        directive: '@template',
        message: 'wants a string, not a number',
      },
    });
  });

  test('each as it is with a directive that is about all of them', () => {
    const root = { '@transform': { apply: { x: { '@path': '$.userId' } } } };
    const fields = { a: { '@path': '$.x' }, b: { '@path': { '@literal': 1 } } };

    expect(explainMapping({ __segment_internal_directive: root, ...fields }, EVENT)).toEqual({
      a: { value: 'u1' },
      b: { pointer: '/b', directive: '@path', message: 'wants a string, not a number' },
    });
  });

  test('is of no use where the whole cannot be saved', () => {
    const large = { a: 'x'.repeat(33_000), b: 1 };

    expect(explainMapping(large, EVENT)).toMatchObject({ a: { pointer: '' }, b: { pointer: '' } });
  });
});

test('a mapping says whether it needs Liquid', () => {
  expect(usesLiquid({ a: [{ b: { '@liquid': 'x' } }] })).toBe(true);
  expect(usesLiquid({ a: [{ b: { '@path': '@liquid' } }] })).toBe(false);
});
