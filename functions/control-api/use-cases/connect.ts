import { isVisibleTo, type CatalogEntry } from '../../../domain/catalog/catalog-entry.ts';
import { customersSettings } from '../../../domain/workspace/customers-settings.ts';
import {
  connectComponent,
  keptSecrets,
  type Connectable,
  type Connected,
} from '../../../domain/catalog/connect-component.ts';
import type { Component, Definition } from '../../../domain/catalog/component.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { mergeSettings } from '../../../domain/workspace/secret-settings.ts';
import { catalogKey, componentKey } from '../../../domain/tables/table-keys.ts';
import { readDocument } from '../../shared/dynamo/document-store.ts';
import { SHARED_LANE } from '../../shared/packs/lane-queue.ts';
import { openDefinition } from './component-secrets.ts';
import { publishedVersion } from './components.ts';
import type { ApiContext } from '../http/context.ts';
import { type FieldProblem } from '../http/field-problems.ts';
import { invalidBody, notFound } from '../http/problem.ts';

// Destinations that are made of a component: out of the catalog, or, for its own workspace, of a draft.

type Wanted = {
  readonly componentId: string;
  /** Absent for the current one. */
  readonly version?: number | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly rateLimit?: Destination['rateLimit'];
  /** Secrets that stay as they are stored. */
  readonly kept?: readonly string[];
};

/** What a component makes of a customer's wishes. Throws 400 with everything that does not fit. */
export async function connect(context: ApiContext, wanted: Wanted): Promise<Connected> {
  const found = (await fromCatalog(context, wanted)) ?? (await fromOwnDraft(context, wanted));
  if (found === undefined) throw invalidBody([nothingThere(wanted)]);
  return connected(context, found, wanted);
}

async function connected(
  context: ApiContext,
  found: Connectable,
  wanted: Pick<Wanted, 'settings' | 'rateLimit' | 'kept'>,
): Promise<Connected> {
  const definition = await openDefinition(context, found.componentId, found.definition);
  const connection = connectComponent({ ...found, definition }, wanted);
  if (connection.ok) return connection.destination;
  throw invalidBody(connection.problems);
}

function nothingThere({ componentId, version }: Wanted): FieldProblem {
  return version === undefined
    ? { path: 'metadataId', message: `there is no "${componentId}" in the catalog of this workspace` }
    : { path: 'componentVersion', message: `there is no version ${version} of "${componentId}" that you can connect` };
}

/** A partner's app connects its own components, and nobody else's. */
function isGranted({ caller: { grant } }: ApiContext, appId: string): boolean {
  return grant === undefined || grant.app === appId;
}

async function fromCatalog(context: ApiContext, { componentId, version }: Wanted): Promise<Connectable | undefined> {
  const entry = await readDocument<CatalogEntry>(context.tables, catalogKey(componentId));
  if (entry === undefined || !isVisibleTo(entry.document, context.workspace)) return undefined;
  if (!isGranted(context, entry.document.app.id)) return undefined;
  return publishedVersion(context, componentId, version ?? entry.document.version);
}

/** The sandbox: a partner connects what nobody has reviewed yet, to his own sources only. */
async function fromOwnDraft(context: ApiContext, { componentId, version }: Wanted): Promise<Connectable | undefined> {
  const { tables, workspace } = context;
  const stored = await readDocument<Component>(tables, componentKey(workspace, componentId));
  if (stored?.document.draft === undefined || !isGranted(context, stored.document.appId)) return undefined;
  const { kind, draft } = stored.document;
  if (draft.version !== (version ?? draft.version)) return undefined;
  // Drafts have no lane of their own.
  return { componentId, kind, version: draft.version, definition: draft.definition, lane: SHARED_LANE };
}

/** For a reviewer: what waits, or what is published, of whatever workspace. Nothing of it is connected for good. */
export async function connectReviewed(
  context: ApiContext,
  component: Component,
  { isWaiting, settings }: { readonly isWaiting: boolean; readonly settings: Wanted['settings'] },
): Promise<{ connected: Connected; definition: Definition; version: number }> {
  const { id: componentId, kind, draft, currentVersion = 0 } = component;
  const published = isWaiting ? undefined : await publishedVersion(context, componentId, currentVersion);
  const { version, definition } = published ?? draft ?? {};
  if (version === undefined || definition === undefined) throw notFound('submission', componentId);
  const found = published ?? { componentId, kind, version, definition, lane: SHARED_LANE };
  return { connected: await connected(context, found, { settings }), definition, version };
}

/** The same for a destination that a file describes as a whole; `before` is what is stored of it. */
export async function connectAnew(
  context: ApiContext,
  wanted: Wanted,
  before: Destination | undefined,
): Promise<Connected> {
  const { componentId, version, settings } = wanted;
  const kept = before === undefined ? [] : keptSecrets(before, settings);
  const isSame = before?.componentId === componentId && before.componentVersion === version;
  const published = isSame && version !== undefined ? await publishedVersion(context, componentId, version) : undefined;
  return published === undefined
    ? connect(context, { ...wanted, kept })
    : connected(context, published, { ...wanted, kept });
}

/**
 * The destination after its customer has changed settings, or taken another version. The version that it has stays within
 * reach when the component is retired.
 */
export async function reconnect(
  context: ApiContext,
  before: Destination & { readonly componentId: string },
  change: Pick<Wanted, 'version' | 'settings'> & { readonly rateLimit?: Destination['rateLimit'] | null },
): Promise<Connected> {
  const { componentId, componentVersion = 1 } = before;
  const version = change.version ?? componentVersion;
  const settings = mergeSettings(customersSettings(before), change.settings);
  const limit = change.rateLimit === undefined ? before.rateLimit : change.rateLimit;
  const wanted = {
    ...{ componentId, version, settings, kept: keptSecrets(before, settings) },
    ...(limit === null || limit === undefined ? {} : { rateLimit: limit }),
  };
  const isSame = version === componentVersion;
  const published = isSame ? await publishedVersion(context, componentId, version) : undefined;
  return published === undefined ? connect(context, wanted) : connected(context, published, wanted);
}
