import * as z from 'zod/mini';
import { resourceId } from '../../../../domain/destination.ts';
import type { Source } from '../../../../domain/workspace.ts';
import { readSchema } from '../../../shared/schema-store.ts';
import { configOf } from '../config-resources.ts';
import { route } from '../route.ts';

const getSourceSchema = route({
  method: 'GET',
  path: '/sources/{sourceId}/schema',
  operationId: 'getSourceSchema',
  summary: 'Which events a source has sent, how often about, and which properties they have',
  description:
    'New events are there within seconds, counts within a minute or two of the next event. 300 events, and 300 properties of each; `others` counts events beyond that.',
  permission: 'sources:read',
  params: z.object({ sourceId: resourceId }),
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
  }),
  async answer(context, { params: { sourceId } }) {
    await configOf<Source>(context, 'source', sourceId);
    return { data: await readSchema(context.tables, sourceId) };
  },
});

export const sourceSchemaRoutes = [getSourceSchema] as const;
