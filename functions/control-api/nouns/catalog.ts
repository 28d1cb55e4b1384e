import * as z from 'zod/mini';
import { isWanted } from '../../../domain/catalog/catalog-search.ts';
import { CATALOG_STATUS, isVisibleTo, type CatalogEntry } from '../../../domain/catalog/catalog-entry.ts';
import { componentKind } from '../../../domain/catalog/component-kinds.ts';
import type { PublishedVersion } from '../../../domain/catalog/component.ts';
import { definitionFields } from '../../../domain/catalog/component.ts';
import { sourceFields } from '../../../domain/catalog/stream.ts';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { renderDocumentation } from '../../../domain/catalog/documentation-template.ts';
import { catalogKey } from '../../../domain/tables/table-keys.ts';
import { walkPartition } from '../../shared/dynamo/control-table.ts';
import { readDocument, toStored } from '../../shared/dynamo/document-store.ts';
import { publishedVersion } from '../use-cases/components.ts';
import type { ApiContext } from '../http/context.ts';
import { pageOf, pageQuery, pagination, readCursor } from '../http/pages.ts';
import { notFound } from '../http/problem.ts';
import { route } from '../http/route.ts';

// What customers can connect. Names are those of Segment's Public API: `destinationsCatalog`,
// `destinationMetadata`, `sourcesCatalog`, `sourceMetadata`.

const entryView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  website: z.optional(z.string()),
  categories: z.array(z.string()),
  logos: z.object({ default: z.optional(z.string()) }),
  /** PRIVATE_BETA (you were invited), PUBLIC_BETA or PUBLIC. */
  status: z.string(),
  version: z.number(),
  publishedAt: z.string(),
});

const { settingsSchema, supportedEvents, rateLimit } = definitionFields;
const metadataView = z.extend(entryView, {
  kind: z.string(),
  connectionModes: z.array(z.string()),
  supportedEvents,
  supportedFeatures: z.object({ replay: z.boolean() }),
  rateLimit: z.optional(rateLimit),
  settingsSchema,
  /** Markdown of the partner's. Take HTML out of it before showing it. */
  documentation: z.string(),
  contacts: z.array(z.object({ email: z.string(), url: z.optional(z.string()) })),
});

function viewOf({ id, name, app, stage, version, publishedAt }: CatalogEntry): z.input<typeof entryView> {
  const { description = '', website, categories = [], logoUrl } = app;
  return {
    ...{ id, slug: id, name, description, categories: [...categories], status: CATALOG_STATUS[stage] },
    ...{ version, publishedAt },
    ...(website === undefined ? {} : { website }),
    logos: logoUrl === undefined ? {} : { default: logoUrl },
  };
}

/** What a source says in place of what a destination says. */
const sourceMetadataView = z.extend(entryView, {
  kind: z.string(),
  /** Whether requests come to an address; otherwise the partner sends with a write key. */
  isOfRequests: z.boolean(),
  sentEvents: sourceFields.sentEvents,
  settingsSchema,
  /** Markdown of the partner's. Take HTML out of it before showing it. */
  documentation: z.string(),
  contacts: metadataView.shape.contacts,
});

/** How any list of the catalog is searched. */
export const catalogQuery = z.extend(pageQuery, {
  /** Words in name, description or categories. */
  search: z.optional(z.string().check(z.maxLength(200))),
  category: z.optional(z.string().check(z.maxLength(100))),
});

type ConnectsAs = CatalogEntry['connectsAs'];

async function listEntries(
  { tables, workspace }: Pick<ApiContext, 'tables' | 'workspace'>,
  connectsAs: ConnectsAs,
  { search, category, limit, cursor }: z.output<typeof catalogQuery>,
) {
  const wanted: CatalogEntry[] = [];
  const after = cursor === undefined ? undefined : readCursor(cursor);
  // Who searches may get few of many; who does not, gets most of what is read.
  const isSearch = search !== undefined || category !== undefined;
  const steps = { pk: catalogKey('').pk, after, ...(isSearch ? {} : { stepSize: limit + 1 }) };
  for await (const item of walkPartition(tables, steps)) {
    const entry = toStored<CatalogEntry>(item)?.document;
    if (entry?.connectsAs !== connectsAs || !isVisibleTo(entry, workspace)) continue;
    if (isWanted(entry, { search, category })) wanted.push(entry);
    // One more says that there is another page.
    if (wanted.length > limit) break;
  }
  const { items, pagination: next } = pageOf(wanted, { limit }, ({ id }) => id);
  return { entries: items.map(viewOf), pagination: next };
}

