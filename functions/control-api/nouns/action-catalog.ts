import * as z from 'zod/mini';
import type { ActionTile } from '../../../domain/catalog/action-catalog.ts';
import { isWanted } from '../../../domain/catalog/catalog-search.ts';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { pageOf, pagination } from '../http/pages.ts';
import { notFound } from '../http/problem.ts';
import { route } from '../http/route.ts';
import { catalogQuery } from './catalog.ts';

// What destinations of the kind `action` can be: those that Segment has published, in its own words for fields.

const tileView = z.object({
  /** `action` of a destination. */
  slug: z.string(),
  name: z.string(),
  category: z.string(),
  description: z.optional(z.string()),
  scheme: z.string(),
  actions: z.number(),
  needsPartnerApp: z.optional(z.boolean()),
});

const anyFields = z.record(z.string(), z.unknown());

const destinationView = z.extend(tileView, {
  settings: z.array(anyFields),
  canTestAuthentication: z.boolean(),
  canDelete: z.boolean(),
  actionViews: z.array(anyFields),
  presets: z.array(anyFields),
});

function viewOf({ isHidden: _, ...tile }: ActionTile): z.input<typeof tileView> {
  return tile;
}

const listActions = route({
  method: 'GET',
  path: '/catalog/actions',
  operationId: 'getActionsCatalog',
  summary: 'Destinations that Segment has published, which can be connected by the kind action',
  permission: 'catalog:read',
  query: catalogQuery,
  response: z.object({ actionsCatalog: z.array(tileView), pagination }),
  async answer({ outside: { actions } }, { query: { search, category, limit, cursor } }) {
    const { destinations = [] } = (await actions?.index()) ?? {};
    const wanted = destinations.filter((tile) => tile.isHidden !== true && isFound(tile, { search, category }));
    const { items, pagination: next } = pageOf(wanted, { limit, cursor }, ({ slug }) => slug);
    return { data: { actionsCatalog: items.map(viewOf), pagination: next } };
  },
});

function isFound({ slug, name, description, category }: ActionTile, wanted: Parameters<typeof isWanted>[1]): boolean {
  return isWanted({ id: slug, name, app: { name, description, categories: [category] } }, wanted);
}

const getActions = route({
  method: 'GET',
  path: '/catalog/actions/{slug}',
  operationId: 'getActionsMetadata',
  summary: 'One of them, with its settings, its actions and their fields, and what it proposes',
  permission: 'catalog:read',
  params: z.object({ slug: resourceId }),
  response: z.object({ actionsMetadata: destinationView }),
  async answer({ outside: { actions } }, { params: { slug } }) {
    const found = await actions?.destination(slug);
    if (found === undefined) throw notFound('catalog entry', slug);
    const { settings, actionViews, presets, ...rest } = found;
    const lists = { settings: [...settings], actionViews: [...actionViews], presets: [...presets] };
    return { data: { actionsMetadata: { ...rest, ...lists } } };
  },
});

export const actionCatalogRoutes = [listActions, getActions] as const;
