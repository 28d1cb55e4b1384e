// Glob patterns of match(): `*`, `?`, `[abc]`, `[a-z]`, `[^a]` and `\x`, against the whole text, case sensitive.
// No text, however hostile, makes it backtrack: each part between two stars is searched once, from left to right.

import { spend, stepsOfSearch, type StepBudget } from './step-budget.ts';

type GlobElement =
  | { readonly kind: 'character'; readonly code: number }
  | { readonly kind: 'any' }
  | { readonly kind: 'class'; readonly isNegated: boolean; readonly ranges: readonly (readonly [number, number])[] };

/** What stands between two stars: it matches texts of one length only. */
type GlobPart = readonly GlobElement[];

/** Looks at one text, and pays for it in steps. */
type Matches = (text: string, budget: StepBudget) => boolean;

/** A compiled pattern, or why it is none. */
type CompiledGlob = { readonly ok: true; readonly matches: Matches } | { readonly ok: false; readonly message: string };

/** Compiles a pattern once for many texts. */
export function compileGlob(pattern: string): CompiledGlob {
  const parts = splitPattern(pattern);
  if (typeof parts === 'string') return { ok: false, message: parts };
  const literals = parts.map(literalText);
  if (literals.every((literal) => literal !== undefined)) {
    const longest = Math.max(...literals.map((literal) => literal.length));
    const matches: Matches = (text, budget) => {
      spend(budget, literals.length + stepsOfSearch(text.length, longest));
      return matchesLiterals(literals, text);
    };
    return { ok: true, matches };
  }
  return { ok: true, matches: matcherOfParts(parts) };
}

/** The parts of a pattern in order, the stars being between them, or a message. */
function splitPattern(pattern: string): GlobPart[] | string {
  const codes = codePoints(pattern);
  const parts: GlobElement[][] = [[]];
  for (let index = 0; index < codes.length;) {
    if (codes[index] === STAR) {
      if (parts.length === 1 || parts.at(-1)?.length !== 0) parts.push([]);
      index += 1;
      continue;
    }
    const read = readElement(codes, index);
    if (typeof read === 'string') return read;
    parts.at(-1)?.push(read.element);
    index = read.end;
  }
  return parts;
}

const [STAR, QUESTION, OPEN, CLOSE, BACKSLASH, HYPHEN, CARET] = [0x2a, 0x3f, 0x5b, 0x5d, 0x5c, 0x2d, 0x5e];

type ReadElement = { readonly element: GlobElement; readonly end: number };

function readElement(codes: readonly number[], start: number): ReadElement | string {
  const code = codes[start];
  if (code === QUESTION) return { element: { kind: 'any' }, end: start + 1 };
  if (code === OPEN) return readClass(codes, start);
  const read = readCharacter(codes, start);
  return typeof read === 'string' ? read : { element: { kind: 'character', code: read.code }, end: read.end };
}

function readCharacter(codes: readonly number[], start: number): { code: number; end: number } | string {
  const at = codes[start] === BACKSLASH ? start + 1 : start;
  const code = codes[at];
  return code === undefined ? 'the pattern ends after a backslash' : { code, end: at + 1 };
}

function readClass(codes: readonly number[], start: number): ReadElement | string {
  const isNegated = codes[start + 1] === CARET;
  const ranges: (readonly [number, number])[] = [];
  let index = start + (isNegated ? 2 : 1);
  while (codes[index] !== CLOSE) {
    const read = readRange(codes, index);
    if (typeof read === 'string') return read;
    ranges.push(read.range);
    index = read.end;
  }
  if (ranges.length === 0) return 'the pattern has an empty [], write \\[ and \\] to match the brackets themselves';
  return { element: { kind: 'class', isNegated, ranges }, end: index + 1 };
}

function readRange(
  codes: readonly number[],
  start: number,
): { range: readonly [number, number]; end: number } | string {
  const from = readClassCharacter(codes, start);
  if (typeof from === 'string') return from;
  if (codes[from.end] !== HYPHEN) return { range: [from.code, from.code], end: from.end };
  const to = readClassCharacter(codes, from.end + 1);
  if (typeof to === 'string') return to;
  if (to.code < from.code) return 'the pattern has a range that runs backwards, write [a-z] and not [z-a]';
  return { range: [from.code, to.code], end: to.end };
}

function readClassCharacter(codes: readonly number[], start: number): { code: number; end: number } | string {
  const code = codes[start];
  if (code === undefined) return 'the pattern has a [ without its ], write \\[ to match the bracket itself';
  if (code === HYPHEN || code === CLOSE) return 'the pattern has a - in [] that makes no range, write \\- for a hyphen';
  return readCharacter(codes, start);
}

