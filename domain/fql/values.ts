// How FQL sees the JSON of an event: which type a value has, what a field path reads, when two values are equal.
// The evaluator relies on every function here to accept any JSON, however deep, and never to throw.

import { compareNumbers, digitsOf, isExactNumber, type ExactNumber } from '../base/exact-json.ts';
import { spend, stepsOfText, type StepBudget } from './step-budget.ts';
import type { FqlType } from './syntax.ts';

/** The FQL type of a value; a missing field is null. */
export function typeOf(value: unknown): FqlType {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return 'string';
  if (isNumber(value)) return 'number';
  if (typeof value === 'boolean') return 'bool';
  return Array.isArray(value) ? 'list' : 'object';
}

/** What stands at a field path. Only own properties are read, so no event reaches into a prototype. */
export function readPath(root: unknown, segments: readonly string[]): unknown {
  let value = root;
  for (const segment of segments) {
    if (!isContainer(value)) return null;
    if (Array.isArray(value) ? !isListIndex(segment) : !Object.hasOwn(value, segment)) return null;
    value = value[segment];
  }
  return value ?? null;
}

/** `length` is an own property of lists, but no element. */
function isListIndex(segment: string): boolean {
  return /^(?:0|[1-9][0-9]*)$/.test(segment);
}

/** Looking a key up in another object costs as much as this many characters. */
const STEPS_A_KEY = 8;

/** Same type and same content. Objects are equal if they have the same keys with equal values, in any order. */
export function areEqual(left: unknown, right: unknown, budget: StepBudget): boolean {
  // A list of open pairs instead of recursion: an event may be nested deeper than the stack.
  const open: [unknown, unknown][] = [[left, right]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [one, other] = pair;
    // Two long texts are compared character by character.
    spend(budget, typeof one === 'string' ? stepsOfText(one.length) : 1);
    if (one === other) continue;
    if (isNumber(one) && isNumber(other) && compare(one, other, budget) === 0) continue;
    if (!isContainer(one) || !isContainer(other) || Array.isArray(one) !== Array.isArray(other)) return false;
    const keys = Object.keys(one);
    spend(budget, keys.length * STEPS_A_KEY);
    if (keys.length !== Object.keys(other).length || !keys.every((key) => Object.hasOwn(other, key))) return false;
    for (const key of keys) open.push([one[key], other[key]]);
  }
  return true;
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !isExactNumber(value);
}

/** A number, also one that a double cannot hold. */
export function isNumber(value: unknown): value is number | ExactNumber {
  return typeof value === 'number' || isExactNumber(value);
}

/** Compares digit by digit what no double can hold, so that no rounded value is compared. */
export function compare(one: number | ExactNumber, other: number | ExactNumber, budget: StepBudget): number {
  for (const number of [one, other]) if (isExactNumber(number)) spend(budget, digitsOf(number).length);
  return compareNumbers(one, other);
}

/** Length in UTF-8, the unit in which Segment counts text; a lone surrogate counts as the replacement character. */
export function utf8Length(text: string): number {
  let lengthBytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.codePointAt(index) ?? 0;
    if (code > 0xffff) index += 1;
    lengthBytes += utf8Size(code);
  }
  return lengthBytes;
}

function utf8Size(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code > 0xffff ? 4 : 3;
}
