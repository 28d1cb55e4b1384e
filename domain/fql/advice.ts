// How to write it right: the mistakes that people make who come from other languages, each with its correction. Only
// hints come from here; whether a text is FQL is decided by the tokeniser and the parser of this folder.

import { FUNCTIONS } from './functions.ts';
import { KEYWORDS } from './syntax.ts';
import type { Token } from './tokenise.ts';

const STRAIGHT_QUOTES = 'Write straight quotes around text: `\'text\'` or `"text"`.';

/** Signs that are not FQL, and what to write instead. Longer ones come first, as the first that fits is taken. */
export const FOREIGN_SYMBOLS: readonly (readonly [string, string])[] = [
  ['!==', 'Write `!=` for "not equal".'],
  ['===', 'Write `=` for equality.'],
  ['==', 'Write `=` for equality.'],
  ['=~', "Write `match(field, 'text*')` to compare with a pattern."],
  ['=!', 'Write `!=` for "not equal".'],
  ['=>', 'Write `>=` for "at least".'],
  ['=<', 'Write `<=` for "at most".'],
  ['<>', 'Write `!=` for "not equal".'],
  ['&&', 'Write `and`.'],
  ['||', 'Write `or`.'],
  ['&', 'Write `and`.'],
  ['|', 'Write `or`.'],
  ['“', STRAIGHT_QUOTES],
  ['”', STRAIGHT_QUOTES],
  ['‘', STRAIGHT_QUOTES],
  ['’', STRAIGHT_QUOTES],
  ['`', STRAIGHT_QUOTES],
  ['$.', 'Write fields without $. in front: `properties.plan`.'],
  ['{', 'Write fields without braces, and lists in square brackets.'],
  ['+', 'FQL has no arithmetic.'],
  ['-', 'FQL has no arithmetic.'],
  ['*', "FQL has no arithmetic; for a pattern write `match(field, 'text*')`."],
  ['/', "FQL has no arithmetic and no regular expressions; for a pattern write `match(field, 'text*')`."],
  ['.', 'A number needs a digit before its point (0.5), a field a name before its dot.'],
];

/** Words for null in other languages. */
const FOREIGN_NULLS: ReadonlySet<string> = new Set(['nil', 'none', 'undefined']);

/** Words that other languages put between two values. */
const FOREIGN_OPERATORS: ReadonlyMap<string, string> = new Map([
  ['is', 'Write `=` instead.'],
  ['equals', 'Write `=` instead.'],
  ['eq', 'Write `=` instead.'],
  ['ne', 'Write `!=` instead.'],
  ['like', "Write `match(field, 'text*')`."],
  ['matches', "Write `match(field, 'text*')`."],
  ['match', "match is a function: `match(field, 'text*')`."],
  ['contains', "contains is a function: `contains(field, 'text')`."],
  ['includes', "Write `contains(field, 'text')`, or `'text' in field` if the field is a list."],
  ['not', "Write `!(field in ['a', 'b'])` or `field != 'text'`."],
]);

/** Whether an unescaped word at the place of a field must be a mistake. */
export function isReservedWord(word: string | undefined): boolean {
  return word !== undefined && (KEYWORDS.has(word.toLowerCase()) || FOREIGN_NULLS.has(word.toLowerCase()));
}

/** For a token that stands where a value should. */
export function adviseAtValue(tokens: readonly Token[], index: number): string | undefined {
  const token = tokens[index];
  if (token?.kind === 'symbol' && token.symbol === '!')
    return 'Put a negation inside a comparison in parentheses: `(!a)`.';
  if (token?.kind !== 'path' || token.word === undefined) return undefined;
  const word = token.word.toLowerCase();
  if (FOREIGN_NULLS.has(word)) return 'A missing value is written `null`.';
  if (word === 'not') return 'Write `!(...)` to negate.';
  if (word === 'all') return '`all` matches every event and stands alone, in lower case.';
  return lowerCaseAdvice(token.word) ?? `A field of that name is written \`\\${token.word}\`.`;
}

/** For a token that stands where a condition is complete. */
export function adviseAfterCondition(tokens: readonly Token[], index: number): string | undefined {
  const token = tokens[index];
  if (token?.kind === 'symbol' && token.symbol === ')') return 'There is no ( for it; remove it or add the (.';
  if (token?.kind === 'symbol' && token.symbol === ',') return "Lists are written in square brackets: `['a', 'b']`.";
  if (token?.kind === 'symbol' && token.symbol === '(') return 'Only a function is followed by (.';
  const word = token?.kind === 'path' ? token.word : undefined;
  if (word === undefined) return adviseOnQuotes(tokens, index);
  return lowerCaseAdvice(word) ?? FOREIGN_OPERATORS.get(word.toLowerCase()) ?? adviseOnQuotes(tokens, index);
}

/** For a name in front of a parenthesis. */
export function adviseAtFunction(name: string): string | undefined {
  const lower = name.toLowerCase();
  return FUNCTIONS.has(lower) ? `Functions are written in lower case: \`${lower}\`.` : undefined;
}

/** For a token after a single word at the place of a value: `event = Order Completed`. */
export function adviseOnQuotes(tokens: readonly Token[], index: number): string | undefined {
  const [before, word] = [tokens[index - 2], tokens[index - 1]];
  const isValue = before?.kind === 'symbol' && before.symbol !== ')' && before.symbol !== ']';
  if (!isValue || word?.kind !== 'path' || word.word === undefined) return undefined;
  const next = tokens[index];
  const text = next?.kind === 'path' || next?.kind === 'number' ? `${word.source} ${next.source}` : word.source;
  return `Text is written in quotes: \`'${text}'\`.`;
}

function lowerCaseAdvice(word: string): string | undefined {
  const lower = word.toLowerCase();
  return KEYWORDS.has(lower) && lower !== word ? `Write \`${lower}\` in lower case.` : undefined;
}
