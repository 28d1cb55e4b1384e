import { json } from '../http/router.ts';
import type { Alias } from './alias.ts';
import { parseListQuery, parseResolveRequest } from './undelivered-names.ts';

export const undeliveredAliases: readonly Alias[] = [
  {
    pattern: 'GET /api/undelivered',
    of: 'GET /undelivered-events',
    answer: async ({ query }, { services }) => json(200, await services.undelivered.list(parseListQuery(query))),
  },
  {
    pattern: 'GET /api/undelivered/{id}',
    of: 'GET /undelivered-events/{undeliveredEventId}',
    answer: async ({ params }, { services }) => json(200, await services.undelivered.show(params['id'] ?? '')),
  },
  {
    pattern: 'POST /api/undelivered/redrive',
    of: 'POST /undelivered-events/redrive',
    operationId: 'redriveUndeliveredEvents',
    answer: async ({ body }, { services }) =>
      json(202, await services.undelivered.resolve('redriven', parseResolveRequest(body))),
  },
  {
    pattern: 'POST /api/undelivered/discard',
    of: 'POST /undelivered-events/discard',
    operationId: 'discardUndeliveredEvents',
    answer: async ({ body }, { services }) =>
      json(202, await services.undelivered.resolve('discarded', parseResolveRequest(body))),
  },
];
