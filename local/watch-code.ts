import { context } from 'esbuild';
import { mkdtempSync, readdirSync, rmSync, watch, writeFileSync, type FSWatcher } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleOptions, linkWebFolders } from './code.ts';
import type { LambdaPool } from './lambda-pool.ts';
import { CODE_FOLDERS, PROJECT_ROOT } from './source-tree.ts';
import type { FunctionResource } from './topology-resources.ts';

/** An editor's several writes of one save. */
const SETTLE_MS = 50;

type WatchParts = {
  readonly functions: readonly FunctionResource[];
  readonly pools: ReadonlyMap<string, LambdaPool>;
  readonly log: (line: string) => void;
};

/** Bundles again when a source changes and gives functions whose bundle differs the new code. Returns how to stop. */
export async function watchCode({ functions, pools, log }: WatchParts): Promise<() => Promise<void>> {
  const outdir = mkdtempSync(join(tmpdir(), 'penstock-watch-'));
  linkWebFolders(outdir);
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

  let timer: NodeJS.Timeout | undefined;
  const onChange = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      rebuild().catch((error: unknown) => log(error instanceof Error ? error.message : String(error)));
    }, SETTLE_MS);
  };
  await rebuild();
  const watchers = [
    ...CODE_FOLDERS.flatMap((folder) => watchFolder(folder, onChange)),
    ...watchFolder('lib', () => log('lib/ has changed: start again to run the new topology')),
  ];
  return async () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
    await builder.dispose();
    rmSync(outdir, { recursive: true, force: true });
  };
}

/** NOTE: one watcher for each folder; Node's recursive one on Linux loses sight of files that an editor replaces. */
function watchFolder(folder: string, onChange: () => void): FSWatcher[] {
  const root = join(PROJECT_ROOT, folder);
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));
  return [root, ...folders].map((path) => watch(path, onChange));
}
