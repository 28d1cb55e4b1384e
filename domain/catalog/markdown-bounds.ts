// An end to how long a Markdown of a stranger can take to be read. The parser takes time by the square, or worse, of what is
// nested, of what could be emphasis, and of lines without a break: 40,000 characters could hold up a page for minutes.

import { attention } from 'micromark-core-commonmark';
import type { Construct, Extension, TokenizeContext } from 'micromark-util-types';

/** Quotes and lists that a line begins with, one in the other. */
export const MAX_NESTED = 20;
/** Stars and underlines of a paragraph. */
const MAX_ATTENTION = 500;
/** Lines without an empty one between. */
const MAX_LINES = 1_000;

const NESTED = new RegExp(String.raw`^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$))){${MAX_NESTED}}[ \t]*(?=\S)`);
const RULE = /^[ \t]*([-*])(?:[ \t]*\1)*[ \t]*$/;

/** What begins deeper than that is text, and what has more lines goes on as another paragraph. */
export function boundLines(markdown: string): string {
  let count = 0;
  const lines = markdown.split(/\r\n|\r|\n/).flatMap((line) => {
    count = line.trim() === '' ? 0 : count + 1;
    const bounded = RULE.test(line) ? line : line.replace(NESTED, (start) => `${start}\\`);
    if (count <= MAX_LINES) return [bounded];
    count = 1;
    return ['', bounded];
  });
  return lines.join('\n');
}

/** Stars and underlines as the parser reads them, until there were too many: from there on they are text. */
export function boundAttention(): Extension {
  const counts = new WeakMap<TokenizeContext, number>();
  const construct: Construct = {
    ...attention,
    name: 'boundedAttention',
    tokenize(effects, ok, nok) {
      const count = (counts.get(this) ?? 0) + 1;
      counts.set(this, count);
      return count > MAX_ATTENTION ? nok : attention.tokenize.call(this, effects, ok, nok);
    },
  };
  const marks = { [STAR]: construct, [UNDERLINE]: construct };
  return { disable: { null: ['attention'] }, text: marks, insideSpan: { null: [construct] } };
}

const [STAR, UNDERLINE] = [0x2a, 0x5f];
