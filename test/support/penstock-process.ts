import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const PROJECT = resolve(import.meta.dirname, '../..');

export type PenstockProcess = {
  readonly url: string;
  /** Everything it has written so far. */
  readonly output: () => string;
  /** Sends a signal, unless it has ended, and resolves with the exit status (null when a signal ended it). */
  stop(signal: NodeJS.Signals): Promise<number | null>;
};

/** Starts the program itself, as `npm start -- <args>` does in `project`. Resolves when it says that it is ready. */
export async function startPenstock(args: readonly string[], project = PROJECT): Promise<PenstockProcess> {
  const child = spawnPenstock(args, project);
  const output = collect(child);
  const url = await new Promise<string>((ready, failed) => {
    child.once('exit', (code) => failed(new Error(`Penstock ended with ${code}:\n${output()}`)));
    child.stdout?.on('data', () => {
      const match = /^Penstock is ready at (\S+)$/m.exec(output());
      if (match?.[1] !== undefined) ready(match[1]);
    });
  });
  return {
    url,
    output,
    async stop(signal) {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit');
        child.kill(signal);
        await exited;
      }
      return child.exitCode;
    },
  };
}

/** Starts the program where it is expected to end by itself. */
export async function runPenstock(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawnPenstock(args, PROJECT);
  const output = collect(child);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: output() };
}

function spawnPenstock(args: readonly string[], cwd: string): ChildProcess {
  const { PORT: _ignored, ...env } = process.env;
  return spawn(process.execPath, ['local/main.ts', ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}
