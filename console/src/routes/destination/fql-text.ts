// What an editor has to know of FQL: how its text is coloured, where a fault is, how it is put right. What FQL is, and what
// a filter means, only domain/fql decides.

import { compileFql, type CompiledFql } from '../../../../domain/fql/compile.ts';
import { FUNCTIONS } from '../../../../domain/fql/functions.ts';
import { oddFields, type SentFields } from '../../../../domain/fql/odd-fields.ts';

export type Ink = 'keyword' | 'string' | 'number' | 'function' | 'name' | 'operator' | 'space';

const PATTERNS: readonly (readonly [Ink, RegExp])[] = [
  ['space', /^\s+/],
  ['string', /^"(?:[^"\\]|\\.)*"?|^'(?:[^'\\]|\\.)*'?/],
  ['number', /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/],
  ['keyword', /^(?:and|or|in|true|false|null|all)(?![\w\\.-])/],
  ['function', new RegExp(`^(?:${[...FUNCTIONS.keys()].join('|')})(?=\\s*\\()`)],
  ['name', /^(?:[A-Za-z0-9_-]|\\.)+(?:\.(?:[A-Za-z0-9_-]|\\.)+)*/],
  ['operator', /^(?:!=|>=|<=|.)/su],
];

/** The next piece of a line, and its colour. */
export function nextInk(text: string): { readonly ink: Ink; readonly length: number } {
  for (const [ink, pattern] of PATTERNS) {
    const length = pattern.exec(text)?.[0].length ?? 0;
    if (length > 0) return { ink, length };
  }
  return { ink: 'operator', length: 1 };
}

export type Fault = {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  /** From 1, as people count. */
  readonly line: number;
  readonly character: number;
  /** What the fault is replaced by, where that is sure. */
  readonly remedy: string | undefined;
};

/** A filter as it is typed: nothing, one that can be used, or what is wrong with it and where. */
export type Typed =
  | { readonly kind: 'none' }
  | { readonly kind: 'filter'; readonly text: string; readonly compiled: CompiledFql & { readonly ok: true } }
  | { readonly kind: 'fault'; readonly fault: Fault };

export function readFilter(text: string): Typed {
  if (text.trim() === '') return { kind: 'none' };
  const compiled = compileFql(text);
  if (compiled.ok) return { kind: 'filter', text, compiled };
  return { kind: 'fault', fault: faultAt(text, compiled) };
}

/** What of a filter that can be used is most likely a mistake. The last word is still being typed, and not judged. */
export function hintsOf(typed: Typed, sent: SentFields): Fault[] {
  if (typed.kind !== 'filter') return [];
  const { text, compiled } = typed;
  const end = text.trimEnd().length;
  return oddFields(compiled.fields, sent)
    .map(({ path, position, why, meant }) => ({
      ...{ from: position, to: position + lengthAt(text, position), ...placeOf(text, position), remedy: meant },
      message: `It reads \`${path}\`, ${why}.${meant === undefined ? '' : ` Did you mean \`${meant}\`?`}`,
    }))
    .filter(({ to }) => to < end);
}

function placeOf(text: string, position: number): Pick<Fault, 'line' | 'character'> {
  const before = text.slice(0, position).split('\n');
  return { line: before.length, character: (before.at(-1) ?? '').length + 1 };
}

function faultAt(text: string, { message, position }: { readonly message: string; readonly position: number }): Fault {
  const from = Math.min(position, text.length);
  const length = from < text.length ? lengthAt(text, from) : 0;
  return {
    // At the end there is no character to mark, so the last one is.
    from: length === 0 ? Math.max(0, text.trimEnd().length - 1) : from,
    to: length === 0 ? text.trimEnd().length : from + length,
    message,
    ...placeOf(text, from),
    remedy: REMEDIES.get(text.slice(from, from + length)),
  };
}

/** Signs of other languages, which mean one thing. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['&&', 'and'],
  ['||', 'or'],
  ['==', '='],
  ['===', '='],
  ['!==', '!='],
  ['<>', '!='],
  ['=>', '>='],
  ['=<', '<='],
  ['AND', 'and'],
  ['OR', 'or'],
  ['IN', 'in'],
]);

function lengthAt(text: string, from: number): number {
  const rest = text.slice(from);
  const sign = [...REMEDIES.keys()]
    .toSorted((one, other) => other.length - one.length)
    .find((key) => rest.startsWith(key));
  return sign !== undefined && !/^\w/.test(sign) ? sign.length : Math.max(1, nextInk(rest).length);
}
