import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Destination } from '../../../domain/destination.ts';
import { maskResource } from '../../../domain/mask-resource.ts';
import type { Source } from '../../../domain/workspace.ts';
import { CONFIG_PARTITION, destinationItemKey, sourceItemKey } from '../../shared/config-store.ts';
import { readDocument, readDocuments, revisionOf, type DocumentKey, type Stored } from '../../shared/document-store.ts';
import { claimId } from '../../shared/workspace-items.ts';
import { dealtWith } from '../../shared/workspace-store.ts';
import type { ApiContext } from './context.ts';
import { notFound } from './problem.ts';

// Sources and destinations: what the running pipeline reads. Every change raises the version of the configuration.

type Kind = 'source' | 'destination';
type Resource = Source | Destination;

const keyOf = (type: Kind, id: string): DocumentKey => ({
  pk: CONFIG_PARTITION,
  sk: type === 'source' ? sourceItemKey(id) : destinationItemKey(id),
});

/** One of the caller's workspace; 404 also for those of others. */
export async function configOf<T extends Resource>(context: ApiContext, type: Kind, id: string): Promise<Stored<T>> {
  const stored = await readDocument<T>(context.tables, keyOf(type, id));
  if (stored?.document.workspace !== context.workspace) throw notFound(type, id);
  return stored;
}

/** All of the caller's workspace. */
export async function listConfig<T>({ tables, workspace }: ApiContext, type: Kind): Promise<T[]> {
  const stored = await readDocuments<T & { workspace?: string }>(tables, keyOf(type, ''));
  return stored.map(({ document }) => document).filter((document) => document.workspace === workspace);
}

type New<T> = { readonly type: Kind; readonly document: T };

/** Returns the revision. */
export async function createConfig<T extends Resource>(context: ApiContext, { type, document }: New<T>) {
  const key = keyOf(type, document.id);
  await context.change({
    resource: { type, id: document.id },
    after: maskResource(document),
    writes: [{ key, document, replaces: 'nothing' }],
    along: [claimId(context.tables.table, key.sk, context.workspace), ...dealtWithItems(context, key)],
    isConfig: true,
    taken: `The id "${document.id}" is taken. Choose another one, or leave it out.`,
  });
  return revisionOf(document);
}

type Replaced<T> = New<T> & { readonly stored: Stored<T> };

/** Returns the revision. */
export async function replaceConfig<T extends Resource>(
  context: ApiContext,
  { type, stored, document }: Replaced<T>,
): Promise<string> {
  await context.change({
    resource: { type, id: document.id },
    ...{ replaces: stored, before: maskResource(stored.document), after: maskResource(document, stored.document) },
    writes: [{ key: stored.key, document, replaces: stored }],
    along: dealtWithItems(context, stored.key),
    isConfig: true,
  });
  return revisionOf(document);
}

export async function deleteConfig<T extends Resource>(
  context: ApiContext,
  { type, stored }: Omit<Replaced<T>, 'document'>,
): Promise<void> {
  await context.change({
    resource: { type, id: stored.document.id },
    ...{ replaces: stored, before: maskResource(stored.document) },
    writes: [{ key: stored.key, replaces: stored }],
    along: [claimId(context.tables.table, stored.key.sk, context.workspace), ...dealtWithItems(context, stored.key)],
    isConfig: true,
  });
}

function dealtWithItems({ tables }: ApiContext, { sk }: DocumentKey): TransactWriteItem[] {
  return dealtWith(tables.table, sk);
}
