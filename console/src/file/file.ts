// A workspace file as text, where what is wrong with it stands, and what it would change, in the order in which people
// should read it.

import { isNode, LineCounter, parseDocument, stringify, type Document } from 'yaml';
import type { FieldProblem } from '../../../client/call-error.ts';
import type { DataOf } from '../../../client/api-client.ts';

export type PlanAnswer = DataOf<'POST /workspace-file/plan'>;
export type FileChange = PlanAnswer['changes'][number];

/** Something that is wrong, or most likely is, and where. */
export type FileFault = {
  /** Characters, as an editor counts them. */
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly message: string;
  readonly path?: string;
};

export const toText = (file: unknown): string => stringify(file, { lineWidth: 0 });

export type ReadText =
  | { readonly file: object; readonly placesOf: (problems: readonly FieldProblem[]) => FileFault[] }
  | { readonly faults: readonly FileFault[] };

/** YAML, of which JSON is a part; or what is wrong with it. */
export function readFile(text: string): ReadText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = ([from, to]: readonly [number, number], message: string): FileFault => ({
    ...{ from, to, message },
    line: Math.max(1, lines.linePos(from).line),
  });
  if (document.errors.length > 0) return { faults: document.errors.map(({ pos, message }) => at(pos, message)) };
  const [file, refusal] = valueOf(document);
  if (file === undefined) return { faults: [at([0, 0], refusal)] };
  const placesOf = (problems: readonly FieldProblem[]): FileFault[] =>
    problems.map(({ path, message }) => ({ ...at(rangeOf(document, path), message), path }));
  return { file, placesOf };
}

function valueOf(document: Document): readonly [file: object | undefined, refusal: string] {
  try {
    const file: unknown = document.toJS();
    if (typeof file === 'object' && file !== null && !Array.isArray(file)) return [file, ''];
    return [undefined, 'It must have the fields sources and destinations.'];
  } catch (error) {
    // An alias that stands for nothing, or for too much.
    return [undefined, error instanceof Error ? error.message : String(error)];
  }
}

/** Where `destinations[0].settings.url` stands; where it is missing, where the nearest stands that it should be in. */
function rangeOf(document: Document, path: string): readonly [number, number] {
  const steps = [...path.matchAll(/[^.[\]]+/g)].map(([step]) => (/^\d+$/.test(step) ? Number(step) : step));
  for (let length = steps.length; length > 0; length -= 1) {
    const node = document.getIn(steps.slice(0, length), true);
    if (!isNode(node) || !node.range) continue;
    const [from, to] = node.range;
    // All lines of something that has many would be underlined.
    return length === steps.length ? [from, to] : [from, from + 1];
  }
  return [0, 0];
}

const ORDER = { delete: 0, update: 1, create: 2 } as const;

/** Deletions first: what they take away nothing brings back. */
export const inPlanOrder = (changes: readonly FileChange[]): FileChange[] =>
  changes.toSorted((one, other) => ORDER[one.action] - ORDER[other.action]);

/** `1 deletion, 2 updates and 1 creation` */
export function planText(changes: readonly Pick<FileChange, 'action'>[]): string {
  const parts = (['delete', 'update', 'create'] as const).flatMap((action) => {
    const count = changes.filter((change) => change.action === action).length;
    return count === 0 ? [] : [`${count} ${WORDS[action]}${count === 1 ? '' : 's'}`];
  });
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(parts);
}

const WORDS = { delete: 'deletion', update: 'update', create: 'creation' } as const;

/** What a plan has that the one before had not, and the other way round. */
export function changesSince(
  before: readonly FileChange[],
  now: readonly FileChange[],
): { readonly added: readonly FileChange[]; readonly gone: readonly FileChange[] } {
  const textsOf = (changes: readonly FileChange[]): Set<string> => new Set(changes.map((one) => JSON.stringify(one)));
  const [old, present] = [textsOf(before), textsOf(now)];
  return {
    added: now.filter((one) => !old.has(JSON.stringify(one))),
    gone: before.filter((one) => !present.has(JSON.stringify(one))),
  };
}