function literalText(part: GlobPart): string | undefined {
  const codes = part.map((element) => (element.kind === 'character' ? element.code : -1));
  return codes.includes(-1) ? undefined : codes.map((code) => String.fromCodePoint(code)).join('');
}

/** The quick way for patterns whose only wildcard is the star. */
function matchesLiterals(literals: readonly string[], text: string): boolean {
  const [first = '', ...others] = literals;
  const last = others.pop();
  if (last === undefined) return text === first;
  const limit = text.length - last.length;
  if (limit < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let position = first.length;
  for (const literal of others) {
    const found = text.indexOf(literal, position);
    if (found === -1 || found + literal.length > limit) return false;
    position = found + literal.length;
  }
  return true;
}

function matcherOfParts(parts: readonly GlobPart[]): Matches {
  const [first = [], ...others] = parts;
  const last = others.pop();
  const finders = others.map(createFinder);
  return (text, budget) => {
    spend(budget, text.length + first.length + (last?.length ?? 0));
    const codes = codePoints(text);
    if (last === undefined) return codes.length === first.length && matchesAt(first, codes, 0);
    const limit = codes.length - last.length;
    if (limit < first.length || !matchesAt(first, codes, 0) || !matchesAt(last, codes, limit)) return false;
    let position = first.length;
    return finders.every((findEnd) => (position = findEnd({ codes, from: position, limit }, budget)) !== -1);
  };
}

function matchesAt(part: GlobPart, codes: readonly number[], offset: number): boolean {
  return part.every((element, index) => elementMatches(element, codes[offset + index] ?? -1));
}

function elementMatches(element: GlobElement, code: number): boolean {
  if (element.kind === 'any') return true;
  if (element.kind === 'character') return element.code === code;
  return element.ranges.some(([from, to]) => from <= code && code <= to) !== element.isNegated;
}

const WORD_BITS = 32;

/** Where in a text to look. */
type Stretch = { readonly codes: readonly number[]; readonly from: number; readonly limit: number };

/**
 * Finds where the first occurrence of a part ends, or -1. Bit i of the state says that the last i + 1 characters match
 * the first i + 1 elements (the Shift-And algorithm, Baeza-Yates and Gonnet 1992), so no character is looked at twice.
 */
function createFinder(part: GlobPart): (stretch: Stretch, budget: StepBudget) => number {
  const wordCount = Math.ceil(part.length / WORD_BITS);
  const maskOf = createMasks(part, wordCount);
  const lastBit = 1 << ((part.length - 1) % WORD_BITS);
  return ({ codes, from, limit }, budget) => {
    const state = new Uint32Array(wordCount);
    for (let index = from; index < limit; index += 1) {
      spend(budget, 2 + 3 * wordCount);
      advance(state, maskOf(codes[index] ?? -1, budget));
      if (((state[wordCount - 1] ?? 0) & lastBit) !== 0) return index + 1;
    }
    return -1;
  };
}

function advance(state: Uint32Array, mask: Uint32Array): void {
  let carry = 1;
  for (let word = 0; word < state.length; word += 1) {
    const before = state[word] ?? 0;
    state[word] = ((before << 1) | carry) & (mask[word] ?? 0);
    carry = before >>> (WORD_BITS - 1);
  }
}

/** Masks kept per part. Texts with more different characters are slower to search, but cannot fill the memory. */
const MAX_KEPT_MASKS = 256;

/** For a character the elements it satisfies, as bits. */
function createMasks(part: GlobPart, wordCount: number): (code: number, budget: StepBudget) => Uint32Array {
  const elementCount = part.reduce((sum, element) => sum + (element.kind === 'class' ? element.ranges.length : 1), 0);
  const kept = new Map<number, Uint32Array>();
  return (code, budget) => {
    const known = kept.get(code);
    if (known !== undefined) return known;
    spend(budget, elementCount);
    const mask = fillMask(new Uint32Array(wordCount), part, code);
    if (kept.size < MAX_KEPT_MASKS) kept.set(code, mask);
    return mask;
  };
}

function fillMask(mask: Uint32Array, part: GlobPart, code: number): Uint32Array {
  part.forEach((element, index) => {
    if (elementMatches(element, code)) setBit(mask, index);
  });
  return mask;
}

function setBit(mask: Uint32Array, index: number): void {
  const word = Math.floor(index / WORD_BITS);
  mask[word] = (mask[word] ?? 0) | (1 << (index % WORD_BITS));
}

function codePoints(text: string): number[] {
  const codes: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.codePointAt(index) ?? 0;
    if (code > 0xffff) index += 1;
    codes.push(code);
  }
  return codes;
}
