import { ApiCallError } from '../../client/call-error.ts';
import { textOf, type ErrorCode } from '../../domain/base/error-texts.ts';
import { WorkspaceFileError } from '../../local/workspace-file.ts';
import { UsageError } from './command.ts';
import { pathAsSaid, shellVoice, type Typed } from './said.ts';

const ELSEWHERE =
  'Another workspace: --workspace ID on one machine, else --profile or --token. "penstock whoami" says where you are.';

/** What to do about it in a shell, beyond what the error itself says. */
const HINTS: Readonly<Partial<Record<ErrorCode, string>>> = {
  not_found: ELSEWHERE,
  workspace_required: 'Say it as --workspace ID, or set PENSTOCK_WORKSPACE.',
  unauthorized: '"penstock login" keeps another token; "penstock profiles" has those that are kept.',
  unreachable: 'Is it running, and is this the address? --url or "penstock login --url" says another one.',
};

/** What the person at the shell can put right, in words. Anything else is a fault of ours, with its stack trace. */
export function explain(error: unknown, typed?: Typed): string | undefined {
  if (error instanceof ApiCallError) {
    const { failure, problems } = error;
    const text = failure === undefined ? error.message : textOf(failure, shellVoice(typed));
    const faults = problems.map(
      ({ path, message }) => `  ${path === '' ? '' : `${pathAsSaid(path, typed)}: `}${message}`,
    );
    const hint = (HINTS as Readonly<Record<string, string | undefined>>)[error.code];
    return [text, ...faults, ...(hint === undefined ? [] : [hint])].join('\n');
  }
  return error instanceof UsageError || error instanceof WorkspaceFileError ? error.message : undefined;
}
