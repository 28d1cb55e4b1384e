import * as z from 'zod/mini';
import { UNDELIVERED_INDEX_DAYS } from '../../../domain/delivery/undelivered.ts';
import { servicesOf, type Services } from '../use-cases/services.ts';
import { MAX_IDS, undeliveredFilter, undeliveredState } from '../use-cases/undelivered-filter.ts';
import type { WideContext } from '../http/context.ts';
import { pageQuery, pagination } from '../http/pages.ts';
import { notFound } from '../http/problem.ts';
import { definedFields, wideRoute } from '../http/route.ts';

const summaryView = z.object({
  id: z.string(),
  destinationId: z.string(),
  /** Absent where the destination has one subscription, that nobody names. */
  subscriptionId: z.optional(z.string()),
  outcome: z.enum(['dead-lettered', 'discarded']),
  reason: z.string(),
  endedAt: z.string(),
  state: z.enum(['open', 'redriven', 'discarded']),
  resolvedAt: z.optional(z.string()),
  sourceId: z.optional(z.string()),
  messageId: z.optional(z.string()),
  attempts: z.optional(z.number()),
  type: z.optional(z.string()),
  event: z.optional(z.string()),
  userId: z.optional(z.string()),
});

/** What one attempt met. */
export const attemptView = z.object({
  at: z.string(),
  messageId: z.string(),
  reason: z.string(),
  latencyMs: z.number(),
  answer: z.optional(z.string()),
  /** The beginning of what was sent, where it is not the event as it came in. */
  sent: z.optional(z.string()),
});

const detailView = z.extend(summaryView, {
  history: z.readonly(z.array(attemptView)),
  /** The whole event; null when the archive has forgotten it. */
  payload: z.nullable(z.readonly(z.record(z.string(), z.unknown()))),
});

/** The use cases, once the destination that is asked about, if any, is known to be there. */
async function servicesFor(context: WideContext, destinationId: string | undefined): Promise<Services['undelivered']> {
  const { owns, undelivered } = servicesOf(context);
  if (destinationId !== undefined && !(await owns(destinationId))) throw notFound('destination', destinationId);
  return undelivered;
}

const listUndeliveredEvents = wideRoute({
  method: 'GET',
  path: '/undelivered-events',
  operationId: 'listUndeliveredEvents',
  summary: 'Events that were not delivered, newest first',
  description: `Without \`destinationId\`, of all destinations. They are listed for ${UNDELIVERED_INDEX_DAYS} days. A page can have fewer events than were asked for and still have a \`next\`.`,
  permission: 'events:read',
  query: z.extend(pageQuery, { ...undeliveredFilter, state: undeliveredState }),
  response: z.object({ undeliveredEvents: z.array(summaryView), pagination }),
  async answer(context, { query }) {
    const undelivered = await servicesFor(context, query.destinationId);
    const { records, cursor } = await undelivered.list(query);
    return { data: { undeliveredEvents: [...records], pagination: definedFields({ next: cursor }) } };
  },
});

const { event: _, userId: __, ...indexed } = undeliveredFilter;

const summariseUndeliveredEvents = wideRoute({
  method: 'GET',
  path: '/undelivered-events/summary',
  operationId: 'summariseUndeliveredEvents',
  summary:
    'How many were not delivered to which destination for which reason, when the first and the last, and one as an example',
  description:
    'Most first. With a `next`, there are more to count: repeat the request with it as `cursor`, and add up. Which events they are is for those to see who may read events.',
  permission: 'delivery-overview:read',
  query: z.strictObject({ ...indexed, state: undeliveredState, cursor: pageQuery.shape.cursor }),
  response: z.object({
    reasons: z.readonly(
      z.array(
        z.object({
          destinationId: z.string(),
          outcome: z.enum(['dead-lettered', 'discarded']),
          reason: z.string(),
          count: z.number(),
          first: z.string(),
          last: z.string(),
          /** The id of the last one. */
          example: z.string(),
        }),
      ),
    ),
    pagination,
  }),
  async answer(context, { query }) {
    const undelivered = await servicesFor(context, query.destinationId);
    const { reasons, cursor } = await undelivered.summarise(query);
    return { data: { reasons, pagination: definedFields({ next: cursor }) } };
  },
});

const getUndeliveredEvent = wideRoute({
  method: 'GET',
  path: '/undelivered-events/{undeliveredEventId}',
  operationId: 'getUndeliveredEvent',
  summary: 'One undelivered event, with every attempt and what it met',
  permission: 'events:read',
  errors: ['ambiguous_id'],
  params: z.object({ undeliveredEventId: z.string().check(z.maxLength(200)) }),
  response: z.object({ undeliveredEvent: detailView }),
  async answer(context, { params }) {
    return { data: { undeliveredEvent: await servicesOf(context).undelivered.show(params.undeliveredEventId) } };
  },
});

const dryRun = z.optional(z.boolean());

/** Either ids or a filter, which names a destination: whoever forgets it must not resolve everything there is. */
const resolveBody = z.union(
  [
    z.strictObject({ ids: z.array(z.string()).check(z.minLength(1), z.maxLength(MAX_IDS)), dryRun }),
    z.strictObject({
      filter: z.strictObject({ ...undeliveredFilter, destinationId: z.string() }),
      cursor: z.optional(z.string()),
      dryRun,
    }),
  ],
  { error: `must be {"ids": [...]} with at most ${MAX_IDS} ids, or {"filter": {"destinationId": ...}}` },
);
const resolveResponse = z.object({ matched: z.number(), accepted: z.number(), pagination });

async function resolve(context: WideContext, as: 'redriven' | 'discarded', body: z.output<typeof resolveBody>) {
  const undelivered = await servicesFor(context, 'ids' in body ? undefined : body.filter.destinationId);
  const { matched, accepted, cursor } = await undelivered.resolve(as, body);
  return { data: { matched, accepted, pagination: definedFields({ next: cursor }) } };
}

const redriveUndeliveredEvents = wideRoute({
  method: 'POST',
  path: '/undelivered-events/redrive',
  operationId: 'redriveUndeliveredEvents',
  summary: 'Sends undelivered events round again, within seconds',
  description:
    'With a `next`, there may be more that match: repeat the request with it as `cursor`. With `dryRun`, nothing is sent: `accepted` says how many would be.',
  permission: 'undelivered-events:write',
  errors: ['ambiguous_id', 'destination_deleted', 'invalid_cursor'],
  body: resolveBody,
  example: { filter: { destinationId: 'crm', reason: 'http_500' } },
  response: resolveResponse,
  status: 202,
  answer: (context, { body }) => resolve(context, 'redriven', body),
});

const discardUndeliveredEvents = wideRoute({
  method: 'POST',
  path: '/undelivered-events/discard',
  operationId: 'discardUndeliveredEvents',
  summary: 'Writes undelivered events off, within seconds',
  description: 'With `next`, `cursor` and `dryRun` as for redriving.',
  permission: 'undelivered-events:write',
  errors: ['ambiguous_id', 'invalid_cursor'],
  body: resolveBody,
  example: { filter: { destinationId: 'crm', reason: 'http_400' } },
  response: resolveResponse,
  status: 202,
  answer: (context, { body }) => resolve(context, 'discarded', body),
});

export const undeliveredEventRoutes = [
  ...[listUndeliveredEvents, summariseUndeliveredEvents, getUndeliveredEvent],
  ...[redriveUndeliveredEvents, discardUndeliveredEvents],
] as const;
