// The shape of a parsed destination filter, and the one error that says why a text is no filter. The tokeniser, the
// parser, the checker and the evaluator of this folder share it; everybody else sees only compile.ts.

import type { ExactNumber } from '../base/exact-json.ts';

/** What a value can be in FQL. Segment documents no type for objects; here they are their own type, equal to no other. */
export type FqlType = 'string' | 'number' | 'list' | 'bool' | 'null' | 'object';

/** Operators between two values. */
export type ComparisonOperator = '=' | '!=' | '>' | '>=' | '<' | '<=' | 'in';

/** A parsed filter or a part of one; `position` is the 0-based offset of its first character in the text. */
export type Expression =
  | {
      readonly kind: 'literal';
      readonly value: string | number | ExactNumber | boolean | null;
      readonly position: number;
    }
  | { readonly kind: 'list'; readonly items: readonly Expression[]; readonly position: number }
  | PathExpression
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly position: number }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[]; readonly position: number }
  | { readonly kind: 'not'; readonly operand: Expression; readonly position: number }
  | ComparisonExpression;

/** A field of the event. `bareWord` is its text if it is one unescaped word, and so may be a text without quotes. */
type PathExpression = {
  readonly kind: 'path';
  readonly segments: readonly string[];
  readonly bareWord: string | undefined;
  readonly position: number;
};

export type ComparisonExpression = {
  readonly kind: 'comparison';
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
  /** Where the operator stands, as that is what a wrong comparison is about. */
  readonly position: number;
};

/** Words with a meaning of their own. A field of that name at the top of an event is written with a backslash: `\in`. */
export const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'in', 'not', 'true', 'false', 'null', 'all']);

/**
 * The text is no filter. It leaves this folder only as a value: compileFql catches it. A recursive parser is far easier
 * to read with a throw than with a result at each step.
 */
export class FqlSyntaxError extends Error {
  override readonly name = 'FqlSyntaxError';
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** What is wrong at a place: what stands there, what could have stood there, and how to write it right. */
type SyntaxProblem = {
  readonly position: number;
  readonly found: string;
  readonly expected: string;
  readonly hint?: string | undefined;
};

/** Ends the compilation with the message made of a problem. */
export function fail({ position, found, expected, hint }: SyntaxProblem): never {
  const advice = hint === undefined ? '' : ` ${hint}`;
  throw new FqlSyntaxError(`Found ${found}, expected ${expected}.${advice}`, position);
}

/** Source text as messages show it: quoted, and short. */
export function quoteSource(text: string): string {
  const LONGEST_SHOWN = 40;
  const characters = Array.from(text);
  return `\`${characters.length > LONGEST_SHOWN ? `${characters.slice(0, LONGEST_SHOWN).join('')}…` : text}\``;
}

/** The field path as it is written in FQL, every character outside `a-z A-Z 0-9 _ -` escaped. */
export function printPath(segments: readonly string[]): string {
  return segments.reduce((path, segment, index) => {
    if (segment === '') return `${path}[""]`;
    return index === 0 ? escapeFirst(segment) : `${path}.${escapeSegment(segment)}`;
  }, '');
}

function escapeFirst(segment: string): string {
  const escaped = escapeSegment(segment);
  return KEYWORDS.has(segment) || /^[0-9-]/.test(segment) ? `\\${escaped}` : escaped;
}

function escapeSegment(segment: string): string {
  return segment.replace(/[^A-Za-z0-9_-]/gu, '\\$&');
}
