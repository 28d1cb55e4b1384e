import { isVisibleTo, type CatalogEntry } from '../../../domain/catalog/catalog-entry.ts';
import {
  connectAsSource,
  connectComponent,
  keptSecrets,
  type Connectable,
  type Connection,
} from '../../../domain/catalog/connect-component.ts';
import type { Component } from '../../../domain/catalog/component.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { mergeSettings, type Decided } from '../../../domain/workspace/secret-settings.ts';
import { catalogKey, componentKey } from '../../../domain/tables/table-keys.ts';
import { readDocument } from '../../shared/dynamo/document-store.ts';
import { SHARED_LANE } from '../../shared/packs/lane-queue.ts';
import { openDefinition } from './component-secrets.ts';
import { publishedVersion } from './components.ts';
import type { ApiContext } from '../http/context.ts';
import type { FieldProblem } from '../http/field-problems.ts';
import { invalidBody, notFound } from '../http/problem.ts';

// Destinations and sources that are made of a component: out of the catalog, or, for its own workspace, of a draft.

type Settings = Readonly<Record<string, unknown>>;

type Wanted = {
  readonly componentId: string;
  /** Absent for the current one. */
  readonly version?: number | undefined;
  readonly settings: Settings;
  readonly rateLimit?: Destination['rateLimit'];
  /** Secrets that stay as they are stored. */
  readonly kept?: readonly string[];
};

/** What is there already, with the settings that its customer has given. */
type Before = Decided &
  Pick<Destination, 'componentId' | 'componentVersion' | 'rateLimit'> & { readonly settings: Settings };

export type Connecting<T> = {
  connect(context: ApiContext, wanted: Wanted): Promise<T>;
  /** For a reviewer: what waits, or what is published, of whatever workspace. Nothing of it is connected for good. */
  connectReviewed(context: ApiContext, found: Connectable, settings: Settings): Promise<T>;
  /** The same for what a file describes as a whole; `before` is what is stored of it. */
  connectAnew(context: ApiContext, wanted: Wanted, before: Before | undefined): Promise<T>;
  /** After its customer has changed settings, or taken another version. */
  reconnect(context: ApiContext, before: Before & { readonly componentId: string }, change: Changed): Promise<T>;
};

type Changed = Pick<Wanted, 'version' | 'settings'> & { readonly rateLimit?: Destination['rateLimit'] | null };
type Way<T> = (found: Connectable, wanted: Omit<Wanted, 'componentId'>) => Connection<T>;

/** What a component makes of a customer's wishes. All of it throws 400 with everything that does not fit. */
function createConnecting<T>(way: Way<T>): Connecting<T> {
  const connected = async (
    context: ApiContext,
    found: Connectable,
    wanted: Pick<Wanted, 'settings' | 'rateLimit' | 'kept'>,
  ): Promise<T> => {
    const definition = await openDefinition(context, found.componentId, found.definition);
    const connection = way({ ...found, definition }, wanted);
    if (connection.ok) return connection.connected;
    throw invalidBody(connection.problems);
  };

  const connect = async (context: ApiContext, wanted: Wanted): Promise<T> => {
    const found = (await fromCatalog(context, wanted)) ?? (await fromOwnDraft(context, wanted));
    if (found === undefined) throw invalidBody([nothingThere(wanted)]);
    return connected(context, found, wanted);
  };

  /** A version that is in use already stays within reach when the component is retired. */
  const again = async (context: ApiContext, wanted: Wanted, isSame: boolean): Promise<T> => {
    const { componentId, version } = wanted;
    const published =
      isSame && version !== undefined ? await publishedVersion(context, componentId, version) : undefined;
    return published === undefined ? connect(context, wanted) : connected(context, published, wanted);
  };

  return {
    connect,

    connectReviewed: (context, found, settings) => connected(context, found, { settings }),

    async connectAnew(context, wanted, before) {
      const { componentId, version, settings } = wanted;
      const kept = before === undefined ? [] : keptSecrets(before, settings);
      const isSame = before?.componentId === componentId && before.componentVersion === version;
      return again(context, { ...wanted, kept }, isSame);
    },

    async reconnect(context, before, change) {
      const { componentId, componentVersion = 1 } = before;
      const version = change.version ?? componentVersion;
      const settings = mergeSettings(before.settings, change.settings);
      const limit = change.rateLimit === undefined ? before.rateLimit : change.rateLimit;
      const wanted = {
        ...{ componentId, version, settings, kept: keptSecrets(before, settings) },
        ...(limit === null || limit === undefined ? {} : { rateLimit: limit }),
      };
      return again(context, wanted, version === componentVersion);
    },
  };
}

export const asDestination = createConnecting(connectComponent);
export const asSource = createConnecting(connectAsSource);

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

/** What a reviewer tries: what waits, or what is published. */
export async function reviewedVersion(
  context: ApiContext,
  { id: componentId, kind, draft, currentVersion = 0 }: Component,
  isWaiting: boolean,
): Promise<Connectable> {
  const published = isWaiting ? undefined : await publishedVersion(context, componentId, currentVersion);
  const { version, definition } = published ?? draft ?? {};
  if (version === undefined || definition === undefined) throw notFound('submission', componentId);
  return published ?? { componentId, kind, version, definition, lane: SHARED_LANE };
}
