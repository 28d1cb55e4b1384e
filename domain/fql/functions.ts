// The functions of FQL: what each accepts, what it returns, what it does. The checker takes the types from here, the
// evaluator the code. Where Segment's documentation is silent, the decision is noted at the function.

import { isBeyondDoubles, isExactNumber, readNumber, type ExactNumber } from '../base/exact-json.ts';
import { compileGlob } from './glob.ts';
import { spend, stepsOfSearch, type StepBudget } from './step-budget.ts';
import type { FqlType } from './syntax.ts';
import { isNumber, typeOf, utf8Length } from './values.ts';

/** What a parameter takes: its description in messages, and the types. */
type FqlParameter = { readonly description: string; readonly accepts: readonly FqlType[] };

type Parameters = readonly [FqlParameter] | readonly [FqlParameter, FqlParameter];

/**
 * A function of one or two values. Values at run time may be of any type, so `apply` has to cope with all of them, and it
 * pays for what it does in steps.
 */
type FqlFunction = {
  readonly parameters: Parameters;
  readonly result: FqlType;
  readonly apply: (values: readonly [unknown, unknown], budget: StepBudget) => unknown;
};

/** Of functions that look at each character by itself. */
const STEPS_A_CHARACTER = 2;
/** For each character of a pattern that has to be compiled. */
const STEPS_TO_COMPILE = 20;

const TEXT: FqlParameter = { description: 'a string', accepts: ['string', 'null'] };
const PATTERN: FqlParameter = { description: 'a pattern (a string)', accepts: ['string'] };
const LIST_OR_TEXT: FqlParameter = { description: 'a list or a string', accepts: ['list', 'string', 'null'] };
const NUMERIC: FqlParameter = { description: 'a number or a string', accepts: ['number', 'string', 'null'] };
const ANYTHING: FqlParameter = {
  description: 'a value',
  accepts: ['string', 'number', 'list', 'bool', 'null', 'object'],
};

/** Every function there is. `cidr` appears in no public documentation and is therefore as unknown as any other name. */
export const FUNCTIONS: ReadonlyMap<string, FqlFunction> = new Map<string, FqlFunction>([
  ['contains', { parameters: [TEXT, TEXT], result: 'bool', apply: contains }],
  ['match', { parameters: [TEXT, PATTERN], result: 'bool', apply: matchesGlob }],
  ['length', ofOne(LIST_OR_TEXT, 'number', lengthOf)],
  ['lowercase', textFunction((text) => text.toLowerCase())],
  ['uppercase', textFunction((text) => text.toUpperCase())],
  ['snakecase', textFunction((text) => text.replaceAll(' ', '_'))],
  ['kebabcase', textFunction((text) => text.replaceAll(' ', '-'))],
  ['titlecase', textFunction(toTitleCase)],
  ['typeof', ofOne(ANYTHING, 'string', typeOf)],
  ['bool', ofOne(ANYTHING, 'bool', toBool)],
  ['string', { parameters: [ANYTHING], result: 'string', apply: toText }],
  ['number', ofOne(NUMERIC, 'number', toNumber)],
]);

/** A function whose work grows with the length of its text and with nothing else. */
function ofOne(parameter: FqlParameter, result: FqlType, change: (value: unknown) => unknown): FqlFunction {
  return {
    parameters: [parameter],
    result,
    apply([value], budget) {
      spend(budget, 1 + (typeof value === 'string' ? value.length * STEPS_A_CHARACTER : 0));
      return change(value);
    },
  };
}

/** A function from text to text: null for anything else, as documented for lowercase(null). */
function textFunction(change: (text: string) => string): FqlFunction {
  return ofOne(TEXT, 'string', (value) => (typeof value === 'string' ? change(value) : null));
}

function contains([text, part]: readonly [unknown, unknown], budget: StepBudget): boolean {
  if (typeof text !== 'string' || typeof part !== 'string') return false;
  spend(budget, stepsOfSearch(text.length, part.length));
  return text.includes(part);
}

/** For patterns that come out of the event; one that is no pattern matches nothing. */
function matchesGlob([text, pattern]: readonly [unknown, unknown], budget: StepBudget): boolean {
  if (typeof text !== 'string' || typeof pattern !== 'string') return false;
  spend(budget, pattern.length * STEPS_TO_COMPILE);
  const glob = compileGlob(pattern);
  return glob.ok && glob.matches(text, budget);
}

/** Decision: objects, numbers and booleans have no length; null makes every `>` and `<` with it false. */
function lengthOf(value: unknown): number | null {
  if (typeof value === 'string') return utf8Length(value);
  if (Array.isArray(value)) return value.length;
  return typeOf(value) === 'null' ? 0 : null;
}

/** Decision: words are what spaces separate, and the letters after the first keep their case. */
function toTitleCase(text: string): string {
  return text.replace(/(?<=^|\s)\S/gu, (letter) => letter.toUpperCase());
}

/** Decision: null, 0, '', '0', 'false' in any case and empty lists are false, all else is true. */
function toBool(value: unknown): boolean {
  if (typeof value === 'string') return !['', '0', 'false'].includes(value.toLowerCase());
  if (Array.isArray(value)) return value.length > 0;
  return Boolean(value);
}

/** Decision: lists and objects become their JSON, null stays null. */
function toText([value]: readonly [unknown, unknown], budget: StepBudget): string | null {
  spend(budget, 1);
  if (typeof value === 'string') return value;
  if (typeOf(value) === 'null') return null;
  const json = toJson(value);
  // Paid for afterwards, when its length is known: one is never longer than the event.
  spend(budget, json?.length ?? 0);
  return json;
}

function toJson(value: unknown): string | null {
  try {
    return JSON.stringify(value);
  } catch {
    // JSON.stringify recurses: an event nested deeper than the stack has no text, and must not stop the others.
    return null;
  }
}

/** Decision: a string is a number if it is written as one in FQL, spaces around it aside; everything else is null. */
function toNumber(value: unknown): number | ExactNumber | null {
  if (isNumber(value)) return value;
  if (typeof value !== 'string' || !/^\s*-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\s*$/.test(value)) return null;
  const number = readNumber(value.trim());
  return isExactNumber(number) && isBeyondDoubles(number) ? null : number;
}
