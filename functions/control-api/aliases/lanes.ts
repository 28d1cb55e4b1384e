import { json } from '../http/router.ts';
import { pageOf } from '../http/pages.ts';
import { listLanes } from '../use-cases/lanes.ts';
import type { Alias } from './alias.ts';

export const laneAliases: readonly Alias[] = [
  {
    pattern: 'GET /api/lanes',
    of: 'GET /lanes',
    async answer({ query: { cursor } }, context) {
      const { items: lanes, pagination } = pageOf(await listLanes(context), { cursor }, ({ name }) => name);
      return json(200, { lanes, cursor: pagination.next });
    },
  },
];
