import { buildInThread, fromBuildCache } from './build-cache.ts';
import { CONSOLE_INPUTS, hashFiles } from './source-tree.ts';

/** The directory of the built console: from the cache, if no source of it has changed since. */
export async function prepareConsole(): Promise<string> {
  return fromBuildCache('console', hashFiles(CONSOLE_INPUTS), buildConsoleInto);
}

export const buildConsoleInto = (directory: string): Promise<void> =>
  buildInThread({ script: 'build-console-thread.ts', what: 'The console' }, directory);
