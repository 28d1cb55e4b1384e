import type { ActionCatalog } from '../../../domain/catalog/check-action.ts';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { DYNAMODB_MAX_TRANSACTION_ITEMS } from '../../../domain/base/aws-limits.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { differences, isSame, type Difference } from '../../../domain/base/differences.ts';
import { maskResource } from '../../../domain/workspace/mask-resource.ts';
import type { Actor, WorkspaceInfo } from '../../../domain/access/people.ts';
import type { Source, Workspace } from '../../../domain/workspace/workspace.ts';
import { keysOf } from '../../../domain/events/write-keys.ts';
import {
  CONFIG_PARTITION,
  HEALTH_PARTITION,
  NOTICE_PARTITION,
  destinationItemKey,
  sourceItemKey,
  workspaceKey,
} from '../../../domain/tables/table-keys.ts';
import { readDocumentsAt, readResourcesOf } from './config-documents.ts';
import { addressesOf } from './source-addresses.ts';
import { indexWrites, isWriteKeyClaim, itemKeyOf } from './config-index.ts';
import { putDocument } from './config-store.ts';
import { raiseVersion } from './config-version.ts';
import { isWriteKeyForeign } from './write-key-owners.ts';
import { readPartition } from '../dynamo/control-table.ts';
import { itemKey, transact, writeItem, type Table, type TableOnly } from '../dynamo/document-store.ts';
import { wantedFunctions, withDecided, type WantedWorkspace } from './decided-by-functions.ts';
import { deleteOtherFunctions, planFunctions, saveFunctions, type CodeDesk } from './apply-functions.ts';
import type { Outside } from '../lambda/outside.ts';
import { setupRunKey } from './health-store.ts';
import { keepAllSecrets } from '../secrets/keep-secrets.ts';
import { countClear, hasSettings, type SecretBox } from '../secrets/secret-box.ts';
import { auditItem, claimId } from './workspace-items.ts';

/** One difference between a workspace and what is stored. `resource` is such as `destination#crm`. */
export type Change = {
  readonly action: 'create' | 'update' | 'delete';
  readonly resource: string;
  /** What an update changes, without secrets. */
  readonly differences?: readonly Difference[];
};

/** A resource of the file has the id of one that belongs to another workspace. */
export class ForeignIdError extends Error {
  override readonly name = 'ForeignIdError';
}

/** Who applies a file. */
const FILE: Actor = { type: 'system', id: 'workspace-file', name: 'Workspace file' };

type StoredResource = { readonly document: Source | Destination };

/** Where files go. */
export type WorkspaceStore = Table &
  Pick<Outside, 'now'> & {
    readonly secrets: SecretBox;
    /** Tries functions before they are stored; without it, a file with other functions than there are is refused. */
    readonly functions?: CodeDesk | undefined;
    /** What there is of actions; without it, nothing of them is checked. */
    readonly actions?: ActionCatalog | undefined;
  };

/** What would have to change for the control table to say of this workspace what the file says. */
export async function planWorkspace(store: WorkspaceStore, file: WantedWorkspace): Promise<Change[]> {
  const workspace = await withDecided(store, file);
  const ofFunctions = await planFunctions(store, workspace.workspace, wantedFunctions(workspace));
  const { changes } = await planAgainst(store, await readStored(store, workspace), workspace);
  await requireOwnWriteKeys(store, workspace);
  return [...ofFunctions, ...changes];
}

/** Every workspace that there is. */
export async function workspaceIds({ dynamodb, table }: TableOnly): Promise<string[]> {
  const infos = await readPartition(dynamodb, table, workspaceKey('').pk);
  return infos.map((item) => item['sk']?.S ?? '');
}

type Plan = {
  readonly changes: Change[];
  /** What is to be stored, by resource; a secret that is what it was is the same encrypted one. */
  readonly wanted: ReadonlyMap<string, Source | Destination>;
};

