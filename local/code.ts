import type { BuildOptions } from 'esbuild';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ACTIONS_FOLDER } from '../domain/pipeline/action-files.ts';
import { WEB_FOLDERS } from '../domain/pipeline/web-files.ts';
import { BUNDLING, CONSOLE_FOLDER, ENTRY_FILE } from '../lib/bundling.ts';
import { prepareActions } from './action-files.ts';
import { prepareConsole } from './console-files.ts';
import { functionEntries, hashSources, PROJECT_ROOT, RUNTIME_ENTRY } from './source-tree.ts';
import { StartupError } from './startup-error.ts';
import type { Template } from './template-values.ts';
import { DAY_MS } from '../domain/base/time-units.ts';

/** The templates, and where the bundle of each entry file lies. */
export type Code = {
  readonly templates: readonly Template[];
  bundleUrl(entry: string): string;
  /**
   * Where the bundle of the runtime lies. As a bundle, because Node loads a compiler into each thread that begins with
   * TypeScript: 11 MB, and more CPU than all else that a thread needs to start.
   */
  readonly runtimeUrl: string;
};

const CACHE = join(PROJECT_ROOT, '.cache', 'local');
const TEMPLATES_FILE = 'templates.json';
const WEB_ENTRY = `functions/web/${ENTRY_FILE}`;
const CONSOLE_ENTRY = `functions/console/${ENTRY_FILE}`;
/** What has the catalog of actions beside its code. */
const ACTION_ENTRIES = [`functions/delivery/${ENTRY_FILE}`, `functions/control-api/${ENTRY_FILE}`];
/** What was not started for this long is removed from the cache. */
const CACHE_DAYS = 7;

/** Synthesises the CDK app and bundles its functions, or takes both from the cache if no source has changed since. */
export async function prepareCode(): Promise<Code> {
  const directory = join(CACHE, hashSources());
  const links = [
    join(directory, dirname(CONSOLE_ENTRY), CONSOLE_FOLDER),
    ...ACTION_ENTRIES.map((entry) => join(directory, dirname(entry), ACTIONS_FOLDER)),
  ];
  const isWhole = (): boolean => links.every((path) => existsSync(path));
  if (existsSync(directory) && !isWhole()) rmSync(directory, { recursive: true });
  if (!isWhole()) await build(directory);
  // Whatever was used is kept, and what the link leads to as long.
  else for (const path of [directory, ...links]) utimesSync(path, new Date(), new Date());
  const templates = JSON.parse(readFileSync(join(directory, TEMPLATES_FILE), 'utf8')) as Template[];
  const bundleUrl = (entry: string): string => pathToFileURL(join(directory, bundleFile(entry))).href;
  return { templates, bundleUrl, runtimeUrl: bundleUrl(RUNTIME_ENTRY) };
}

/** Where, inside a build, the bundle of an entry file is. */
export function bundleFile(entry: string): string {
  return entry.replace(/\.ts$/, '.mjs');
}

/** What the web function serves, beside its bundle: as it is at each moment. */
export function linkWebFolders(directory: string): void {
  for (const [name, { from }] of Object.entries(WEB_FOLDERS)) {
    symlinkSync(join(PROJECT_ROOT, from), join(directory, name));
  }
}

/** Builds aside and moves into place, so that a build that was cut short is never taken for a whole one. */
async function build(directory: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  removeOld();
  const unfinished = mkdtempSync(join(CACHE, 'unfinished-'));
  const [templates, builtConsole, builtActions] = await Promise.all([
    synthesise(),
    prepareConsole(),
    prepareActions(),
    bundle([...functionEntries(), RUNTIME_ENTRY], unfinished),
  ]);
  linkWebFolders(join(unfinished, dirname(WEB_ENTRY)));
  symlinkSync(builtConsole, join(unfinished, dirname(CONSOLE_ENTRY), CONSOLE_FOLDER));
  for (const entry of ACTION_ENTRIES) symlinkSync(builtActions, join(unfinished, dirname(entry), ACTIONS_FOLDER));
  writeFileSync(join(unfinished, TEMPLATES_FILE), JSON.stringify(templates));
  try {
    renameSync(unfinished, directory);
  } catch (error) {
    // Another Penstock was faster with the same build.
    if (!existsSync(directory)) throw error;
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function synthesise(): Promise<Template[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('synthesise-thread.ts', import.meta.url), { execArgv: [], stdout: true });
    worker.once('message', resolve);
    worker.once('error', (error: Error) =>
      reject(new StartupError(`The CDK app cannot be synthesised: ${error.message}`)),
    );
  });
}

/** The options of the deployed functions, for these entry files. */
export function bundleOptions(entries: readonly string[], outdir: string) {
  return {
    ...BUNDLING,
    external: [...BUNDLING.external],
    mainFields: [...BUNDLING.mainFields],
    entryPoints: entries.map((entry) => ({ in: join(PROJECT_ROOT, entry), out: entry.replace(/\.ts$/, '') })),
    absWorkingDir: PROJECT_ROOT,
    outdir,
    outExtension: { '.js': '.mjs' },
    logLevel: 'silent',
  } satisfies BuildOptions;
}

async function bundle(entries: readonly string[], outdir: string): Promise<void> {
  const esbuild = await import('esbuild');
  try {
    await esbuild.build(bundleOptions(entries, outdir));
  } catch (error) {
    throw new StartupError(
      `The functions cannot be bundled: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    // Its service process would stay until we end.
    await esbuild.stop();
  }
}

/** The bundle of one entry file, in a file of any name. */
export async function bundleOnce(entry: string, outfile: string): Promise<void> {
  const { build } = await import('esbuild');
  const { entryPoints: _, outdir: __, outExtension: ___, ...options } = bundleOptions([entry], '');
  await build({ ...options, entryPoints: [join(PROJECT_ROOT, entry)], outfile });
}

function removeOld(): void {
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name);
    if (Date.now() - statSync(path).mtimeMs > CACHE_DAYS * DAY_MS) rmSync(path, { recursive: true, force: true });
  }
}
