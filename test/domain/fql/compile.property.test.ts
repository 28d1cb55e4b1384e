import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { compileFql } from '../../../domain/fql/compile.ts';

/** A filter as this test builds it: a tree of its own, which knows nothing of the tree under test. */
type Tree =
  | { op: 'and' | 'or'; parts: Tree[] }
  | { op: 'not'; part: Tree }
  | { op: 'flag'; field: string[] }
  | { op: '=' | '!=' | '<' | '<=' | '>' | '>='; field: string[]; value: Scalar }
  | { op: 'in'; field: string[]; values: Scalar[] }
  | { op: 'contains'; field: string[]; part: string };
type Scalar = string | number | boolean | null;

const KEYS = ['plan', 'total', 'in', 'a b', 'x.y', 'ünï', '😀', '1st', "quo'te", 'back\\slash', 'length'];
const field = fc.array(fc.constantFrom(...KEYS), { minLength: 1, maxLength: 2 }).map((keys) => ['properties', ...keys]);
const text = fc.oneof(fc.constantFrom('', 'a', 'ab', '1', 'true'), fc.string({ unit: 'grapheme', maxLength: 6 }));
const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
const scalar: fc.Arbitrary<Scalar> = fc.oneof(text, number, fc.boolean(), fc.constant(null));

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ op: fc.constantFrom('=' as const, '!=' as const), field, value: scalar }),
    fc.record({ op: fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const), field, value: number }),
    fc.record({ op: fc.constant('in' as const), field, values: fc.array(scalar, { maxLength: 4 }) }),
    fc.record({ op: fc.constant('contains' as const), field, part: text }),
    fc.record({ op: fc.constant('flag' as const), field }),
    fc.record({ op: fc.constant('not' as const), part: tie('tree') }),
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('tree'), { minLength: 2, maxLength: 4 }),
    }),
  ),
}));

/** Writes parentheses only where precedence needs them, so that precedence itself is under test. */
function print(node: Tree, quote: string): string {
  switch (node.op) {
    case 'and':
      return node.parts
        .map((part) => (part.op === 'or' ? `(${print(part, quote)})` : print(part, quote)))
        .join(' and ');
    case 'or':
      return node.parts.map((part) => print(part, quote)).join(' or ');
    case 'not':
      return ['not', 'flag', 'contains'].includes(node.part.op)
        ? `!${print(node.part, quote)}`
        : `!(${print(node.part, quote)})`;
    case 'flag':
      return printField(node.field);
    case 'in':
      return `${printField(node.field)} in [${node.values.map((value) => printScalar(value, quote)).join(', ')}]`;
    case 'contains':
      return `contains(${printField(node.field)}, ${printScalar(node.part, quote)})`;
    case '=':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return `${printField(node.field)} ${node.op} ${printScalar(node.value, quote)}`;
  }
}

function printField(keys: readonly string[]): string {
  return keys.map((key) => key.replace(/[^\w-]/gu, '\\$&')).join('.');
}

function printScalar(value: Scalar, quote: string): string {
  if (typeof value !== 'string') return String(value);
  return quote + value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote;
}

function decide(node: Tree, event: unknown): boolean {
  switch (node.op) {
    case 'and':
      return node.parts.every((part) => decide(part, event));
    case 'or':
      return node.parts.some((part) => decide(part, event));
    case 'not':
      return !decide(node.part, event);
    case 'flag':
      return look(event, node.field) === true;
    case 'in':
      return node.values.some((value) => value === look(event, node.field));
    case 'contains':
      return [look(event, node.field)].some((value) => typeof value === 'string' && value.includes(node.part));
    case '=':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return decideComparison(node.op, look(event, node.field), node.value);
  }
}

function decideComparison(op: '=' | '!=' | '<' | '<=' | '>' | '>=', left: unknown, right: Scalar): boolean {
  if (op === '=') return left === right;
  if (op === '!=') return left !== right;
  if (typeof left !== 'number' || typeof right !== 'number') return false;
  const sign = Math.sign(left - right);
  return { '<': sign < 0, '<=': sign <= 0, '>': sign > 0, '>=': sign >= 0 }[op];
}

