import { ApiCallError } from '../../client/api-client.ts';
import { WorkspaceFileError } from '../../local/workspace-file.ts';
import { UsageError } from './command.ts';
import { listCommand, pathAsSaid, textAsSaid, type Typed } from './said.ts';

/** What the API speaks of as a program sends it, as it is said in a shell. */
const IN_A_SHELL: readonly (readonly [RegExp, string])[] = [
  [/^The body is not as it must be/, 'What was said is not as it must be'],
  [/[;,] see "problems"\.$/, ':'],
  [/Say receivedAt=(\S+), /, 'Say --received-at $1, '],
];

const LISTED = /GET \/api\/(?:v1\/)?([\w/-]+) lists them\./;

/** What to do about it, by the code of the API. */
const ELSEWHERE =
  'Another workspace: --workspace ID on one machine, else --profile or --token. "penstock whoami" says where you are.';

const HINTS: Readonly<Record<string, string>> = {
  not_found: ELSEWHERE,
  workspace_required: 'Say it as --workspace ID, or set PENSTOCK_WORKSPACE.',
  unauthorized: '"penstock login" keeps another token; "penstock profiles" has those that are kept.',
  unreachable: 'Is it running, and is this the address? --url or "penstock login --url" says another one.',
};

/** What the person at the shell can put right, in words. Anything else is a fault of ours, with its stack trace. */
export function explain(error: unknown, typed?: Typed): string | undefined {
  if (error instanceof ApiCallError) {
    const problems = error.problems.map(
      ({ path, message }) => `  ${path === '' ? '' : `${pathAsSaid(path, typed)}: `}${inAShell(message, typed)}`,
    );
    const hint = HINTS[error.code];
    return [inAShell(error.message, typed), ...problems, ...(hint === undefined ? [] : [hint])].join('\n');
  }
  const isExpected = error instanceof UsageError || error instanceof WorkspaceFileError;
  return isExpected ? inAShell(error.message, typed) : undefined;
}

function inAShell(message: string, typed: Typed | undefined): string {
  const text = IN_A_SHELL.reduce((so, [pattern, replacement]) => so.replace(pattern, replacement), message);
  const withCommand = text.replace(LISTED, (_, path: string) => `"penstock ${listCommand(path)}" lists them.`);
  return textAsSaid(withCommand, typed);
}
