import * as z from 'zod/mini';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { schemaKey } from '../../../domain/events/schema-seen.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import { readSchema, type SchemaEvent } from '../../shared/stores/schema-store.ts';
import { configOf } from '../use-cases/config-resources.ts';
import { pageOf, pageQuery, pagination } from '../http/pages.ts';
import { route } from '../http/route.ts';

/** Sorts the most frequent first. */
function orderOf({ count, type, name = '' }: SchemaEvent): string {
  return `${String(Number.MAX_SAFE_INTEGER - count).padStart(16, '0')}#${schemaKey({ type, name })}`;
}

const getSourceSchema = route({
  method: 'GET',
  path: '/sources/{sourceId}/schema',
  operationId: 'getSourceSchema',
  summary: 'Which events a source has sent, how often about, and which properties they have',
  description:
    'New events are there within seconds, counts within a minute or two of the next event. 300 events, 300 properties of each, and 600 KB of properties; `others` counts events beyond that. Most frequent first: counts that change between two pages can move an event from one to the other.',
  permission: 'sources:read',
  params: z.object({ sourceId: resourceId }),
  query: pageQuery,
  response: z.object({
    events: z.array(
      z.object({
        type: z.string(),
        name: z.optional(z.string()),
        count: z.number(),
        firstSeen: z.string(),
        lastSeen: z.string(),
        properties: z.array(z.object({ path: z.string(), types: z.array(z.string()) })),
      }),
    ),
    others: z.number(),
    pagination,
  }),
  async answer(context, { params: { sourceId }, query }) {
    await configOf<Source>(context, 'source', sourceId);
    const { events, others } = await readSchema(context.tables, sourceId);
    const { items, pagination: next } = pageOf(events, query, orderOf);
    return { data: { events: items, others, pagination: next } };
  },
});

export const sourceSchemaRoutes = [getSourceSchema] as const;
