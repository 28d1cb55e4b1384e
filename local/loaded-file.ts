import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { DYNAMODB_MAX_TRANSACTION_ITEMS } from '../domain/base/aws-limits.ts';
import type { Destination } from '../domain/workspace/destination.ts';
import type { LoadedFunction } from '../domain/workspace/merge-functions.ts';
import { split } from '../domain/base/split.ts';
import {
  destinationItemKey,
  loadedFilePartition,
  loadedFunctionKey,
  sourceItemKey,
} from '../domain/tables/table-keys.ts';
import type { Source, Workspace } from '../domain/workspace/workspace.ts';
import { readDocuments, transact, writeItem } from '../functions/shared/dynamo/document-store.ts';
import { hashOfCode } from '../functions/shared/functions/function-code.ts';
import { openAll } from '../functions/shared/secrets/keep-secrets.ts';
import type { WorkspaceStore } from '../functions/shared/stores/workspace-store.ts';

/** Every form that was ever kept says so of itself; its number is that of its format. */
const VERSION = 1;

type Kept =
  | { readonly version: typeof VERSION; readonly source: Source }
  | { readonly version: typeof VERSION; readonly destination: Destination }
  | { readonly version: typeof VERSION; readonly function: LoadedFunction };
type Resources = Pick<Workspace, 'sources' | 'destinations'> & { readonly functions: readonly LoadedFunction[] };

/** What the workspace file said when it was loaded the last time; nothing when it never was. */
export async function readLoadedFile(store: WorkspaceStore, workspace: string): Promise<Resources> {
  const stored = await readDocuments<Kept>(store, { pk: loadedFilePartition(workspace), sk: '' });
  const kept = stored.map(({ document }) => document);
  const sources = kept.flatMap((one) => ('source' in one ? [one.source] : []));
  const destinations = kept.flatMap((one) => ('destination' in one ? [one.destination] : []));
  return {
    sources: await openAll(store.secrets, sources),
    destinations: await openAll(store.secrets, destinations),
    functions: kept.flatMap((one) => ('function' in one ? [one.function] : [])),
  };
}

/** Functions as a file says them. */
export function loadedFunctions({ functions = [] }: Workspace): LoadedFunction[] {
  return functions.map(({ code, ...about }) => ({ ...about, hash: hashOfCode(code) }));
}

/** Keeps what the file says now, with its secrets encrypted. */
export async function keepLoadedFile(store: WorkspaceStore, file: Workspace): Promise<void> {
  const pk = loadedFilePartition(file.workspace);
  const wanted = new Map<string, Kept>();
  for (const each of file.sources) {
    wanted.set(sourceItemKey(each.id), { version: VERSION, source: await store.secrets.seal(each, undefined) });
  }
  for (const each of file.destinations) {
    const destination = await store.secrets.seal(each, undefined);
    wanted.set(destinationItemKey(each.id), { version: VERSION, destination });
  }
  for (const each of loadedFunctions(file)) {
    wanted.set(loadedFunctionKey(each.id), { version: VERSION, function: each });
  }
  const earlier = await readDocuments<Kept>(store, { pk, sk: '' });
  // A file without the list says nothing of functions, and what one with it has said before stays.
  const isSaid = ({ sk }: { readonly sk: string }): boolean =>
    file.functions !== undefined || !sk.startsWith(loadedFunctionKey(''));
  const gone = earlier.filter(({ key }) => !wanted.has(key.sk) && isSaid(key));
  const writes: TransactWriteItem[] = [
    ...gone.map(({ key }) => writeItem(store.table, { key, replaces: 'anything' })),
    ...[...wanted].map(([sk, document]) => writeItem(store.table, { key: { pk, sk }, document, replaces: 'anything' })),
  ];
  for (const part of split(writes, DYNAMODB_MAX_TRANSACTION_ITEMS)) await transact(store, part);
}
