import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PROJECT_ROOT } from './source-tree.ts';
import { StartupError } from './startup-error.ts';
import { DAY_MS } from '../domain/base/time-units.ts';

/** As long as code that links to what is built may be started. */
const CACHE_DAYS = 30;

/** The directory of something that is built: from the cache, if it was built under this key before. */
export async function fromBuildCache(
  name: string,
  key: string,
  build: (directory: string) => Promise<void>,
): Promise<string> {
  const cache = join(PROJECT_ROOT, '.cache', name);
  const directory = join(cache, key);
  if (existsSync(directory)) utimesSync(directory, new Date(), new Date());
  else await buildAside({ cache, directory }, build);
  return directory;
}

/** Builds aside and moves into place, so that a build that was cut short is never taken for a whole one. */
async function buildAside(
  { cache, directory }: { readonly cache: string; readonly directory: string },
  build: (directory: string) => Promise<void>,
): Promise<void> {
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    // Another Penstock may have moved it meanwhile.
    const { mtimeMs = Infinity } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > CACHE_DAYS * DAY_MS) rmSync(path, { recursive: true, force: true });
  }
  const unfinished = mkdtempSync(join(cache, 'unfinished-'));
  await build(unfinished);
  try {
    renameSync(unfinished, directory);
  } catch (error) {
    // Another Penstock was faster with the same build.
    if (!existsSync(directory)) throw error;
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Builds into a directory in a thread of its own. `script` is beside this file and posts a message at its end. */
export function buildInThread(
  { script, what }: { readonly script: string; readonly what: string },
  directory: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(script, import.meta.url), {
      execArgv: [],
      env: { ...process.env, NODE_ENV: 'production' },
      workerData: directory,
    });
    worker.once('message', () => resolve());
    worker.once('error', (error: Error) => reject(new StartupError(`${what} cannot be built: ${error.message}`)));
  });
}