async function planAgainst(
  store: WorkspaceStore,
  stored: ReadonlyMap<string, StoredResource>,
  workspace: Workspace,
): Promise<Plan> {
  // What was stored before there were several workspaces belongs to whoever applies a file first.
  const isOurs = ({ document }: StoredResource): boolean =>
    (document.workspace ?? workspace.workspace) === workspace.workspace;
  const asWritten = documentsOf(workspace);
  for (const resource of asWritten.keys()) {
    const existing = stored.get(resource);
    if (existing !== undefined && !isOurs(existing)) throw foreignId(resource);
  }
  const wanted = await keepAllSecrets(store.secrets, asWritten, (resource) => stored.get(resource)?.document);
  const puts = [...wanted].flatMap(([resource, document]): Change[] => {
    const existing = stored.get(resource);
    if (existing === undefined) return [{ action: 'create', resource }];
    const differences = differencesOf(existing.document, document);
    return differences === undefined ? [] : [{ action: 'update', resource, differences }];
  });
  const deletes = [...stored].filter(([resource, existing]) => isOurs(existing) && !wanted.has(resource));
  return {
    changes: [...puts, ...deletes.map(([resource]): Change => ({ action: 'delete', resource }))],
    wanted,
  };
}

/** Secrets that an earlier version has stored in the clear are a difference: applying encrypts them. */
function isClear(before: Source | Destination): boolean {
  return hasSettings(before) && countClear(before, before) > 0;
}

/** Undefined when they are the same. What only differs in secrets or keys is named by where the mark stands. */
function differencesOf(before: Source | Destination, after: Source | Destination): Difference[] | undefined {
  if (isSame(before, after) && !isClear(before)) return undefined;
  return differences(maskResource(before), maskResource(after, before));
}

/** Makes the control table say of this workspace what the file says, and returns what had to change. `by` applies it. */
export async function applyWorkspace(
  store: WorkspaceStore,
  file: WantedWorkspace,
  by: Actor = FILE,
): Promise<Change[]> {
  const workspace = await withDecided(store, file);
  const functions = { workspace: workspace.workspace, ...wantedFunctions(workspace), by };
  const ofFunctions = await planFunctions(store, workspace.workspace, wantedFunctions(workspace));
  const stored = await readStored(store, workspace);
  await requireOwnWriteKeys(store, workspace);
  const { changes, wanted } = await planAgainst(store, stored, workspace);
  await ensureWorkspace(store, workspace.workspace);
  // Before the destinations that use them, and what nothing uses any more after those.
  await saveFunctions(store, functions);
  const context = { ...store, workspace: workspace.workspace, by, wanted, stored };
  const writes = await Promise.all(changes.map((change) => itemsFor(context, change)));
  // Every transaction also raises the version, so that functions see each part as soon as it is there.
  const raise = raiseVersion(store.table, [workspace.workspace, undefined]);
  for (const part of splitByItems(writes, DYNAMODB_MAX_TRANSACTION_ITEMS - 1)) {
    const items = part.flatMap((write) => write.items);
    const refused = await transact(store, [...items, raise]);
    if (refused !== undefined) throw refusedBy(part, items[refused]);
  }
  await deleteOtherFunctions(store, functions);
  return [...ofFunctions, ...changes];
}

type ChangeWrites = { readonly resource: string; readonly items: readonly TransactWriteItem[] };

/** As few transactions as hold all changes, each whole. */
function splitByItems(changes: readonly ChangeWrites[], most: number): ChangeWrites[][] {
  const parts: ChangeWrites[][] = [];
  let free = 0;
  for (const change of changes) {
    if (change.items.length > free) {
      parts.push([]);
      free = most;
    }
    parts.at(-1)?.push(change);
    free -= change.items.length;
  }
  return parts;
}

function refusedBy(part: readonly ChangeWrites[], item: TransactWriteItem | undefined): ForeignIdError {
  if (item !== undefined && isWriteKeyClaim(item)) return foreignWriteKey();
  return foreignId(part.find(({ items }) => item !== undefined && items.includes(item))?.resource ?? '');
}

