// Turns the tokens of a filter into its expression. Precedence is `!` over `and` over `or`; parentheses nest, and there is
// no `not`. What is nearly FQL is refused with the right way to write it, never guessed: a filter that means something else
// than its author thinks sends data where it must not go.

import { adviseAfterCondition, adviseAtFunction, adviseAtValue, adviseOnQuotes, isReservedWord } from './advice.ts';
import { FUNCTIONS } from './functions.ts';
import type { ComparisonOperator, Expression } from './syntax.ts';
import { fail, quoteSource } from './syntax.ts';
import type { Token } from './tokenise.ts';
import { isSymbol, isWord, tokenise } from './tokenise.ts';

/** Deepest nesting of parentheses, lists, calls and negations together, so that no filter can exhaust the stack. */
const MAX_NESTING_DEPTH = 64;

type Parser = { readonly tokens: readonly Token[]; index: number; depth: number };

/** Parses a whole filter; throws FqlSyntaxError. */
export function parseFql(text: string): Expression {
  const parser: Parser = { tokens: tokenise(text), index: 0, depth: 0 };
  const first = peek(parser);
  if (first.kind === 'end') {
    fail({ position: 0, found: 'an empty filter', expected: 'a condition', hint: 'Write `all` to match every event.' });
  }
  if (isWord(first, 'all') && parser.tokens[1]?.kind === 'end') {
    return { kind: 'literal', value: true, position: first.position };
  }
  const expression = parseOr(parser);
  if (peek(parser).kind !== 'end') failAfterCondition(parser, '`and`, `or` or the end of the filter');
  return expression;
}

function parseOr(parser: Parser): Expression {
  return parseChain(parser, 'or', parseAnd);
}

function parseAnd(parser: Parser): Expression {
  return parseChain(parser, 'and', parseCondition);
}

function parseChain(parser: Parser, word: 'and' | 'or', parseOperand: (parser: Parser) => Expression): Expression {
  const { position } = peek(parser);
  const operands = [parseOperand(parser)];
  while (isWord(peek(parser), word)) {
    take(parser);
    operands.push(parseOperand(parser));
  }
  const [only] = operands;
  return operands.length === 1 && only !== undefined ? only : { kind: word, operands, position };
}

function parseCondition(parser: Parser): Expression {
  if (isSymbol(peek(parser), '!')) return parseNegatedCondition(parser);
  const left = parseValue(parser);
  const operator = comparisonOperator(peek(parser));
  if (operator === undefined) return left;
  const { position } = take(parser);
  const right = parseValue(parser);
  refuseComparison(parser, 'Comparisons cannot be chained; write `a < b and b < c`.');
  return { kind: 'comparison', operator, left, right, position };
}

function parseNegatedCondition(parser: Parser): Expression {
  const negation = parseNegation(parser);
  refuseComparison(parser, 'To negate a comparison put it in parentheses, `!(a = b)`, or write `a != b`.');
  return negation;
}

function parseNegation(parser: Parser): Expression {
  if (!isSymbol(peek(parser), '!')) return parseValue(parser);
  return nested(parser, ({ position }) => ({ kind: 'not', operand: parseNegation(parser), position }));
}

function refuseComparison(parser: Parser, hint: string): void {
  const token = peek(parser);
  if (comparisonOperator(token) === undefined) return;
  fail({ position: token.position, found: describe(token), expected: '`and`, `or` or the end of the condition', hint });
}

function comparisonOperator(token: Token): ComparisonOperator | undefined {
  if (isWord(token, 'in')) return 'in';
  return token.kind === 'symbol' ? COMPARISON_SYMBOLS.find((operator) => operator === token.symbol) : undefined;
}

const COMPARISON_SYMBOLS = ['=', '!=', '>', '>=', '<', '<='] as const;

function parseValue(parser: Parser): Expression {
  const token = peek(parser);
  if (token.kind === 'path') return parsePathOrCall(parser, token);
  if (isSymbol(token, '(')) return nested(parser, (open) => parseGroup(parser, open));
  if (isSymbol(token, '['))
    return nested(parser, ({ position }) => ({ kind: 'list', items: parseItems(parser, ']', position), position }));
  if (token.kind !== 'string' && token.kind !== 'number') return failAtValue(parser);
  take(parser);
  return { kind: 'literal', value: token.value, position: token.position };
}

