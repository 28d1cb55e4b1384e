import { context } from 'esbuild';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, watch, writeFileSync, type FSWatcher } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CONSOLE_FOLDER } from '../lib/bundling.ts';
import { bundleOnce, bundleOptions, linkWebFolders } from './code.ts';
import { buildConsoleInto, prepareConsole } from './console-files.ts';
import { CODE_FOLDERS, CONSOLE_FOLDERS, PROJECT_ROOT } from './source-tree.ts';
import type { FunctionResource } from './topology-resources.ts';

/** An editor's several writes of one save. */
const SETTLE_MS = 50;

type WatchParts = {
  readonly functions: readonly FunctionResource[];
  readonly pools: ReadonlyMap<string, { replaceCode(codeUrl: string): void }>;
  readonly log: (line: string) => void;
};

/** Bundles again when a source changes and gives functions whose bundle differs the new code. Returns how to stop. */
export async function watchCode({ functions, pools, log }: WatchParts): Promise<() => Promise<void>> {
  const outdir = mkdtempSync(join(tmpdir(), 'penstock-watch-'));
  linkWebFolders(outdir);
  symlinkSync(await prepareConsole(), join(outdir, CONSOLE_FOLDER));
  const entries = [...new Set(functions.map(({ entry }) => entry))];
  const builder = await context({ ...bundleOptions(entries, outdir), write: false });
  const hashes = new Map<string, string>();

  const rebuild = async (): Promise<void> => {
    const { outputFiles } = await builder.rebuild();
    for (const { path, hash, contents } of outputFiles) {
      const before = hashes.get(path);
      hashes.set(path, hash);
      if (before === undefined || before === hash || !path.endsWith('.mjs')) continue;
      // NOTE: a module is loaded once for each URL, so every version needs its own.
      const file = join(outdir, `${hash.replaceAll(/\W/g, '_')}-${basename(path)}`);
      writeFileSync(file, contents);
      for (const { name, entry } of functions) {
        if (!path.endsWith(entry.replace(/\.ts$/, '.mjs'))) continue;
        pools.get(name)?.replaceCode(pathToFileURL(file).href);
        log(`${name} has new code`);
      }
    }
  };

  const code = createSettled(rebuild, log);
  const page = createSettled(createConsoleRebuild({ functions, pools, log }, outdir), log);
  await rebuild();
  const watchers = [
    ...CODE_FOLDERS.flatMap((folder) => watchFolder(folder, code.changed)),
    ...CONSOLE_FOLDERS.flatMap((folder) => watchFolder(folder, page.changed)),
    ...watchFolder('lib', () => log('lib/ has changed: start again to run the new topology')),
  ];
  return async () => {
    code.stop();
    page.stop();
    for (const watcher of watchers) watcher.close();
    await builder.dispose();
    rmSync(outdir, { recursive: true, force: true });
  };
}

/** Does the work once the changes of one save are all there, one time after the other. */
function createSettled(work: () => Promise<void>, log: (line: string) => void) {
  let timer: NodeJS.Timeout | undefined;
  let last = Promise.resolve();
  return {
    changed: (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        last = last.then(work).catch((error: unknown) => log(error instanceof Error ? error.message : String(error)));
      }, SETTLE_MS);
    },
    stop: () => clearTimeout(timer),
  };
}

/** Builds the console anew and lets its function begin again, which then finds the new files beside its code. */
function createConsoleRebuild({ functions, pools, log }: WatchParts, outdir: string): () => Promise<void> {
  const serving = functions.find(({ entry }) => entry.startsWith('functions/console/'));
  let count = 0;
  return async () => {
    if (serving === undefined) return;
    count += 1;
    const built = join(outdir, `console-${count}`);
    await buildConsoleInto(built);
    const link = join(outdir, CONSOLE_FOLDER);
    rmSync(link);
    symlinkSync(built, link);
    const file = join(outdir, `console-${count}.mjs`);
    await bundleOnce(serving.entry, file);
    pools.get(serving.name)?.replaceCode(pathToFileURL(file).href);
    log('the console has new pages');
  };
}

/** NOTE: one watcher for each folder; Node's recursive one on Linux loses sight of files that an editor replaces. */
function watchFolder(folder: string, onChange: () => void): FSWatcher[] {
  const root = join(PROJECT_ROOT, folder);
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));
  return [root, ...folders].map((path) => watch(path, onChange));
}
