// Cuts the text of a filter into tokens and refuses what can never be FQL, with advice for what people bring along from
// other languages. Only the parser of this folder relies on it.

import { isBeyondDoubles, isExactNumber, readNumber, type ExactNumber } from '../base/exact-json.ts';
import { FOREIGN_SYMBOLS } from './advice.ts';
import { fail, KEYWORDS, quoteSource } from './syntax.ts';

type TokenContent =
  | { readonly kind: 'path'; readonly segments: readonly string[]; readonly word: string | undefined }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number | ExactNumber }
  | { readonly kind: 'symbol'; readonly symbol: FqlSymbol }
  | { readonly kind: 'end' };

/** A piece of the text from `position` up to, not including, `end`. `word` is set for a path of one unescaped name. */
export type Token = TokenContent & { readonly position: number; readonly end: number; readonly source: string };

const SYMBOLS = ['!=', '>=', '<=', '=', '>', '<', '!', '(', ')', '[', ']', ','] as const;

/** Everything in FQL that is neither a word nor a value. */
type FqlSymbol = (typeof SYMBOLS)[number];

/** Whether the token is this word, unescaped and on its own. */
export function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'path' && token.word === word;
}

/** Whether the token is this symbol. */
export function isSymbol(token: Token | undefined, symbol: FqlSymbol): boolean {
  return token?.kind === 'symbol' && token.symbol === symbol;
}

/** The tokens of a filter; the last one is always `end`. */
export function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = skipSpace(text, 0);
  while (position < text.length) {
    const token = readToken(text, position);
    tokens.push(token);
    position = skipSpace(text, token.end);
  }
  tokens.push({ kind: 'end', position: text.length, end: text.length, source: '' });
  return tokens;
}

function skipSpace(text: string, position: number): number {
  return endOfMatch(/\s*/y, text, position);
}

/** Where a match of the sticky pattern at the position ends; the position itself if there is none. */
function endOfMatch(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position;
  return position + (pattern.exec(text)?.[0].length ?? 0);
}

function readToken(text: string, position: number): Token {
  const { content, end } = readContent(text, position);
  return { ...content, position, end, source: text.slice(position, end) };
}

type ReadContent = { readonly content: TokenContent; readonly end: number };

function readContent(text: string, position: number): ReadContent {
  const start = text.slice(position, position + 2);
  if (/^['"]/.test(start)) {
    const { value, end } = readString(text, position);
    return { content: { kind: 'string', value }, end };
  }
  if (/^-?[0-9]/.test(start)) return readNumberToken(text, position);
  if (/^[A-Za-z_\\]/.test(start)) return readPath(text, position);
  return readSymbol(text, position);
}

function readSymbol(text: string, position: number): ReadContent {
  const foreign = FOREIGN_SYMBOLS.find(([symbol]) => text.startsWith(symbol, position));
  if (foreign !== undefined) {
    return fail({
      position,
      found: quoteSource(foreign[0]),
      expected: 'a field, a value or an operator',
      hint: foreign[1],
    });
  }
  const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, position));
  if (symbol !== undefined) return { content: { kind: 'symbol', symbol }, end: position + symbol.length };
  const character = characterAt(text, position);
  return fail({
    position,
    found: quoteSource(character),
    expected: 'a field, a value or an operator',
    hint: `Text is written in quotes; in the name of a field this character is written \`\\${character}\`.`,
  });
}

function readNumberToken(text: string, position: number): ReadContent {
  const end = endOfMatch(/-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y, text, position);
  const wordEnd = endOfMatch(/[A-Za-z0-9_\\.-]*/y, text, end);
  const source = quoteSource(text.slice(position, wordEnd));
  if (wordEnd > end) {
    const hint =
      'Text is written in quotes; a name at the start of a field that begins with a digit is written `\\1st`.';
    fail({ position, found: source, expected: 'a number such as 10, -2.5 or 1e3', hint });
  }
  const value = readNumber(text.slice(position, end));
  if (isExactNumber(value) && isBeyondDoubles(value))
    fail({ position, found: source, expected: 'a number below 1.8e308' });
  return { content: { kind: 'number', value }, end };
}

/**
 * A text in single or double quotes. A backslash before a sign stays where it is, because patterns need it: both 'a\*'
 * and 'a\\*' are the pattern a\*, as in Segment's documentation.
 */