function parseGroup(parser: Parser, open: Token): Expression {
  const inner = parseOr(parser);
  if (isSymbol(peek(parser), ')')) {
    take(parser);
    return inner;
  }
  if (peek(parser).kind === 'end') {
    fail({ position: open.position, found: 'a ( that is never closed', expected: 'a ) before the end of the filter' });
  }
  return failAfterCondition(parser, `\`and\`, \`or\` or the ) for the ( at position ${open.position}`);
}

/** What stands between two brackets, separated by commas; the opening one has been taken. */
function parseItems(parser: Parser, close: ')' | ']', openPosition: number): Expression[] {
  const items: Expression[] = [];
  if (isSymbol(peek(parser), close)) {
    take(parser);
    return items;
  }
  for (;;) {
    items.push(parseValue(parser));
    const separator = take(parser);
    if (isSymbol(separator, close)) return items;
    if (isSymbol(separator, ',')) continue;
    fail({
      position: separator.position,
      found: describe(separator),
      expected: `a comma or the ${close} for the ${close === ')' ? '(' : '['} at position ${openPosition}`,
      hint: adviseOnQuotes(parser.tokens, parser.index - 1),
    });
  }
}

const LITERALS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function parsePathOrCall(parser: Parser, token: Token & { kind: 'path' }): Expression {
  const { position, word, segments } = token;
  const literal = LITERALS.get(word ?? '');
  if (literal !== undefined) {
    take(parser);
    return { kind: 'literal', value: literal, position };
  }
  if (isReservedWord(word)) return failAtValue(parser);
  take(parser);
  const open = peek(parser);
  if (!isSymbol(open, '(')) return { kind: 'path', segments, bareWord: word, position };
  if (!FUNCTIONS.has(token.source)) return failAtFunction(token);
  return nested(parser, () => ({
    kind: 'call',
    name: token.source,
    args: parseItems(parser, ')', open.position),
    position,
  }));
}

/** Takes a token that opens something and parses what is inside one level deeper. */
function nested<Inner>(parser: Parser, parseInner: (open: Token) => Inner): Inner {
  const open = take(parser);
  parser.depth += 1;
  if (parser.depth > MAX_NESTING_DEPTH) {
    fail({
      position: open.position,
      found: `more than ${MAX_NESTING_DEPTH} levels of nesting`,
      expected: `at most ${MAX_NESTING_DEPTH}`,
      hint: 'Conditions joined by `and` alone, or by `or` alone, need no parentheses.',
    });
  }
  const inner = parseInner(open);
  parser.depth -= 1;
  return inner;
}

function peek(parser: Parser): Token {
  const token = parser.tokens[parser.index] ?? parser.tokens.at(-1);
  if (token === undefined) throw new Error('the tokeniser ends every list of tokens with an end token');
  return token;
}

function take(parser: Parser): Token {
  const token = peek(parser);
  parser.index += 1;
  return token;
}

function describe(token: Token): string {
  return token.kind === 'end' ? 'the end of the filter' : quoteSource(token.source);
}

function failAtValue(parser: Parser): never {
  const token = peek(parser);
  const hint = adviseAtValue(parser.tokens, parser.index);
  return fail({ position: token.position, found: describe(token), expected: expectedValue(parser), hint });
}

function expectedValue({ tokens, index }: Parser): string {
  const before = tokens[index - 1];
  if (isWord(before, 'and') || isWord(before, 'or')) return `a condition after ${quoteSource(before?.source ?? '')}`;
  return before === undefined ? 'a condition' : `a field, a value or a function after ${describe(before)}`;
}

function failAfterCondition(parser: Parser, expected: string): never {
  const token = peek(parser);
  const hint = adviseAfterCondition(parser.tokens, parser.index);
  return fail({ position: token.position, found: describe(token), expected, hint });
}

function failAtFunction(token: Token): never {
  const expected = `one of ${[...FUNCTIONS.keys()].join(', ')}`;
  const found = `the unknown function ${quoteSource(token.source)}`;
  return fail({ position: token.position, found, expected, hint: adviseAtFunction(token.source) });
}
