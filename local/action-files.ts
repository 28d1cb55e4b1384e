import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { buildActions } from '../destinations/action/build/build-actions.ts';
import { DAY_MS } from '../domain/base/time-units.ts';
import { hashFiles, PROJECT_ROOT } from './source-tree.ts';

/** What the catalog of actions and its engine are made from: packages by their versions, which are pinned. */
const ACTION_INPUTS: readonly string[] = [
  'destinations/action',
  'domain/delivery/outbound-rules.ts',
  'domain/mapping',
  'node_modules/@segment/action-destinations/package.json',
  'node_modules/@segment/actions-core/package.json',
  'node_modules/@segment/actions-shared/package.json',
  'node_modules/esbuild/package.json',
];

const CACHE = join(PROJECT_ROOT, '.cache', 'actions');
/** As long as code that links to it may be started. */
const CACHE_DAYS = 30;

/** The directory of the built catalog and engine: from the cache, if nothing that they are made from has changed since. */
export async function prepareActions(): Promise<string> {
  const directory = join(CACHE, hashFiles(ACTION_INPUTS));
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
  await buildActions(unfinished);
  try {
    renameSync(unfinished, directory);
  } catch (error) {
    // Another Penstock was faster with the same build.
    if (!existsSync(directory)) throw error;
    rmSync(unfinished, { recursive: true, force: true });
  }
}
