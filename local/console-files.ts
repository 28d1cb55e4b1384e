import { Worker } from 'node:worker_threads';
import { fromBuildCache } from './build-cache.ts';
import { CONSOLE_INPUTS, hashFiles } from './source-tree.ts';
import { StartupError } from './startup-error.ts';

/** The directory of the built console: from the cache, if no source of it has changed since. */
export async function prepareConsole(): Promise<string> {
  return fromBuildCache('console', hashFiles(CONSOLE_INPUTS), buildConsoleInto);
}

export function buildConsoleInto(directory: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('build-console-thread.ts', import.meta.url), {
      execArgv: [],
      env: { ...process.env, NODE_ENV: 'production' },
      workerData: directory,
    });
    worker.once('message', () => resolve());
    worker.once('error', (error: Error) => reject(new StartupError(`The console cannot be built: ${error.message}`)));
  });
}
