// The command for customers and operators. What it can do stands in penstock/commands.ts, a file for each noun.

import { ApiCallError } from '../client/api-client.ts';
import { WorkspaceFileError } from '../local/workspace-file.ts';
import { UsageError } from './penstock/command.ts';
import { COMMANDS } from './penstock/commands.ts';
import { createConnection } from './penstock/connection.ts';
import { createOutput, printable } from './penstock/output.ts';
import { parse } from './penstock/parse.ts';

async function main(): Promise<void> {
  const { env } = process;
  const out = createOutput({
    write: (text) => process.stdout.write(text),
    writeNote: (text) => process.stderr.write(text),
    isTerminal: process.stdout.isTTY,
  });
  const parsed = parse(process.argv.slice(2), COMMANDS);
  if (parsed.kind === 'help') {
    out.line(parsed.text);
    return;
  }
  const { command, args, values } = parsed;
  await command.run({ args, values, connection: createConnection(values, env), out, env, commands: COMMANDS });
}

/** What the person at the shell can put right, in words. Anything else is a fault of ours, with its stack trace. */
function explain(error: unknown): string | undefined {
  if (error instanceof ApiCallError) {
    const problems = error.problems.map(({ path, message }) => `\n  ${path === '' ? '' : `${path}: `}${message}`);
    return `${error.message}${problems.join('')}`;
  }
  const isExpected = error instanceof UsageError || error instanceof WorkspaceFileError;
  return isExpected ? error.message : undefined;
}

// `penstock ... | head` ends early, which is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await main();
} catch (error) {
  const text = explain(error);
  if (text === undefined) throw error;
  process.stderr.write(`${printable(text)}\n`);
  process.exitCode = 1;
}