/** Throws 404, also for an entry that is connected as the other. */
async function entryOf(context: ApiContext, connectsAs: ConnectsAs, catalogId: string) {
  const entry = (await readDocument<CatalogEntry>(context.tables, catalogKey(catalogId)))?.document;
  if (entry?.connectsAs !== connectsAs || !isVisibleTo(entry, context.workspace)) {
    throw notFound(connectsAs === 'source' ? 'source of the catalog' : 'catalog entry', catalogId);
  }
  const published = await publishedVersion(context, entry.id, entry.version);
  if (published === undefined) throw new Error(`version ${entry.version} of the component ${entry.id} is not there`);
  return { entry, published };
}

const listCatalog = route({
  method: 'GET',
  path: '/catalog/destinations',
  operationId: 'getDestinationsCatalog',
  isCatalog: true,
  summary: 'Destinations that can be connected: all that are public, and the betas to which you were invited',
  permission: 'catalog:read',
  query: catalogQuery,
  response: z.object({ destinationsCatalog: z.array(entryView), pagination }),
  async answer(context, { query }) {
    const { entries, pagination: next } = await listEntries(context, 'destination', query);
    return { data: { destinationsCatalog: entries, pagination: next } };
  },
});

const getCatalogEntry = route({
  method: 'GET',
  path: '/catalog/destinations/{catalogId}',
  operationId: 'getDestinationMetadata',
  isCatalog: true,
  summary: 'One entry of the catalog, with its settings and documentation',
  permission: 'catalog:read',
  params: z.object({ catalogId: resourceId }),
  response: z.object({ destinationMetadata: metadataView }),
  async answer(context, { params: { catalogId } }) {
    const { entry, published } = await entryOf(context, 'destination', catalogId);
    return { data: { destinationMetadata: { ...viewOf(entry), ...metadataOf(published) } } };
  },
});

const listSources = route({
  method: 'GET',
  path: '/catalog/sources',
  operationId: 'getSourcesCatalog',
  isCatalog: true,
  summary: 'Sources that can be connected: all that are public, and the betas to which you were invited',
  permission: 'catalog:read',
  query: catalogQuery,
  response: z.object({ sourcesCatalog: z.array(entryView), pagination }),
  async answer(context, { query }) {
    const { entries, pagination: next } = await listEntries(context, 'source', query);
    return { data: { sourcesCatalog: entries, pagination: next } };
  },
});

const getSource = route({
  method: 'GET',
  path: '/catalog/sources/{sourceMetadataId}',
  operationId: 'getSourceMetadata',
  isCatalog: true,
  summary: 'One source of the catalog, with the events that it sends, its settings and documentation',
  permission: 'catalog:read',
  params: z.object({ sourceMetadataId: resourceId }),
  response: z.object({ sourceMetadata: sourceMetadataView }),
  async answer(context, { params: { sourceMetadataId } }) {
    const { entry, published } = await entryOf(context, 'source', sourceMetadataId);
    const { sentEvents = [], settingsSchema: schema, code } = published.definition;
    const source = { kind: published.kind, isOfRequests: code !== undefined, sentEvents, settingsSchema: schema };
    return { data: { sourceMetadata: { ...viewOf(entry), ...source, ...pageOfEntry(published) } } };
  },
});

function metadataOf(published: PublishedVersion) {
  const { kind, definition } = published;
  const { replay, rateLimit: limit, ...shown } = definition;
  return {
    ...{ kind, connectionModes: [...componentKind(kind).modes], supportedFeatures: { replay } },
    ...{ supportedEvents: shown.supportedEvents, settingsSchema: shown.settingsSchema },
    ...(limit === undefined ? {} : { rateLimit: limit }),
    ...pageOfEntry(published),
  };
}

function pageOfEntry({ definition, app }: PublishedVersion) {
  return {
    documentation: renderDocumentation(definition.documentation, { ...definition, support: app.support }),
    contacts: app.support === undefined ? [] : [app.support],
  };
}

export const catalogRoutes = [listCatalog, getCatalogEntry, listSources, getSource] as const;
