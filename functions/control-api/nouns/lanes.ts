import * as z from 'zod/mini';
import { pageOf, pageQuery, pagination } from '../http/pages.ts';
import { wideRoute } from '../http/route.ts';
import { listLanes } from '../use-cases/lanes.ts';

const getLanes = wideRoute({
  method: 'GET',
  path: '/lanes',
  operationId: 'listLanes',
  summary: 'The lanes that published components ask for, and whether the stage has them',
  permission: 'installation:read',
  reach: 'installation',
  query: pageQuery,
  response: z.object({
    lanes: z.array(
      z.object({ name: z.string(), componentId: z.string(), wantedAt: z.string(), deployed: z.boolean() }),
    ),
    pagination,
  }),
  async answer(context, { query }) {
    const { items: lanes, pagination: page } = pageOf(await listLanes(context), query, ({ name }) => name);
    return { data: { lanes, pagination: page } };
  },
});

export const laneRoutes = [getLanes] as const;
