import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { DYNAMODB_MAX_TRANSACTION_ITEMS } from '../domain/base/aws-limits.ts';
import type { Destination } from '../domain/workspace/destination.ts';
import { split } from '../domain/base/split.ts';
import { destinationItemKey, loadedFilePartition, sourceItemKey } from '../domain/tables/table-keys.ts';
import type { Source, Workspace } from '../domain/workspace/workspace.ts';
import { readDocuments, transact, writeItem } from '../functions/shared/dynamo/document-store.ts';
import { openAll } from '../functions/shared/secrets/keep-secrets.ts';
import type { WorkspaceStore } from '../functions/shared/stores/workspace-store.ts';

/** Every form that was ever kept says so of itself; its number is that of its format. */
const VERSION = 1;

type Kept =
  | { readonly version: typeof VERSION; readonly source: Source }
  | { readonly version: typeof VERSION; readonly destination: Destination };
type Resources = Pick<Workspace, 'sources' | 'destinations'>;

/** What the workspace file said when it was loaded the last time; nothing when it never was. */
export async function readLoadedFile(store: WorkspaceStore, workspace: string): Promise<Resources> {
  const stored = await readDocuments<Kept>(store, { pk: loadedFilePartition(workspace), sk: '' });
  const kept = stored.map(({ document }) => document);
  const sources = kept.flatMap((one) => ('source' in one ? [one.source] : []));
  const destinations = kept.flatMap((one) => ('destination' in one ? [one.destination] : []));
  return { sources: await openAll(store.secrets, sources), destinations: await openAll(store.secrets, destinations) };
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
  const earlier = await readDocuments<Kept>(store, { pk, sk: '' });
  const gone = earlier.filter(({ key }) => !wanted.has(key.sk));
  const writes: TransactWriteItem[] = [
    ...gone.map(({ key }) => writeItem(store.table, { key, replaces: 'anything' })),
    ...[...wanted].map(([sk, document]) => writeItem(store.table, { key: { pk, sk }, document, replaces: 'anything' })),
  ];
  for (const part of split(writes, DYNAMODB_MAX_TRANSACTION_ITEMS)) await transact(store, part);
}
