// A workspace file as text, and what it would change, in the order in which people should read it.

import { parse, stringify } from 'yaml';
import type { DataOf } from '../../../client/api-client.ts';

export type PlanAnswer = DataOf<'POST /workspace-file/plan'>;
export type FileChange = PlanAnswer['changes'][number];

export const toText = (file: unknown): string => stringify(file, { lineWidth: 0 });

/** YAML, of which JSON is a part; or what is wrong with it. */
export function readFile(text: string): { readonly file: object } | { readonly fault: string } {
  try {
    const file: unknown = parse(text);
    if (typeof file === 'object' && file !== null && !Array.isArray(file)) return { file };
    return { fault: 'It must have the fields sources and destinations.' };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
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
