import * as z from 'zod/mini';
import { RECEIVED_LIMITS, REQUEST_OUTCOMES } from '../../../domain/functions/received-request.ts';
import { isFunctionSource, type Source } from '../../../domain/workspace/workspace.ts';
import { readReceived } from '../../shared/stores/received-requests.ts';
import { apiError } from '../http/api-error.ts';
import { route } from '../http/route.ts';
import { configOf } from '../use-cases/config-resources.ts';
import { sourceParams } from './source-fields.ts';

const { burst, everySeconds, keptDays, shown } = RECEIVED_LIMITS;

const requestView = z.object({
  requestId: z.string(),
  receivedAt: z.string(),
  method: z.string(),
  /** Of the body, unpacked; absent when it was too large to be looked at. */
  bytes: z.optional(z.number()),
  /** What the sender was answered. */
  status: z.number(),
  /** `made`: its events are on their way. `again` and `waits`: it is still to be run. */
  outcome: z.enum(REQUEST_OUTCOMES),
  /** Made of it, and how many of these were refused. */
  events: z.optional(z.number()),
  refused: z.optional(z.number()),
  /** Why it made none, as it is counted, and what the function said. */
  reason: z.optional(z.string()),
  message: z.optional(z.string()),
  runs: z.optional(z.number()),
  runsAgainAt: z.optional(z.string()),
});

const listRequests = route({
  method: 'GET',
  path: '/sources/{sourceId}/requests',
  operationId: 'listSourceRequests',
  summary: 'The last requests to a source of a function, with what became of each',
  description: `Newest first, ${shown} at most, of the last ${keptDays} days. Of a quiet source they are all there; of one that gets more, ${burst} at once and then some every ${everySeconds} seconds for each running function. Headers and bodies are not kept, and secrets are struck out of what a function says.`,
  permission: 'events:read',
  errors: ['no_addresses'],
  params: sourceParams,
  response: z.object({ requests: z.array(requestView) }),
  async answer(context, { params: { sourceId } }) {
    const { document: source } = await configOf<Source>(context, 'source', sourceId);
    if (!isFunctionSource(source)) throw apiError('no_addresses', { id: sourceId });
    const requests = await readReceived(context.tables, source.id, { now: context.now, limit: shown });
    return { data: { requests } };
  },
});

export const sourceRequestRoutes = [listRequests] as const;
