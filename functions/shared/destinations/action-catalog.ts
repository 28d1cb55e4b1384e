import { readFile } from 'node:fs/promises';
import type { ActionDestination, ActionIndex } from '../../../domain/catalog/action-catalog.ts';
import type { ActionCatalog } from '../../../domain/catalog/check-action.ts';
import { isResourceId } from '../../../domain/workspace/resource-id.ts';

/** The catalog of actions in a folder, which is looked for, and read file by file, when something of it is asked for. */
export function readActionCatalog(folderOf: () => URL | Promise<URL>): ActionCatalog {
  const read = async <T>(name: string): Promise<T> =>
    JSON.parse(await readFile(new URL(`${name}.json`, await folderOf()), 'utf8')) as T;
  let reading: Promise<ActionIndex> | undefined;
  const index = (): Promise<ActionIndex> => {
    reading ??= read<ActionIndex>('index');
    // What could not be read may be readable the next time.
    reading.catch(() => (reading = undefined));
    return reading;
  };
  return {
    index,
    async destination(slug) {
      const { destinations } = await index();
      const tile = destinations.find((each) => each.slug === slug);
      // A name becomes the name of a file.
      if (tile === undefined || tile.isHidden === true || !isResourceId(slug)) return undefined;
      return read<ActionDestination>(slug);
    },
  };
}
