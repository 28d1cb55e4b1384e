import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CONSOLE_INPUTS, hashFiles, PROJECT_ROOT } from './source-tree.ts';
import { StartupError } from './startup-error.ts';
import { DAY_MS } from '../domain/base/time-units.ts';

const CACHE = join(PROJECT_ROOT, '.cache', 'console');
/** As long as code that links to it may be started. */
const CACHE_DAYS = 30;

/** The directory of the built console: from the cache, if no source of it has changed since. */
export async function prepareConsole(): Promise<string> {
  const directory = join(CACHE, hashFiles(CONSOLE_INPUTS));
  if (existsSync(directory)) utimesSync(directory, new Date(), new Date());
  else await build(directory);
  return directory;
}

/** Builds aside and moves into place, so that a build that was cut short is never taken for a whole one. */
async function build(directory: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name);
    if (Date.now() - statSync(path).mtimeMs > CACHE_DAYS * DAY_MS) rmSync(path, { recursive: true, force: true });
  }
  const unfinished = mkdtempSync(join(CACHE, 'unfinished-'));
  await buildConsoleInto(unfinished);
  try {
    renameSync(unfinished, directory);
  } catch (error) {
    // Another Penstock was faster with the same build.
    if (!existsSync(directory)) throw error;
    rmSync(unfinished, { recursive: true, force: true });
  }
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
