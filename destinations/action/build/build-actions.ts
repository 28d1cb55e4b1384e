// Makes all that functions have of the catalog beside their code: `engine/`, which runs actions, and `catalog/`, which says
// what there is.
import { build } from 'esbuild';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ActionDestination, ActionIndex } from '../../../domain/catalog/action-catalog.ts';
import { describeDestination } from '../catalog/describe.ts';
import type { Definitions } from '../engine/segment.ts';
import { OWN_CONNECTIONS } from '../overlays/own-connections.ts';
import { actionsBundle, ENGINE_FILE } from './bundle.ts';

const require = createRequire(import.meta.url);

/** Beside both: the packages that are in the bundle. */
export const PACKAGES_FILE = 'packages.json';

export async function buildActions(directory: string): Promise<void> {
  const engine = join(directory, 'engine');
  const { metafile } = await build(actionsBundle({ outdir: engine }));
  writeFileSync(join(directory, PACKAGES_FILE), JSON.stringify(packagesOf(Object.keys(metafile.inputs))));
  const { definitions } = (await import(pathToFileURL(join(engine, ENGINE_FILE)).href)) as { definitions: Definitions };
  const described = await Promise.all(
    Object.entries(definitions).map(async ([slug, load]) => describeDestination(slug, await load())),
  );
  writeCatalog(join(directory, 'catalog'), described);
}

function packagesOf(inputs: readonly string[]): string[] {
  const names = inputs.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  const own = inputs
    .filter((path) => path.startsWith('destinations/action/packages/'))
    .map((path) => path.split('/')[3]);
  return [...new Set([...names, ...own])].filter((name) => name !== undefined).sort();
}

function writeCatalog(directory: string, described: readonly ActionDestination[]): void {
  mkdirSync(directory);
  for (const destination of described) {
    writeFileSync(join(directory, `${destination.slug}.json`), JSON.stringify(destination));
  }
  const { version } = require('@segment/action-destinations/package.json') as { readonly version: string };
  const index: ActionIndex = {
    version,
    destinations: described
      .map(
        ({
          settings: _,
          presets: _presets,
          actionViews: _views,
          canDelete: _can,
          canTestAuthentication: _test,
          ...tile
        }) => tile,
      )
      .sort((one, other) => one.name.localeCompare(other.name, 'en')),
    leftOut: Object.entries(OWN_CONNECTIONS).map(([slug, reason]) => ({ slug, reason })),
  };
  writeFileSync(join(directory, 'index.json'), JSON.stringify(index));
}