function readString(text: string, start: number): { value: string; end: number } {
  const quote = text[start] ?? '';
  let value = '';
  for (let position = start + 1; position < text.length;) {
    if (text[position] === quote) return { value, end: position + 1 };
    const character = characterAt(text, position);
    if (character !== '\\') {
      value += character;
      position += character.length;
      continue;
    }
    const escape = readEscape(text, position);
    value += escape.value;
    position = escape.end;
  }
  return fail({
    position: start,
    found: `a text that starts with ${quote} and does not end`,
    expected: `a closing ${quote}`,
    hint: `Inside a text the quote is written \`\\${quote}\`.`,
  });
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
]);

function readEscape(text: string, position: number): { value: string; end: number } {
  const character = characterAt(text, position + 1);
  const end = position + 1 + character.length;
  const known = ESCAPES.get(character);
  if (known !== undefined) return { value: known, end };
  const hex = /^[0-9a-fA-F]{4}$/.exec(text.slice(end, end + 4))?.[0];
  if (character === 'u' && hex !== undefined) return { value: String.fromCharCode(parseInt(hex, 16)), end: end + 4 };
  if (!/^[A-Za-z0-9]/.test(character)) return { value: `\\${character}`, end };
  return fail({
    position,
    found: quoteSource(`\\${character}`),
    expected: '\\n, \\r, \\t, \\u with four hexadecimal digits, or a backslash before a sign',
    hint: 'A backslash itself is written `\\\\`.',
  });
}

function readPath(text: string, start: number): ReadContent {
  const first = readName(text, start);
  const segments = [first.name];
  let end = first.end;
  for (;;) {
    const next = readNextSegment(text, end, segments.length === 1 && isKeyword(text.slice(start, end)));
    if (next === undefined) break;
    segments.push(next.name);
    end = next.end;
  }
  const source = text.slice(start, end);
  return { content: { kind: 'path', segments, word: /^[A-Za-z0-9_-]+$/.test(source) ? source : undefined }, end };
}

function isKeyword(word: string): boolean {
  return KEYWORDS.has(word.toLowerCase());
}

type ReadName = { readonly name: string; readonly end: number };

/** `afterKeyword`: in `x in['a']` the bracket opens a list. */
function readNextSegment(text: string, position: number, afterKeyword: boolean): ReadName | undefined {
  if (text[position] === '.') return readName(text, position + 1);
  if (text[position] === '[' && !afterKeyword) return readIndex(text, position);
  return undefined;
}

function readName(text: string, start: number): ReadName {
  const end = endOfMatch(/(?:[A-Za-z0-9_-]|\\[^])+/uy, text, start);
  if (end > start) return { name: text.slice(start, end).replace(/\\([^])/gu, '$1'), end };
  const character = characterAt(text, start);
  return fail({
    position: start,
    found: character === '' ? 'the end of the filter' : quoteSource(character),
    expected: 'the name of a field',
    hint: 'Characters other than letters a to z, digits, _ and - are written with a backslash: `properties.product\\ price`.',
  });
}

/** An element of a list, `[0]`, or a field whose name is written as a text, `["product price"]`. */
function readIndex(text: string, start: number): ReadName {
  const inside = skipSpace(text, start + 1);
  const isText = text[inside] === "'" || text[inside] === '"';
  const key = isText ? readString(text, inside) : readListIndex(text, inside);
  const end = skipSpace(text, key.end);
  if (text[end] === ']') return { name: key.value, end: end + 1 };
  return fail({
    position: end,
    found: end < text.length ? quoteSource(characterAt(text, end)) : 'the end of the filter',
    expected: `the ] for the [ at position ${start}`,
  });
}

function readListIndex(text: string, start: number): { value: string; end: number } {
  const end = endOfMatch(/(?:0|[1-9][0-9]*)(?![0-9A-Za-z_.])/y, text, start);
  if (end > start) return { value: text.slice(start, end), end };
  return fail({
    position: start,
    found: start < text.length ? quoteSource(characterAt(text, start)) : 'the end of the filter',
    expected: "the place of a list element such as [0], or a name in quotes such as ['product price']",
  });
}

/** One whole character, which may be two UTF-16 units long; empty at the end of the text. */
function characterAt(text: string, position: number): string {
  const code = text.codePointAt(position);
  return code === undefined ? '' : String.fromCodePoint(code);
}
