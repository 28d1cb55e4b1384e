import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { appendFileSync } from 'node:fs';

export type Environment = Readonly<Record<string, string | undefined>>;

export type Command = {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Environment;
  readonly cwd?: string;
  readonly timeoutMs: number;
  /** Where all output is appended. */
  readonly logFile: string;
};

export type CommandResult = { readonly isOk: boolean; readonly output: string };

/** Starts processes and knows which still run, so that none is left behind. */
export type Processes = {
  start(file: string, args: readonly string[], options: StartOptions): ChildProcess;
  /** Runs a command to its end. A command that takes too long is ended and counts as failed. */
  run(command: Command): Promise<CommandResult>;
  /** Says of every process that it has started (`+pid`) or ended (`-pid`), for who outlives this process. */
  announceTo(listener: (change: string) => void): void;
  /** Ends everything that still runs, at once. Nothing can be started afterwards. */
  endAll(): void;
};

type StartOptions = { readonly env: Environment; readonly cwd: string; readonly stdio: StdioOptions };

export function createProcesses(cwd: string): Processes {
  const running = new Set<ChildProcess>();
  let isOver = false;
  let announce: (change: string) => void = () => undefined;

  const start: Processes['start'] = (file, args, options) => {
    if (isOver) throw new Error('the rehearsal is over');
    // A group of its own, so that ending it also ends what it started.
    const child = spawn(file, args, { ...options, detached: true });
    const { pid } = child;
    if (pid === undefined) return child;
    running.add(child);
    announce(`+${pid}`);
    child.once('close', () => {
      running.delete(child);
      announce(`-${pid}`);
    });
    return child;
  };

  return {
    start,
    run: (command) =>
      new Promise((resolve) => {
        const child = start(command.file, command.args, {
          env: command.env,
          cwd: command.cwd ?? cwd,
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let output = '';
        const note = (text: string): void => {
          output += text;
          appendFileSync(command.logFile, text);
        };
        const timer = setTimeout(() => {
          note(`\nended after ${command.timeoutMs / 1000} s without a result\n`);
          endGroup(child);
        }, command.timeoutMs);
        const finish = (isOk: boolean): void => {
          clearTimeout(timer);
          resolve({ isOk, output });
        };
        note(`$ ${[command.file, ...command.args].join(' ')}\n`);
        for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', note);
        child.once('error', (error) => {
          note(`${error.message}\n`);
          finish(false);
        });
        child.once('close', (status) => finish(status === 0));
      }),
    announceTo(listener) {
      announce = listener;
    },
    endAll() {
      isOver = true;
      for (const child of running) endGroup(child);
    },
  };
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}
