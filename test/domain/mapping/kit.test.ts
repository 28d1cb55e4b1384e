import fc from 'fast-check';
import { transform } from '@segment/actions-core/mapping-kit';
import { expect, test } from 'vitest';
import { checkMapping } from '../../../domain/mapping/check.ts';
import { compileMapping } from '../../../domain/mapping/compile.ts';
import { createLiquid } from '../../../domain/mapping/liquid.ts';

// The kit of Segment runs the actions of its catalog. What it makes of an event, with its faults, is what the fields of the
// actions were written for, so ours makes the same of everything that it lets anybody save.

const liquid = createLiquid();

const WORDS = ['a', 'b', 'a.b', 'items', 'x y', '', 'é', '{{b}}', 'length', '0', 'A-B'];
const word = fc.constantFrom(...WORDS);
const scalar = fc.oneof(word, fc.constantFrom(0, 1, -2.5, true, false, null), fc.string({ maxLength: 4 }));
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(word, tie('json'), { maxKeys: 3 }),
  ),
}));
const event = fc.record(
  { a: json, b: json, items: fc.array(json, { maxLength: 3 }), properties: fc.dictionary(word, json, { maxKeys: 4 }) },
  { requiredKeys: [] },
);

const name = fc.constantFrom(
  'a',
  'b',
  'items',
  'properties',
  "['a']",
  '[0]',
  "properties['x y']",
  'items[0].a',
  'missing',
);
const path = fc
  .tuple(fc.constantFrom('$.', '', '$', '$..', 'a$.'), fc.array(name, { minLength: 0, maxLength: 3 }))
  .map(([root, names]) => root + names.join('.'));
const template = fc
  .array(
    fc.oneof(
      word,
      path.map((each) => `{{${each}}}`),
      path.map((each) => `{{{ ${each} }}}`),
      fc.constant('{{'),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(''));
const liquidText = fc.constantFrom(
  ...[
    '',
    'x',
    '{{ a }}',
    '{{ a | upcase }}',
    '{{ properties.b | default: "none" }}',
    '{% if a %}yes{% else %}no{% endif %}',
  ],
  ...[
    '{{ items | size }}',
    '{{ items.first.a }}',
    '{% assign x = a | append: "…" %}{{ x }}',
    '{{ a | nope }}',
    '{% if %}',
  ],
  ...['{{ a | divided_by: 0 }}', '{{ items | join: "," }}', '{{ a | json }}'],
);

const { mapping } = fc.letrec((tie) => {
  const any = tie('any');
  const directive = tie('directive');
  const text = fc.oneof(path, template, directive);
  const some = (fields: Record<string, fc.Arbitrary<unknown>>, required: string[] = []): fc.Arbitrary<unknown> =>
    fc.record(fields, { requiredKeys: required });
  const short = fc.constantFrom('', 'a', 'b', '.', '$&', 'x y', '0123456789');
  const objects = fc.oneof(tie('fields'), directive);
  return {
    any: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      scalar,
      directive,
      directive,
      tie('fields'),
      fc.array(any, { maxLength: 3 }),
    ),
    fields: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), any, { maxKeys: 3 }),
    directive: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      path.map((each) => ({ '@path': each })),
      template.map((each) => ({ '@template': each })),
      liquidText.map((each) => ({ '@liquid': each })),
      text.map((each) => ({ '@path': each, _metadata: {} })),
      text.map((each) => ({ '@template': each })),
      any.map((each) => ({ '@literal': each })),
      any.map((each) => ({ '@excludeWhenNull': each })),
      some({ exists: any, blank: any, then: any, else: any }).map((each) => ({ '@if': each })),
      some({ operator: fc.constantFrom('lower', 'upper', 'Upper'), value: text }).map((each) => ({ '@case': each })),
      some(
        {
          pattern: short,
          replacement: short,
          pattern2: short,
          replacement2: short,
          value: text,
          ignorecase: fc.boolean(),
          global: fc.boolean(),
        },
        ['pattern', 'value'],
      ).map((each) => ({ '@replace': each })),
      fc.tuple(text, tie('fields')).map((each) => ({ '@arrayPath': each })),
      fc.tuple(text, directive).map((each) => ({ '@arrayPath': each })),
      text.map((each) => ({ '@arrayPath': [each] })),
      some({ mode: fc.constantFrom('encode', 'decode'), value: any }).map((each) => ({ '@json': each })),
      some({ separator: fc.constantFrom('.', '_', ''), value: any, omitArrays: fc.boolean() }, [
        'separator',
        'value',
      ]).map((each) => ({ '@flatten': each })),
      some({ direction: fc.constantFrom('left', 'right'), objects: fc.array(objects, { maxLength: 3 }) }, [
        'direction',
        'objects',
      ]).map((each) => ({ '@merge': each })),
      some({ apply: objects, mapping: objects }, ['apply', 'mapping']).map((each) => ({ '@transform': each })),
      any.map((each) => ({ '@nothing': each })),
      any.map((each) => ({ '@path': each })),
    ),
    mapping: fc.oneof(
      { weight: 8, arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), any, { minKeys: 1, maxKeys: 4 }) },
      fc.tuple(objects, tie('fields')).map(([apply, fields]) => ({
        ...(fields as object),
        __segment_internal_directive: { '@transform': { apply } },
      })),
    ),
  };
});

type Made = { readonly made: unknown } | 'fails';

const attempt = (act: () => unknown): Made => {
  try {
    return { made: act() };
  } catch {
    return 'fails';
  }
};
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function byKit(given: unknown, input: object): Made {
  return attempt(() => transform(copy(given) as never, copy(input) as never));
}

function byOurs(given: unknown, input: object): Made {
  const compiled = compileMapping(given, { liquid });
  return compiled.ok ? attempt(() => compiled.mapping.run(copy(input) as Record<string, unknown>)) : 'fails';
}

test('makes of every event what the kit makes of it, or fails where it fails', () => {
  let compared = 0;
  fc.assert(
    fc.property(mapping, event, (given, input) => {
      fc.pre(checkMapping(given).length === 0);
      compared += 1;

      expect(byOurs(given, input)).toEqual(byKit(given, input));
    }),
    { numRuns: 3000 },
  );
  expect(compared).toBeGreaterThan(1000);
});

test('refuses to be saved what the kit refuses to run', () => {
  fc.assert(
    fc.property(mapping, (given) => {
      const made = attempt(() => transform(copy(given) as never, {}));
      fc.pre(made === 'fails' && checkMapping(given).length === 0);

      // What is saved all the same fails by what is in an event, and not by what is in the mapping.
      expect(byOurs(given, {})).toBe('fails');
    }),
    { numRuns: 500 },
  );
});
