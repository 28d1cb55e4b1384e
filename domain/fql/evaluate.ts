// Turns the expression of a filter into closures that decide about one event after the other. Nothing here throws, whatever
// JSON the event is: a value of the wrong type makes its comparison false, as documented for FQL.

import { FUNCTIONS } from './functions.ts';
import { compileGlob } from './glob.ts';
import type { ComparisonExpression, Expression } from './syntax.ts';
import { areEqual, readPath } from './values.ts';

type Condition = (event: unknown) => boolean;
type Value = (event: unknown) => unknown;

/** Compiles an expression that stands for yes or no. Only true itself counts as yes: null and other values are no. */
export function compileCondition(expression: Expression): Condition {
  switch (expression.kind) {
    case 'and':
      return all(expression.operands.map(compileCondition));
    case 'or':
      return any(expression.operands.map(compileCondition));
    case 'not':
      return negate(compileCondition(expression.operand));
    case 'comparison':
      return compileComparison(expression);
    case 'literal':
    case 'list':
    case 'path':
    case 'call':
      return isTrue(compileValue(expression));
  }
}

function all(conditions: readonly Condition[]): Condition {
  return (event) => conditions.every((condition) => condition(event));
}

function any(conditions: readonly Condition[]): Condition {
  return (event) => conditions.some((condition) => condition(event));
}

function negate(condition: Condition): Condition {
  return (event) => !condition(event);
}

function isTrue(value: Value): Condition {
  return (event) => value(event) === true;
}

function compileComparison({ operator, left, right }: ComparisonExpression): Condition {
  switch (operator) {
    case '=':
      return compileEquality(left, right);
    case '!=':
      return negate(compileEquality(left, right));
    case 'in':
      return compileMembership(left, right);
    case '>':
    case '>=':
    case '<':
    case '<=':
      return compileOrder(operator, compileValue(left), compileValue(right));
  }
}

function compileEquality(left: Expression, right: Expression): Condition {
  const [leftValue, rightValue] = [compileValue(left), compileValue(right)];
  if (right.kind === 'literal') {
    const expected = right.value;
    return (event) => leftValue(event) === expected;
  }
  return (event) => areEqual(leftValue(event), rightValue(event));
}

function compileMembership(left: Expression, right: Expression): Condition {
  const [leftValue, rightValue] = [compileValue(left), compileValue(right)];
  const constants = right.kind === 'list' ? constantsOf(right.items) : undefined;
  if (constants !== undefined) return (event) => constants.has(leftValue(event));
  return (event) => {
    const [value, list] = [leftValue(event), rightValue(event)];
    return isSingleValue(value) && Array.isArray(list) && list.includes(value);
  };
}

/** Lists and objects are members of no list, as `in` is documented for single values only. */
function isSingleValue(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function constantsOf(items: readonly Expression[]): ReadonlySet<unknown> | undefined {
  const values = items.flatMap((item) => (item.kind === 'literal' ? [item.value] : []));
  return values.length === items.length ? new Set(values) : undefined;
}

function compileOrder(operator: '>' | '>=' | '<' | '<=', left: Value, right: Value): Condition {
  const isOrdered = ORDERS[operator];
  return (event) => {
    const [one, other] = [left(event), right(event)];
    return typeof one === 'number' && typeof other === 'number' && isOrdered(one, other);
  };
}

const ORDERS: Readonly<Record<'>' | '>=' | '<' | '<=', (left: number, right: number) => boolean>> = {
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
};

function compileValue(expression: Expression): Value {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      return () => value;
    }
    case 'path': {
      const { segments } = expression;
      return (event) => readPath(event, segments);
    }
    case 'list': {
      const items = expression.items.map(compileValue);
      return (event) => items.map((item) => item(event));
    }
    case 'call':
      return compileCall(expression);
    case 'and':
    case 'or':
    case 'not':
    case 'comparison':
      return compileCondition(expression);
  }
}

function compileCall({ name, args }: Expression & { kind: 'call' }): Value {
  const [first = nothing, second = nothing] = args.map(compileValue);
  const pattern = args[1];
  if (name === 'match' && pattern?.kind === 'literal') return compileMatch(first, String(pattern.value));
  const found = FUNCTIONS.get(name);
  if (found === undefined) throw new Error(`the parser lets no unknown function through, but ${name} came`);
  const { apply } = found;
  return (event) => apply(first(event), second(event));
}

function nothing(): null {
  return null;
}

/** Almost every pattern stands in the filter itself and is compiled once. */
function compileMatch(text: Value, pattern: string): Value {
  const glob = compileGlob(pattern);
  return (event) => {
    const value = text(event);
    return glob.ok && typeof value === 'string' && glob.matches(value);
  };
}
