import { describeChange, type ChangeLine } from '../../domain/workspace/describe-change.ts';
import type { Warning } from '../../domain/workspace/likely-mistakes.ts';
import type { Output } from './output.ts';

export function printChanges(out: Output, changes: readonly ChangeLine[], mood: 'would' | 'did'): void {
  for (const line of changes.flatMap((change) => describeChange(change, mood))) out.line(line);
  if (changes.length === 0) out.line('Nothing to change: the workspace is as the file says.');
}

/** Notes, so that a program reads changes and nothing else. */
export function noteWarnings(out: Output, warnings: readonly Warning[]): void {
  for (const { path, message } of warnings) out.note(`Warning: ${path} ${message}`);
}
