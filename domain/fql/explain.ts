// Says which part of a filter keeps an event away, for the Event Tester. Delivery never asks this: it only wants the answer.

import { compileCondition } from './evaluate.ts';
import { parseFql } from './parse.ts';
import { STEPS_PER_EVENT, withinBudget, type StepBudget } from './step-budget.ts';
import { printPath, type Expression } from './syntax.ts';
import { readPath } from './values.ts';

/** A part of a filter that does not hold, written as FQL, with what the event has in the fields that it reads. */
export type FailingPart = { readonly part: string; readonly values: Readonly<Record<string, unknown>> };

/**
 * The parts for which a filter does not hold; none when it does. The filter is one that `compileFql` takes. Where it costs
 * more than it may, the part that is being looked at stands for all that is in it.
 */
export function explainFilter(filter: string, event: Readonly<Record<string, unknown>>): FailingPart[] {
  return failingParts(parseFql(filter), event, { left: STEPS_PER_EVENT });
}

/** Of `and` only what fails; anything else fails as a whole. */
function failingParts(
  expression: Expression,
  event: Readonly<Record<string, unknown>>,
  budget: StepBudget,
): FailingPart[] {
  const holds = withinBudget(() => compileCondition(expression)(event, budget));
  if (holds === true) return [];
  if (holds === false && expression.kind === 'and') {
    return expression.operands.flatMap((operand) => failingParts(operand, event, budget));
  }
  const values = pathsIn(expression).map((segments) => [printPath(segments), readPath(event, segments)] as const);
  return [{ part: print(expression), values: Object.fromEntries(values) }];
}

function pathsIn(expression: Expression): (readonly string[])[] {
  if (expression.kind === 'path') return [expression.segments];
  return childrenOf(expression).flatMap(pathsIn);
}

function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'path':
      return [];
    case 'list':
      return expression.items;
    case 'call':
      return expression.args;
    case 'and':
    case 'or':
      return expression.operands;
    case 'not':
      return [expression.operand];
    case 'comparison':
      return [expression.left, expression.right];
  }
}

/** An expression as a person would write it. Parts of `and` and `or` inside of others stand in parentheses. */
function print(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return JSON.stringify(expression.value);
    case 'path':
      return printPath(expression.segments);
    case 'list':
      return `[${expression.items.map(print).join(', ')}]`;
    case 'call':
      return `${expression.name}(${expression.args.map(print).join(', ')})`;
    case 'and':
    case 'or':
      return expression.operands.map(printOperand).join(` ${expression.kind} `);
    case 'not':
      return `!(${print(expression.operand)})`;
    case 'comparison':
      return `${print(expression.left)} ${expression.operator} ${print(expression.right)}`;
  }
}

function printOperand(expression: Expression): string {
  return expression.kind === 'and' || expression.kind === 'or' ? `(${print(expression)})` : print(expression);
}
