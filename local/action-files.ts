import { buildInThread, fromBuildCache } from './build-cache.ts';
import { hashFiles } from './source-tree.ts';

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

/** The directory of the built catalog and engine: from the cache, if nothing that they are made from has changed since. */
export async function prepareActions(): Promise<string> {
  return fromBuildCache('actions', hashFiles(ACTION_INPUTS), (directory) =>
    buildInThread({ script: 'build-actions-thread.ts', what: 'The catalog of actions' }, directory),
  );
}
