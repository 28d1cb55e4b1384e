import type { Difference } from '../../domain/differences.ts';
import type { Warning } from '../../domain/likely-mistakes.ts';
import { isMark } from '../../domain/secret-settings.ts';
import type { Output } from './output.ts';

/** A resource that a file changes. */
type ChangeLine = {
  readonly action: 'create' | 'update' | 'delete';
  readonly resourceType: string;
  readonly resourceId: string;
  readonly differences: readonly Difference[];
};

const VERBS = {
  would: { create: '+ create', update: '~ update', delete: '- delete' },
  did: { create: '+ created', update: '~ updated', delete: '- deleted' },
};

export function printChanges(out: Output, changes: readonly ChangeLine[], mood: 'would' | 'did'): void {
  for (const { action, resourceType, resourceId, differences } of changes) {
    out.line(`${VERBS[mood][action]} ${resourceType} ${resourceId}`);
    for (const difference of differences) out.line(`    ${describeDifference(difference)}`);
  }
  if (changes.length === 0) out.line('Nothing to change: the workspace is as the file says.');
}

/** Notes, so that a program reads changes and nothing else. */
export function noteWarnings(out: Output, warnings: readonly Warning[]): void {
  for (const { path, message } of warnings) out.note(`Warning: ${path} ${message}`);
}

/** `settings.url: "https://old.example/" -> "https://new.example/"` */
export function describeDifference({ path, before, after }: Difference): string {
  const oneLine = (value: unknown): string => (isMark(value) ? 'a secret' : JSON.stringify(value));
  if (before === undefined) return `${path}: ${oneLine(after)} (new)`;
  if (after === undefined) return `${path}: ${oneLine(before)} (gone)`;
  if (isMark(before) && isMark(after)) return `${path}: another secret`;
  return `${path}: ${oneLine(before)} -> ${oneLine(after)}`;
}
