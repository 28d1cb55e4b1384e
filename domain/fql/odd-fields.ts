// Fields that a filter reads and no event is likely to have: any name is legal, and a misspelt one matches nothing without
// a word. Whoever writes a filter is told: by the console while it is typed, by the API and the command when it is saved or planned.

import { nearest } from '../base/nearest.ts';
import type { FqlField } from './compile.ts';
import { CONTEXT_FIELDS, EVENT_FIELDS } from './event-fields.ts';
import { printPath } from './syntax.ts';
import { tokenise } from './tokenise.ts';

/** What a source is known to send, by name, level by level. */
export type SentFields = ReadonlyMap<string, SentFields>;

export type OddField = FqlField & {
  /** Goes on after the path: `which is no field of the Spec`. */
  readonly why: string;
  /** The path that was most likely meant, as FQL writes it. */
  readonly meant: string | undefined;
};

/** Shorter names have too many others near them. */
const SHORTEST_JUDGED = 3;
const NOTHING_SENT: SentFields = new Map();

/** Of paths as FQL writes them. */
export function sentFields(paths: readonly string[]): SentFields {
  type Tree = Map<string, Tree>;
  const tree: Tree = new Map();
  for (const path of paths) {
    const [token] = tokenise(path);
    let level = tree;
    for (const name of token?.kind === 'path' ? token.segments : []) {
      const below = level.get(name) ?? new Map<string, Tree>();
      level.set(name, below);
      level = below;
    }
  }
  return tree;
}

/** Those of the fields of a filter that are odd; what the source sends is not, whatever the Spec says. */
export function oddFields(fields: readonly FqlField[], sent: SentFields = NOTHING_SENT): OddField[] {
  return fields.flatMap((field) => {
    const odd = oddnessOf(field.segments, sent);
    return odd === undefined ? [] : [{ ...field, ...odd }];
  });
}

type Oddness = Pick<OddField, 'why' | 'meant'>;

/** The first name of the path that is not among those known beside it. */
function oddnessOf(segments: readonly string[], sent: SentFields): Oddness | undefined {
  let level: SentFields | undefined = sent;
  for (const [depth, name] of segments.entries()) {
    const known: readonly string[] = [...specFields(segments, depth), ...(level?.keys() ?? [])];
    if (!known.includes(name)) return misspelt(segments, depth, { known, sent });
    level = level?.get(name);
  }
  return undefined;
}

function specFields([first]: readonly string[], depth: number): readonly string[] {
  if (depth === 0) return EVENT_FIELDS;
  return depth === 1 && first === 'context' ? CONTEXT_FIELDS : [];
}

type Around = { readonly known: readonly string[]; readonly sent: SentFields };

function misspelt(segments: readonly string[], depth: number, { known, sent }: Around): Oddness | undefined {
  const name = segments[depth] ?? '';
  const isTop = depth === 0;
  const inside = isTop ? partWith(name, sent) : undefined;
  if (inside !== undefined) return { why: SPEC, meant: printPath([inside, ...segments]) };
  const near = isTop || name.length >= SHORTEST_JUDGED ? nearest(name, known) : undefined;
  const meant = near === undefined ? undefined : printPath(segments.with(depth, near));
  if (isTop) return { why: SPEC, meant };
  if (meant === undefined) return undefined;
  return { why: depth === 1 && segments[0] === 'context' ? 'which SDKs do not send' : NOT_SENT, meant };
}

const SPEC = 'which is no field of the Spec';
const NOT_SENT = 'which the source has not sent';

/** `total` is sent as `properties.total`. */
const partWith = (name: string, sent: SentFields): string | undefined =>
  ['properties', 'traits', 'context'].find((part) => sent.get(part)?.has(name) === true);