function foreignId(resource: string): ForeignIdError {
  const [kind, id] = resource.split('#');
  return new ForeignIdError(`The id of the ${kind} "${id}" belongs to another workspace. Choose another id.`);
}

function foreignWriteKey(): ForeignIdError {
  return new ForeignIdError(
    'A write key of this file is one of another workspace, or was before it was revoked. Choose another one.',
  );
}

async function requireOwnWriteKeys(store: WorkspaceStore, { workspace, sources }: Workspace): Promise<void> {
  const writeKeys = sources.flatMap(keysOf);
  if (await isWriteKeyForeign(store, workspace, writeKeys)) throw foreignWriteKey();
}

async function ensureWorkspace(store: WorkspaceStore, id: string): Promise<void> {
  const document: WorkspaceInfo = { id, name: id, createdAt: store.now().toISOString() };
  // Refused when it is there, which is as well.
  await transact(store, [writeItem(store.table, { key: workspaceKey(id), document, replaces: 'nothing' })]);
}

function documentsOf({ workspace, sources, destinations }: Workspace): Map<string, Source | Destination> {
  return new Map<string, Source | Destination>([
    ...sources.map((source) => [sourceItemKey(source.id), { ...source, workspace }] as const),
    ...destinations.map((destination) => [destinationItemKey(destination.id), { ...destination, workspace }] as const),
  ]);
}

/** What is the workspace's, what is nobody's yet, and whatever has an id of the file. */
async function readStored(store: Table, workspace: Workspace): Promise<Map<string, StoredResource>> {
  const [ours, nobodys, named] = await Promise.all([
    readResourcesOf(store, workspace.workspace),
    readResourcesOf(store, undefined),
    readDocumentsAt(store, [...documentsOf(workspace).keys()]),
  ]);
  return new Map([...ours, ...nobodys, ...named].map(({ document }) => [itemKeyOf(document), { document }] as const));
}

type Applying = WorkspaceStore & {
  readonly workspace: string;
  readonly by: Actor;
  readonly wanted: ReadonlyMap<string, Source | Destination>;
  readonly stored: ReadonlyMap<string, StoredResource>;
};

async function itemsFor(
  { workspace, by, wanted, stored, ...store }: Applying,
  { action, resource }: Change,
): Promise<ChangeWrites> {
  const { table, secrets, now } = store;
  const before = stored.get(resource)?.document;
  const asWritten = action === 'delete' ? undefined : wanted.get(resource);
  const document = asWritten === undefined ? undefined : await secrets.seal(asWritten, before);
  const [resourceType = '', resourceId = ''] = resource.split('#');
  const event = { type: `${action}ByFile`, actor: by, resourceType, resourceId };
  const items = [
    claimId(table, resource, workspace),
    document === undefined ? removeItem(table, CONFIG_PARTITION, resource) : putDocument(table, resource, document),
    ...indexWrites(table, { before, after: document }),
    ...(await addressesOf({ table: store, secrets, workspace, now: now() }, { before, after: document })),
    ...dealtWith(table, resource),
    auditItem(table, workspace, {
      ...{ ...event, at: now() },
      ...(before === undefined ? {} : { before: maskResource(before) }),
      ...(document === undefined ? {} : { after: maskResource(document, before) }),
    }),
  ];
  return { resource, items };
}

/** A resource that changes loses its notice and its run of failures: whoever changed it has dealt with them. */
export function dealtWith(table: string, resource: string): TransactWriteItem[] {
  return [removeItem(table, NOTICE_PARTITION, resource), removeItem(table, HEALTH_PARTITION, setupRunKey(resource))];
}

function removeItem(table: string, pk: string, sk: string): TransactWriteItem {
  return { Delete: { TableName: table, Key: itemKey({ pk, sk }) } };
}
