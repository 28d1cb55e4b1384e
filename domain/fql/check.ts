// Refuses filters that are FQL by their grammar, but can only be a mistake: a value where a condition must stand, an
// argument of a type the function never takes, a text whose quotes were forgotten. What depends on the event is left to
// the evaluator, which never fails.

import { FUNCTIONS } from './functions.ts';
import { compileGlob } from './glob.ts';
import type { ComparisonExpression, Expression, FqlType } from './syntax.ts';
import { EVENT_FIELDS } from './event-fields.ts';
import { fail, quoteSource } from './syntax.ts';
import { typeOf } from './values.ts';

/**
 * The top-level fields of an event. A single word that is none of them is read as a field everywhere but where a text
 * would be usual: in `type = track` the quotes were forgotten, and `type != track` would match everything.
 */
const FIELD_WORDS: ReadonlySet<string> = new Set([...EVENT_FIELDS, 'writeKey']);

/** Checks a whole filter; throws FqlSyntaxError. */
export function checkFilter(filter: Expression): void {
  checkCondition(filter, 'as the filter');
}

function checkCondition(expression: Expression, place: string): void {
  const type = staticType(expression);
  if (type !== undefined && type !== 'bool' && type !== 'null') {
    fail({
      position: expression.position,
      found: describe(type),
      expected: `a condition ${place}`,
      hint: "Compare the value with something: `lowercase(event) = 'signed up'`.",
    });
  }
  checkParts(expression);
}

function checkParts(expression: Expression): void {
  switch (expression.kind) {
    case 'literal':
    case 'path':
      return;
    case 'list':
      for (const item of expression.items) checkTextValue(item);
      return;
    case 'and':
    case 'or':
      for (const operand of expression.operands) checkCondition(operand, `beside ${quoteSource(expression.kind)}`);
      return;
    case 'not':
      checkCondition(expression.operand, 'after `!`');
      return;
    case 'call':
      checkCall(expression);
      return;
    case 'comparison':
      checkComparison(expression);
      return;
  }
}

/** At a place where a text is usual, a single unknown word is one without its quotes. */
function checkTextValue(expression: Expression): void {
  if (expression.kind === 'path' && expression.bareWord !== undefined && !FIELD_WORDS.has(expression.bareWord)) {
    const word = expression.bareWord;
    fail({
      position: expression.position,
      found: `the word ${quoteSource(word)}`,
      expected: 'a value',
      hint: `Text is written in quotes: \`'${word}'\`. If a field of that name is meant, write \`\\${word}\`.`,
    });
  }
  checkParts(expression);
}

function checkComparison({ operator, left, right, position }: ComparisonExpression): void {
  checkParts(left);
  if (operator === 'in') {
    refuseType(left, ['list', 'object'], 'a string, a number, true, false or null before `in`');
    requireList(right);
    checkParts(right);
    return;
  }
  checkTextValue(right);
  if (operator === '=' || operator === '!=') return;
  for (const side of [left, right]) {
    const type = staticType(side);
    if (type === undefined || type === 'number') continue;
    fail({
      position: side.position,
      found: describe(type),
      expected: `a number beside ${quoteSource(operator)} at position ${position}`,
      hint: 'Only numbers have an order; a number in a text is read with `number(field)`.',
    });
  }
}

function refuseType(expression: Expression, refused: readonly FqlType[], expected: string): void {
  const type = staticType(expression);
  if (type !== undefined && refused.includes(type))
    fail({ position: expression.position, found: describe(type), expected });
}

function requireList(expression: Expression): void {
  const type = staticType(expression);
  if (type === undefined || type === 'list') return;
  fail({
    position: expression.position,
    found: describe(type),
    expected: 'a list after `in`',
    hint: "Lists are written `['a', 'b']`; `contains(field, 'text')` looks for a part of a text.",
  });
}

function checkCall({ name, args, position }: Expression & { kind: 'call' }): void {
  const parameters = FUNCTIONS.get(name)?.parameters ?? [];
  const signature = `${name}(${parameters.map(({ description }) => description).join(', ')})`;
  if (args.length !== parameters.length) {
    fail({
      position,
      found: `${quoteSource(name)} with ${args.length} ${args.length === 1 ? 'value' : 'values'}`,
      expected: signature,
    });
  }
  args.forEach((argument, index) => {
    const type = staticType(argument);
    if (type !== undefined && parameters[index]?.accepts.includes(type) === false) {
      fail({ position: argument.position, found: describe(type), expected: signature });
    }
    if (index === 0) checkParts(argument);
    else checkTextValue(argument);
  });
  if (name === 'match') checkPattern(args[1]);
}

function checkPattern(pattern: Expression | undefined): void {
  if (pattern?.kind !== 'literal' || typeof pattern.value !== 'string') return;
  const glob = compileGlob(pattern.value);
  if (glob.ok) return;
  fail({
    position: pattern.position,
    found: quoteSource(pattern.value),
    expected: 'a pattern',
    hint: `Here ${glob.message}.`,
  });
}

/** The type a value has in every event; undefined if that depends on the event. A function may also return null. */
function staticType(expression: Expression): FqlType | undefined {
  switch (expression.kind) {
    case 'literal':
      return typeOf(expression.value);
    case 'list':
      return 'list';
    case 'path':
      return undefined;
    case 'call':
      return FUNCTIONS.get(expression.name)?.result;
    case 'and':
    case 'or':
    case 'not':
    case 'comparison':
      return 'bool';
  }
}

function describe(type: FqlType): string {
  return type === 'null' ? 'null' : `a ${type}`;
}
