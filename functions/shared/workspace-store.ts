import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { DYNAMODB_MAX_TRANSACTION_ITEMS } from '../../domain/aws-limits.ts';
import type { Destination } from '../../domain/destination.ts';
import { differences, isSame, type Difference } from '../../domain/differences.ts';
import { maskResource } from '../../domain/mask-resource.ts';
import type { Actor, WorkspaceInfo } from '../../domain/people.ts';
import type { Source, Workspace } from '../../domain/workspace.ts';
import { HEALTH_PARTITION } from './breaker-store.ts';
import {
  CONFIG_PARTITION,
  destinationItemKey,
  NOTICE_PARTITION,
  putDocument,
  raiseVersion,
  readResources,
  sourceItemKey,
} from './config-store.ts';
import { readPartition } from './control-table.ts';
import { itemKey, transact, writeItem, type Table } from './document-store.ts';
import { setupRunKey } from './health-store.ts';
import { auditItem, claimId, workspaceKey } from './workspace-items.ts';

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

/** What would have to change for the control table to say of this workspace what the file says. */
export async function planWorkspace({ dynamodb, table }: Table, workspace: Workspace): Promise<Change[]> {
  const stored = await readStored(dynamodb, table);
  const changes = planAgainst(stored, workspace);
  requireOwnWriteKeys(stored, workspace);
  return changes;
}

/** Whether the control table has anything of another workspace. */
export async function hasOtherWorkspaces(dynamodb: DynamoDBClient, table: string, workspace: string): Promise<boolean> {
  const infos = await readPartition(dynamodb, table, workspaceKey('').pk);
  return infos.some((item) => item['sk']?.S !== workspace);
}

function planAgainst(stored: ReadonlyMap<string, StoredResource>, workspace: Workspace): Change[] {
  const wanted = documentsOf(workspace);
  // What was stored before there were several workspaces belongs to whoever applies a file first.
  const isOurs = ({ document }: StoredResource): boolean =>
    (document.workspace ?? workspace.workspace) === workspace.workspace;
  const puts = [...wanted].flatMap(([resource, document]): Change[] => {
    const existing = stored.get(resource);
    if (existing === undefined) return [{ action: 'create', resource }];
    if (!isOurs(existing)) throw foreignId(resource);
    const differences = differencesOf(existing.document, document);
    return differences === undefined ? [] : [{ action: 'update', resource, differences }];
  });
  const deletes = [...stored].filter(([resource, existing]) => isOurs(existing) && !wanted.has(resource));
  return [...puts, ...deletes.map(([resource]): Change => ({ action: 'delete', resource }))];
}

/** Undefined when they are the same. What only differs in secrets or keys is named by where the mark stands. */
function differencesOf(before: Source | Destination, after: Source | Destination): Difference[] | undefined {
  return isSame(before, after) ? undefined : differences(maskResource(before), maskResource(after, before));
}

/** Makes the control table say of this workspace what the file says, and returns what had to change. `by` applies it. */
export async function applyWorkspace(
  { dynamodb, table }: Table,
  workspace: Workspace,
  by: Actor = FILE,
): Promise<Change[]> {
  const wanted = documentsOf(workspace);
  const stored = await readStored(dynamodb, table);
  requireOwnWriteKeys(stored, workspace);
  const changes = planAgainst(stored, workspace);
  await ensureWorkspace({ dynamodb, table }, workspace.workspace);
  const context = { table, workspace: workspace.workspace, by, wanted, stored };
  // Every transaction also raises the version, so that functions see each part as soon as it is there.
  const perTransaction = Math.floor((DYNAMODB_MAX_TRANSACTION_ITEMS - 1) / ITEMS_PER_CHANGE);
  for (let from = 0; from < changes.length; from += perTransaction) {
    const part = changes.slice(from, from + perTransaction);
    const items = part.flatMap((change) => itemsFor(context, change));
    const refused = await transact({ dynamodb, table }, [...items, raiseVersion(table)]);
    if (refused === undefined) continue;
    throw foreignId(part[Math.floor(refused / ITEMS_PER_CHANGE)]?.resource ?? '');
  }
  return changes;
}

function foreignId(resource: string): ForeignIdError {
  const [kind, id] = resource.split('#');
  return new ForeignIdError(`The id of the ${kind} "${id}" belongs to another workspace. Choose another id.`);
}

function requireOwnWriteKeys(stored: ReadonlyMap<string, StoredResource>, { workspace, sources }: Workspace): void {
  const ours = new Set(sources.flatMap(({ writeKeys }) => writeKeys));
  for (const { document } of stored.values()) {
    if (!('writeKeys' in document) || (document.workspace ?? workspace) === workspace) continue;
    if (!document.writeKeys.some((key) => ours.has(key))) continue;
    throw new ForeignIdError('A write key of this file is one of another workspace already. Choose another one.');
  }
}

async function ensureWorkspace({ dynamodb, table }: Table, id: string): Promise<void> {
  const document: WorkspaceInfo = { id, name: id, createdAt: new Date().toISOString() };
  // Refused when it is there, which is as well.
  await transact({ dynamodb, table }, [writeItem(table, { key: workspaceKey(id), document, replaces: 'nothing' })]);
}

function documentsOf({ workspace, sources, destinations }: Workspace): Map<string, Source | Destination> {
  return new Map<string, Source | Destination>([
    ...sources.map((source) => [sourceItemKey(source.id), { ...source, workspace }] as const),
    ...destinations.map((destination) => [destinationItemKey(destination.id), { ...destination, workspace }] as const),
  ]);
}

async function readStored(dynamodb: DynamoDBClient, table: string): Promise<Map<string, StoredResource>> {
  const stored = await readResources({ dynamodb, table });
  return new Map(stored.map((resource) => [resource.key.sk, resource]));
}

const ITEMS_PER_CHANGE = 5;

type Applying = {
  readonly table: string;
  readonly workspace: string;
  readonly by: Actor;
  readonly wanted: ReadonlyMap<string, Source | Destination>;
  readonly stored: ReadonlyMap<string, StoredResource>;
};

/** Always `ITEMS_PER_CHANGE` of them, by which a refused one is known again. */
function itemsFor(
  { table, workspace, by, wanted, stored }: Applying,
  { action, resource }: Change,
): TransactWriteItem[] {
  const document = action === 'delete' ? undefined : wanted.get(resource);
  const [resourceType = '', resourceId = ''] = resource.split('#');
  const before = stored.get(resource)?.document;
  const event = { type: `${action}ByFile`, actor: by, resourceType, resourceId };
  return [
    claimId(table, resource, workspace),
    document === undefined ? removeItem(table, CONFIG_PARTITION, resource) : putDocument(table, resource, document),
    ...dealtWith(table, resource),
    auditItem(table, workspace, {
      ...{ ...event, at: new Date() },
      ...(before === undefined ? {} : { before: maskResource(before) }),
      ...(document === undefined ? {} : { after: maskResource(document, before) }),
    }),
  ];
}

/** A resource that changes loses its notice and its run of failures: whoever changed it has dealt with them. */
export function dealtWith(table: string, resource: string): TransactWriteItem[] {
  return [removeItem(table, NOTICE_PARTITION, resource), removeItem(table, HEALTH_PARTITION, setupRunKey(resource))];
}

function removeItem(table: string, pk: string, sk: string): TransactWriteItem {
  return { Delete: { TableName: table, Key: itemKey({ pk, sk }) } };
}
