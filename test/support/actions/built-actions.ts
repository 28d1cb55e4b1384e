import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ActionDestination, ActionIndex } from '../../../domain/catalog/action-catalog.ts';
import type { Engine } from '../../../destinations/action/engine/engine.ts';
import type { Definitions } from '../../../destinations/action/engine/segment.ts';
import { prepareActions } from '../../../local/action-files.ts';

export type BuiltActions = {
  readonly directory: string;
  readonly engine: Engine;
  readonly definitions: Definitions;
  readonly engineOf: (definitions: Definitions) => Engine;
};

/** The bundle as functions have it; made once, and then taken from the cache. */
export async function builtActions(): Promise<BuiltActions> {
  const directory = await prepareActions();
  const url = pathToFileURL(join(directory, 'engine', 'engine.mjs')).href;
  return { directory, ...((await import(url)) as Omit<BuiltActions, 'directory'>) };
}

export function readIndex(directory: string): ActionIndex {
  return readJson(directory, 'catalog/index.json') as ActionIndex;
}

export function readDestination(directory: string, slug: string): ActionDestination {
  return readJson(directory, `catalog/${slug}.json`) as ActionDestination;
}

export function readJson(directory: string, name: string): unknown {
  return JSON.parse(readFileSync(join(directory, name), 'utf8')) as unknown;
}
