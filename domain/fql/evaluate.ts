// Turns the expression of a filter into closures that decide about one event after the other. Whatever JSON the event is,
// nothing here throws but `spend`, when the budget is used up: a value of the wrong type makes its comparison false, as
// documented for FQL.

import { isExactNumber } from '../base/exact-json.ts';
import { FUNCTIONS } from './functions.ts';
import { compileGlob } from './glob.ts';
import { spend, type StepBudget } from './step-budget.ts';
import type { ComparisonExpression, Expression } from './syntax.ts';
import { areEqual, compare, isNumber, readPath } from './values.ts';

type Condition = (event: unknown, budget: StepBudget) => boolean;
type Value = (event: unknown, budget: StepBudget) => unknown;

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
  return (event, budget) => conditions.every((condition) => condition(event, budget));
}

function any(conditions: readonly Condition[]): Condition {
  return (event, budget) => conditions.some((condition) => condition(event, budget));
}

function negate(condition: Condition): Condition {
  return (event, budget) => !condition(event, budget);
}

function isTrue(value: Value): Condition {
  return (event, budget) => value(event, budget) === true;
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
  if (right.kind === 'literal' && !isExactNumber(right.value)) {
    const expected = right.value;
    return (event, budget) => leftValue(event, budget) === expected;
  }
  return (event, budget) => areEqual(leftValue(event, budget), rightValue(event, budget), budget);
}

function compileMembership(left: Expression, right: Expression): Condition {
  const [leftValue, rightValue] = [compileValue(left), compileValue(right)];
  const constants = right.kind === 'list' ? constantsOf(right.items) : undefined;
  if (constants !== undefined) return (event, budget) => constants.has(leftValue(event, budget));
  return (event, budget) => {
    const [value, list] = [leftValue(event, budget), rightValue(event, budget)];
    if (!isSingleValue(value) || !Array.isArray(list)) return false;
    spend(budget, list.length);
    return isExactNumber(value) ? list.some((item) => areEqual(value, item, budget)) : list.includes(value);
  };
}

/** Lists and objects are members of no list, as `in` is documented for single values only. */
function isSingleValue(value: unknown): boolean {
  return typeof value !== 'object' || value === null || isExactNumber(value);
}

function constantsOf(items: readonly Expression[]): ReadonlySet<unknown> | undefined {
  const values = items.flatMap((item) => (item.kind === 'literal' ? [item.value] : []));
  return values.length === items.length && !values.some(isExactNumber) ? new Set(values) : undefined;
}

function compileOrder(operator: '>' | '>=' | '<' | '<=', left: Value, right: Value): Condition {
  const isOrdered = ORDERS[operator];
  return (event, budget) => {
    const [one, other] = [left(event, budget), right(event, budget)];
    return isNumber(one) && isNumber(other) && isOrdered(compare(one, other, budget), 0);
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
      return (event, budget) => {
        spend(budget, segments.length);
        return readPath(event, segments);
      };
    }
    case 'list': {
      const items = expression.items.map(compileValue);
      return (event, budget) => {
        spend(budget, items.length);
        return items.map((item) => item(event, budget));
      };
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
  if (name === 'match' && pattern?.kind === 'literal' && typeof pattern.value === 'string') {
    return compileMatch(first, pattern.value);
  }
  const found = FUNCTIONS.get(name);
  if (found === undefined) throw new Error(`the parser lets no unknown function through, but ${name} came`);
  const { apply } = found;
  return (event, budget) => apply([first(event, budget), second(event, budget)], budget);
}

function nothing(): null {
  return null;
}

/** Almost every pattern stands in the filter itself and is compiled once. */
function compileMatch(text: Value, pattern: string): Value {
  const glob = compileGlob(pattern);
  return (event, budget) => {
    const value = text(event, budget);
    return glob.ok && typeof value === 'string' && glob.matches(value, budget);
  };
}
