import * as z from 'zod/mini';
import { isWanted } from '../../../domain/catalog/catalog-search.ts';
import { CATALOG_STATUS, isVisibleTo, type CatalogEntry } from '../../../domain/catalog/catalog-entry.ts';
import { componentKind } from '../../../domain/catalog/component-kinds.ts';
import type { PublishedVersion } from '../../../domain/catalog/component.ts';
import { definitionFields } from '../../../domain/catalog/component.ts';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { renderDocumentation } from '../../../domain/catalog/documentation-template.ts';
import { catalogKey } from '../../../domain/tables/table-keys.ts';
import { walkPartition } from '../../shared/dynamo/control-table.ts';
import { readDocument, toStored } from '../../shared/dynamo/document-store.ts';
import { publishedVersion } from '../use-cases/components.ts';
import { pageOf, pageQuery, pagination, readCursor } from '../http/pages.ts';
import { notFound } from '../http/problem.ts';
import { route } from '../http/route.ts';

// What customers can connect. Names are those of Segment's Public API: `destinationsCatalog`, `destinationMetadata`.

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

const listCatalog = route({
  method: 'GET',
  path: '/catalog/destinations',
  operationId: 'getDestinationsCatalog',
  isCatalog: true,
  summary: 'Destinations that can be connected: all that are public, and the betas to which you were invited',
  permission: 'catalog:read',
  query: z.extend(pageQuery, {
    /** Words in name, description or categories. */
    search: z.optional(z.string().check(z.maxLength(200))),
    category: z.optional(z.string().check(z.maxLength(100))),
  }),
  response: z.object({ destinationsCatalog: z.array(entryView), pagination }),
  async answer({ tables, workspace }, { query: { search, category, limit, cursor } }) {
    const wanted: CatalogEntry[] = [];
    const after = cursor === undefined ? undefined : readCursor(cursor);
    // Who searches may get few of many; who does not, gets most of what is read.
    const isSearch = search !== undefined || category !== undefined;
    const steps = { pk: catalogKey('').pk, after, ...(isSearch ? {} : { stepSize: limit + 1 }) };
    for await (const item of walkPartition(tables, steps)) {
      const entry = toStored<CatalogEntry>(item)?.document;
      if (entry?.connectsAs !== 'destination' || !isVisibleTo(entry, workspace)) continue;
      if (isWanted(entry, { search, category })) wanted.push(entry);
      // One more says that there is another page.
      if (wanted.length > limit) break;
    }
    const { items, pagination: next } = pageOf(wanted, { limit }, ({ id }) => id);
    return { data: { destinationsCatalog: items.map(viewOf), pagination: next } };
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
    const stored = await readDocument<CatalogEntry>(context.tables, catalogKey(catalogId));
    if (stored === undefined || !isVisibleTo(stored.document, context.workspace))
      throw notFound('catalog entry', catalogId);
    const { id, version } = stored.document;
    const published = await publishedVersion(context, id, version);
    if (published === undefined) throw new Error(`version ${version} of the component ${id} is not there`);
    return { data: { destinationMetadata: { ...viewOf(stored.document), ...metadataOf(published) } } };
  },
});

function metadataOf({ kind, definition, app }: PublishedVersion) {
  const { replay, rateLimit: limit, documentation, ...shown } = definition;
  return {
    ...{ kind, connectionModes: [...componentKind(kind).modes], supportedFeatures: { replay } },
    ...{ supportedEvents: shown.supportedEvents, settingsSchema: shown.settingsSchema },
    ...(limit === undefined ? {} : { rateLimit: limit }),
    documentation: renderDocumentation(documentation, { ...shown, support: app.support }),
    contacts: app.support === undefined ? [] : [app.support],
  };
}

export const catalogRoutes = [listCatalog, getCatalogEntry] as const;