function look(event: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return event ?? null;
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return null;
  return look(new Map(Object.entries(event)).get(key), rest);
}

const leaf = fc.oneof(scalar, fc.constant([1, 'a']));
const keyed = (value: fc.Arbitrary<unknown>) => fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 6 });
const event = fc.record({ properties: keyed(fc.oneof(leaf, keyed(leaf))) }, { requiredKeys: [] });

describe('any filter', () => {
  test('decides as a small independent evaluator does', () => {
    const quote = fc.constantFrom("'", '"');

    const property = fc.property(tree, quote, fc.array(event, { minLength: 1, maxLength: 5 }), (node, mark, events) => {
      const compiled = compileFql(print(node, mark));
      fc.pre(compiled.ok || !compiled.message.includes('expected at most'));
      for (const one of events) expect(compiled.ok ? compiled.matches(one) : compiled).toBe(decide(node, one));
    });

    fc.assert(property, { numRuns: 500 });
  });

  test('means the same however much space and however many parentheses stand around it', () => {
    const property = fc.property(tree, event, (node, one) => {
      const [plain, wrapped] = [print(node, "'"), `\n( (\t${print(node, "'")} ) )  `].map(compileFql);
      fc.pre(plain?.ok === true && wrapped?.ok === true);
      expect(plain.matches(one)).toBe(wrapped.matches(one));
    });

    fc.assert(property, { numRuns: 200 });
  });

  test('can be read again from the paths it reports', () => {
    const property = fc.property(field, (keys) => {
      const compiled = compileFql(`${printField(keys)} = null`);
      const fields = compiled.ok ? compiled.fields : [];
      const again = compileFql(`${fields.map(({ path }) => path).join()} = null`);
      expect(fields).toEqual([{ path: expect.any(String) as string, segments: keys, position: 0 }]);
      expect(again.ok && again.fields).toEqual(fields);
    });

    fc.assert(property, { numRuns: 200 });
  });
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    ...['type', 'event', 'properties.a', '\\', "'", '"', "'a'", '1', '-1.5e3', 'true', 'null', 'all', '😀', '.'],
    ...['=', '!=', '>', '<=', 'in', 'and', 'or', '!', '(', ')', '[', ']', ',', ' ', 'contains(', 'match(', 'length('],
    ...["event = 'x'", ' and ', ' or ', '!(', "match(event, 'O*')", 'properties["a b"]', '[0]', "['a', 1]"],
  );

  test('compiles to a filter or to a message with a position inside the text', () => {
    const noise = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
    );

    const property = fc.property(noise, (source) => {
      const compiled = compileFql(source);
      if (compiled.ok) return typeof compiled.matches({ type: 'track', event: 'Order' }) === 'boolean';
      return compiled.message.startsWith('Found ') && compiled.position >= 0 && compiled.position <= source.length;
    });

    fc.assert(property, { numRuns: 1000 });
  });
});

describe('any event', () => {
  const FILTERS = [
    "type = 'track' and properties.a.b[0] in [1, 'x'] or !contains(event, 'x') and length(properties) > 1",
    "match(event, '*a?[b-z]*') or match(type, event) or lowercase(event) = uppercase(event)",
    'string(properties) = event or bool(properties) or number(event) > 1 or typeof(properties) = type',
    'properties = traits or properties.a != context and event in properties or !event',
    'titlecase(event) = kebabcase(snakecase(event)) or properties.__proto__ = traits.constructor',
  ].map((source) => compileFql(source));

  test('gets a verdict from every filter', () => {
    const names = fc.constantFrom(
      'type',
      'event',
      'properties',
      'traits',
      'context',
      'a',
      'b',
      '__proto__',
      'constructor',
    );
    const json = fc.oneof(
      fc.jsonValue(),
      fc
        .object({ key: names, maxDepth: 4 })
        .map((value) => JSON.stringify(value))
        .map(parseJson),
    );

    const property = fc.property(json, (subject) =>
      FILTERS.every((filter) => filter.ok && typeof filter.matches(subject as Record<string, unknown>) === 'boolean'),
    );

    fc.assert(property, { numRuns: 500 });
  });
});

function parseJson(source: string): unknown {
  return JSON.parse(source);
}
