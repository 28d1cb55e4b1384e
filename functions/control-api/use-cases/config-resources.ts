import type { Destination } from '../../../domain/workspace/destination.ts';
import { maskResource } from '../../../domain/workspace/mask-resource.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import { destinationItemKey, sourceItemKey } from '../../../domain/tables/table-keys.ts';
import { indexWrites, isSource } from '../../shared/stores/config-index.ts';
import { readResourcesOf } from '../../shared/stores/config-documents.ts';
import { decodeResource, encodeResource, replaceDocument, readResource } from '../../shared/stores/config-store.ts';
import { revisionOf, type Stored } from '../../shared/dynamo/document-store.ts';
import { keepSecrets, openOne } from '../../shared/secrets/keep-secrets.ts';
import { claimId } from '../../shared/stores/workspace-items.ts';
import { addressesOf } from '../../shared/stores/source-addresses.ts';
import { dealtWith } from '../../shared/stores/workspace-store.ts';
import { apiError } from '../http/api-error.ts';
import type { ApiContext } from '../http/context.ts';
import { notFound } from '../http/problem.ts';

// Sources and destinations: what the running pipeline reads. Every change raises the version of the configuration.

type Kind = 'source' | 'destination';
type Resource = Source | Destination;

const keyOf = (type: Kind, id: string): string => (type === 'source' ? sourceItemKey(id) : destinationItemKey(id));

/** A partner's app works with what it has made itself for the source of the grant; for others it is not there. */
function isWithinGrant({ caller: { grant } }: ApiContext, resource: Resource): boolean {
  if (grant === undefined) return true;
  if (isSource(resource)) return resource.id === grant.source;
  return resource.source === grant.source && resource.installedBy === grant.app;
}

/** One of the caller's workspace, with its secrets decrypted; 404 also for those of others. */
export async function configOf<T extends Resource>(context: ApiContext, type: Kind, id: string): Promise<Stored<T>> {
  const stored = await readResource<T>(context.tables, keyOf(type, id));
  if (stored?.document.workspace !== context.workspace) throw notFound(type, id);
  if (!isWithinGrant(context, stored.document)) throw notFound(type, id);
  return { ...stored, document: await openOne(context.secrets, stored.document) };
}

/** All of the caller's workspace, as they are stored: with encrypted secrets. */
export async function listConfig<T extends Resource>(context: ApiContext, type: Kind): Promise<T[]> {
  const stored = await readResourcesOf<T>(context.tables, context.workspace, keyOf(type, ''));
  return stored.map(({ document }) => document).filter((document) => isWithinGrant(context, document));
}

function bytesOf(resource: Resource): number {
  return Buffer.byteLength(encodeResource(resource));
}

const addresses = ({ tables, secrets, workspace, now }: ApiContext, change: Parameters<typeof addressesOf>[1]) =>
  addressesOf({ table: tables, secrets, workspace, now }, change);

/** Returns the revision. */
export async function createConfig(context: ApiContext, type: Kind, document: Resource): Promise<string> {
  const { tables, workspace, secrets } = context;
  const key = keyOf(type, document.id);
  if (!isWithinGrant(context, document)) throw apiError('forbidden.grant');
  const sealed = await secrets.seal(document);
  await context.change({
    resource: { type, id: document.id },
    after: maskResource(document),
    along: [
      replaceDocument(tables.table, key, { document: sealed, replaces: 'nothing' }),
      ...indexWrites(tables.table, { after: sealed }),
      ...(await addresses(context, { before: undefined, after: sealed })),
      claimId(tables.table, key, workspace),
      ...dealtWith(tables.table, key),
    ],
    isConfig: true,
    adds: { [`${type}s` as const]: 1, configBytes: bytesOf(sealed) },
    taken: `The id "${document.id}" is taken. Choose another one, or leave it out.`,
  });
  return revisionOf(encodeResource(sealed));
}

/** Returns the revision. */
export async function replaceConfig(
  context: ApiContext,
  type: Kind,
  { stored, document }: { stored: Stored<Resource>; document: Resource },
): Promise<string> {
  const { tables, secrets } = context;
  const { sk: key } = stored.key;
  const before = decodeResource(stored.text);
  const sealed = await secrets.seal(await keepSecrets(secrets, document, before), before);
  const growth = bytesOf(sealed) - Buffer.byteLength(stored.text);
  await context.change({
    resource: { type, id: document.id },
    ...{ replaces: stored, before: maskResource(before), after: maskResource(sealed, before) },
    along: [
      replaceDocument(tables.table, key, { document: sealed, replaces: stored }),
      ...indexWrites(tables.table, { before, after: sealed }),
      ...(await addresses(context, { before, after: sealed })),
      ...dealtWith(tables.table, key),
    ],
    isConfig: true,
    ...(growth > 0 ? { adds: { configBytes: growth } } : {}),
  });
  return revisionOf(encodeResource(sealed));
}

export async function deleteConfig(context: ApiContext, type: Kind, stored: Stored<Resource>): Promise<void> {
  const { tables, workspace } = context;
  const { sk: key } = stored.key;
  await context.change({
    resource: { type, id: stored.document.id },
    ...{ replaces: stored, before: maskResource(stored.document) },
    writes: [{ key: stored.key, replaces: stored }],
    along: [
      claimId(tables.table, key, workspace),
      ...indexWrites(tables.table, { before: stored.document }),
      ...(await addresses(context, { before: stored.document, after: undefined })),
      ...dealtWith(tables.table, key),
    ],
    isConfig: true,
  });
}
