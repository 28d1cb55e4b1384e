// The command for customers and operators. What it can do stands in penstock/commands.ts, a file for each noun.

import { readFileSync } from 'node:fs';
import { COMMANDS } from './penstock/commands.ts';
import { createAsk } from './penstock/confirm.ts';
import { createConnection } from './penstock/connection.ts';
import { explain } from './penstock/explain.ts';
import { fileErrorReason } from '../domain/base/file-errors.ts';
import { printable } from '../domain/base/printable.ts';
import { createOutput } from './penstock/output.ts';
import { parse } from './penstock/parse.ts';
import type { Typed } from './penstock/said.ts';

/** For what is said when something goes wrong. */
let typed: Typed | undefined;

async function main(): Promise<void> {
  const { env } = process;
  const out = createOutput({
    write: (text) => process.stdout.write(text),
    writeNote: (text) => process.stderr.write(text),
    isTerminal: process.stdout.isTTY,
  });
  const parsed = parse(process.argv.slice(2), COMMANDS);
  if (parsed.kind === 'version') {
    out.line(readVersion());
    return;
  }
  if (parsed.kind === 'help') {
    out.line(parsed.text);
    return;
  }
  const { command, args, values } = parsed;
  typed = { command, values };
  const connection = createConnection(values, env);
  await command.run({ args, values, connection, out, ask: createAsk(), env, commands: COMMANDS });
}

// `penstock ... | head` ends early, which is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`The output cannot be written: ${fileErrorReason(error)}.\n`);
  process.exit(1);
});

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

try {
  await main();
} catch (error) {
  const text = explain(error, typed);
  if (text === undefined) throw error;
  process.stderr.write(`${printable(text)}\n`);
  process.exitCode = 1;
}
