import { json, type Route } from '../http/router.ts';
import { createUndeliveredEvents, type UndeliveredDeps } from '../use-cases/undelivered-events.ts';
import { parseListQuery, parseResolveRequest } from './undelivered-alias.ts';

/** Aliases of /api/v1/undelivered-events, for all workspaces. */
export function undeliveredRoutes(deps: UndeliveredDeps): Route[] {
  const undelivered = createUndeliveredEvents(deps);
  return [
    {
      pattern: 'GET /api/undelivered',
      answer: async ({ query }) => json(200, await undelivered.list(parseListQuery(query))),
    },
    {
      pattern: 'GET /api/undelivered/{id}',
      answer: async ({ params }) => json(200, await undelivered.show(params['id'] ?? '')),
    },
    {
      pattern: 'POST /api/undelivered/redrive',
      answer: async ({ body }) => json(202, await undelivered.resolve('redriven', parseResolveRequest(body))),
    },
    {
      pattern: 'POST /api/undelivered/discard',
      answer: async ({ body }) => json(202, await undelivered.resolve('discarded', parseResolveRequest(body))),
    },
  ];
}
