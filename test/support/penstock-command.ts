import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const COMMAND = resolve(import.meta.dirname, '../../bin/penstock.ts');

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type Shell = {
  /** Runs the command, as a process, to its end. */
  run(...args: string[]): Promise<Ran>;
  /** The same with something on stdin. */
  runWith(input: string, ...args: string[]): Promise<Ran>;
  /** What it says on stdout as JSON. Throws when it fails. */
  json<T>(...args: string[]): Promise<T>;
  /** A folder for files of the test, where the command keeps its own too. */
  readonly directory: string;
  close(): void;
};

/** A shell of somebody who has never used the command. `more` is what else is in its environment. */
export function aShell(more: Readonly<Record<string, string>> = {}): Shell {
  const directory = mkdtempSync(join(tmpdir(), 'penstock-shell-'));
  const { PENSTOCK_URL: _url, PENSTOCK_TOKEN: _token, PENSTOCK_PROFILE: _profile, ...rest } = process.env;
  const env = { ...rest, ...more, XDG_CONFIG_HOME: directory };

  const runWith = (input: string, ...args: string[]): Promise<Ran> =>
    new Promise((done, failed) => {
      const child = spawn(process.execPath, [COMMAND, ...args], { env });
      const ran = { stdout: '', stderr: '' };
      child.stdout.on('data', (chunk: Buffer) => (ran.stdout += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (ran.stderr += chunk.toString()));
      child.on('error', failed);
      child.on('close', (code) => done({ code, ...ran }));
      child.stdin.end(input);
    });

  return {
    directory,
    runWith,
    run: (...args) => runWith('', ...args),
    async json<T>(...args: string[]): Promise<T> {
      const { code, stdout, stderr } = await runWith('', ...args, '--json');
      if (code !== 0) throw new Error(`penstock ${args.join(' ')} ended with ${code}:\n${stderr}`);
      return JSON.parse(stdout) as T;
    },
    close: () => rmSync(directory, { recursive: true, force: true }),
  };
}
