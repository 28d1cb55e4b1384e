import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import type { KillThreads, ThreadsKilled } from './kill-threads.ts';

const PROJECT = join(import.meta.dirname, '../..');
const KILL_THREADS = join(import.meta.dirname, 'kill-threads.ts');
const RUNNER = 'penstock-runner';
const READY = /^Penstock is ready at (\S+)$/;

export type ProcessOptions = {
  readonly dataDir: string;
  readonly workspaceFile: string;
  /** Certificates that it trusts beside those of Node. */
  readonly certificatesFile?: string;
  /** Gets each line of its output. */
  readonly onLine: (line: string) => void;
};

export type PipelineProcess = {
  readonly pid: number;
  readonly url: string;
  /** Resolves when it has ended, with what it ended with. */
  readonly ended: Promise<string>;
  /** Ends what runs functions, and nothing else. Returns how many of it there were. */
  killRunners(): Promise<number>;
  /** Ends all of it, at once with SIGKILL. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
};

/** Starts `npm start` itself, in a process group of its own. Resolves when it says that it is ready. */
export async function startPipelineProcess(options: ProcessOptions, port: number): Promise<PipelineProcess> {
  const child = launch(options, port);
  const { pid } = child;
  if (pid === undefined) throw new Error('Penstock could not be started.');
  const ended = once(child, 'exit').then(([code, signal]) => String(code ?? signal));
  const killGroup = (): void => signalGroup(pid, 'SIGKILL');
  process.once('exit', killGroup);
  void ended.then(() => process.off('exit', killGroup));
  return {
    pid,
    url: await readyUrl(child, options.onLine, ended),
    ended,
    killRunners: () => killThreads(child, RUNNER),
    async end(signal) {
      signalGroup(pid, signal);
      await ended;
    },
  };
}

function launch({ dataDir, workspaceFile, certificatesFile }: ProcessOptions, port: number): ChildProcess {
  const { PORT: _ignored, ...env } = process.env;
  const args = [
    '--import',
    KILL_THREADS,
    'local/main.ts',
    '--port',
    String(port),
    '--data',
    dataDir,
    '--workspace',
    workspaceFile,
  ];
  return spawn(process.execPath, args, {
    cwd: PROJECT,
    env: certificatesFile === undefined ? env : { ...env, NODE_EXTRA_CA_CERTS: certificatesFile },
    detached: true,
    // By the channel it notices when this process is killed.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

function readyUrl(child: ChildProcess, onLine: (line: string) => void, ended: Promise<string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const last: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        last.push(line);
        last.splice(0, last.length - 20);
        const url = READY.exec(line)?.[1];
        if (url === undefined) onLine(line);
        else resolve(url);
      });
    }
    void ended.then((how) => reject(new Error(`Penstock ended with ${how}:\n${last.join('\n')}`)));
  });
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself in the meantime.
  }
}

async function killThreads(child: ChildProcess, name: string): Promise<number> {
  const said = once(child, 'message');
  const isSent = child.connected && child.send({ kind: 'kill-threads', name } satisfies KillThreads);
  if (!isSent) return 0;
  const [{ count }] = (await said) as [ThreadsKilled];
  return count;
}
