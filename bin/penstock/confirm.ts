import { createInterface } from 'node:readline/promises';
import { UsageError, type Options } from './command.ts';

/** An option of every command that does what cannot be undone. */
export const YES = {
  yes: { type: 'boolean', default: false, help: 'does it without asking' },
} as const satisfies Options;

/** Asks the person at the terminal; undefined where there is none. */
export type Ask = ((question: string) => Promise<string>) | undefined;

export function createAsk(): Ask {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  return async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  };
}

/**
 * Goes on when somebody has said yes, at the terminal or with `--yes`. `what`: a sentence with what is lost, and how much
 * of it.
 */
export async function requireYes(
  { ask, values: { yes } }: { readonly ask: Ask; readonly values: { readonly yes: boolean } },
  what: string,
): Promise<void> {
  if (yes) return;
  if (ask === undefined) throw new UsageError(`${what} This cannot be undone. Say --yes to do it.`);
  const answer = await ask(`${what} This cannot be undone. Do it? [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('Nothing was done.');
}
