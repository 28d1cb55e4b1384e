import * as z from 'zod/mini';
import { resourceId } from '../../../domain/workspace/destination.ts';
import { KEY_CLASSES } from '../../../domain/events/write-keys.ts';
import { servicesOf } from '../use-cases/services.ts';
import type { Trace } from '../use-cases/trace.ts';
import { readTimeParameter } from '../http/parse-time.ts';
import type { WideContext } from '../http/context.ts';
import { wideRoute } from '../http/route.ts';
import { attemptView } from './undelivered-events.ts';

const attempt = z.object({
  packId: z.string(),
  /** 0 for the first attempt, 1 for the first retry. */
  retry: z.number(),
  decidedAt: z.string(),
  result: z.string(),
  reason: z.optional(z.string()),
  nextAttemptAt: z.optional(z.string()),
  /** What the destination said to one of the events that met the same. */
  example: z.optional(attemptView),
  /** The functions that the event went through, in their order: what each ended with, and which fields it changed. */
  functions: z.optional(
    z.readonly(
      z.array(
        z.object({
          id: z.string(),
          version: z.optional(z.number()),
          result: z.string(),
          changed: z.optional(z.readonly(z.array(z.string()))),
        }),
      ),
    ),
  ),
});

/** How it ended, or where the event is by now; which of the fields are there depends on `state`. */
const end = z.object({
  state: z.enum([
    'filtered',
    'delivered',
    'filtered_by_function',
    'discarded',
    'dead_lettered',
    'redriven',
    'held',
    'waiting',
    'not_attempted',
    'unknown',
  ]),
  reason: z.optional(z.nullable(z.string())),
  at: z.optional(z.string()),
  since: z.optional(z.string()),
  until: z.optional(z.string()),
  detail: z.optional(z.string()),
});

const traceView = z.object({
  sourceId: z.string(),
  messageId: z.string(),
  /** With which class of write keys it came, and the classes that have lately sent an event with this `messageId`. */
  keyClass: z.enum(KEY_CLASSES),
  keyClasses: z.readonly(z.array(z.enum(KEY_CLASSES))),
  /** Who took the `messageId`; null when that has expired. */
  claim: z.nullable(z.object({ owner: z.string(), batchId: z.string(), claimedAt: z.string(), expiresAt: z.string() })),
  batch: z.object({
    id: z.string(),
    state: z.string(),
    countedAt: z.nullable(z.string()),
    archiveKey: z.string(),
  }),
  /** As it was accepted; null when it is not in the archive. */
  event: z.unknown(),
  /** One for each subscription, where a destination names those that it has. */
  destinations: z.array(
    z.object({
      id: z.string(),
      subscriptionId: z.optional(z.string()),
      routing: z.string(),
      attempts: z.readonly(z.array(attempt)),
      end,
    }),
  ),
});

function viewOf({ source: sourceId, destinations, ...rest }: Trace): z.input<typeof traceView> {
  return { ...rest, sourceId, destinations: [...destinations] };
}

const messageId = z.string().check(z.minLength(1), z.maxLength(1_000));
const query = z.strictObject({ receivedAt: z.optional(z.string()), keyClass: z.optional(z.enum(KEY_CLASSES)) });
const response = z.object({ trace: traceView });

async function traceOf(
  context: WideContext,
  { receivedAt, ...wanted }: { sourceId: string; messageId: string } & z.output<typeof query>,
) {
  const receivedAtMs = readTimeParameter('receivedAt', receivedAt);
  return {
    data: { trace: viewOf(await servicesOf(context).trace({ ...wanted, keyClass: wanted.keyClass, receivedAtMs })) },
  };
}

const traceEvent = wideRoute({
  method: 'GET',
  path: '/sources/{sourceId}/trace',
  operationId: 'traceEvent',
  summary: 'What became of one event: every attempt at every destination, and how it ended',
  description:
    "The newest event with this `messageId`, which may be any text. When its claim has expired, `receivedAt` says about when it came, and it is looked for in the archive. Where a server and a browser key have sent one each, `keyClass` says which; the server's without it.",
  permission: 'events:read',
  errors: ['unknown_source', 'unknown_event', 'too_many_objects', 'bad_receivedAt'],
  params: z.object({ sourceId: resourceId }),
  query: z.extend(query, { messageId }),
  response,
  answer: (context, { params, query: asked }) => traceOf(context, { ...params, ...asked }),
});

const getEventTrace = wideRoute({
  method: 'GET',
  path: '/sources/{sourceId}/events/{messageId}/trace',
  mayHoldSlashes: 'messageId',
  operationId: 'getEventTrace',
  summary: 'The same, for a messageId that a path can carry',
  description:
    'API Gateway ends a path at `?`, also at `%3F`, and clients resolve `..`. `GET /sources/{sourceId}/trace?messageId=` takes every `messageId`.',
  permission: 'events:read',
  errors: ['unknown_source', 'unknown_event', 'too_many_objects', 'bad_receivedAt'],
  params: z.object({ sourceId: resourceId, messageId }),
  query,
  response,
  answer: (context, { params, query: asked }) => traceOf(context, { ...params, ...asked }),
});

const foundEvent = z.object({
  sourceId: z.string(),
  messageId: z.string(),
  keyClass: z.enum(KEY_CLASSES),
  claimedAt: z.string(),
  /** Until then it is known which source has it. */
  expiresAt: z.string(),
});

const listEvents = wideRoute({
  method: 'GET',
  path: '/events',
  operationId: 'listEvents',
  summary: 'Which sources have taken an event with this messageId',
  description:
    'Newest first; a server and a browser key may each have sent one. A source knows a `messageId` for as long as it would take the event for a duplicate.',
  permission: 'events:read',
  query: z.strictObject({ messageId }),
  response: z.object({ events: z.array(foundEvent) }),
  async answer(context, { query: { messageId: wanted } }) {
    return { data: { events: [...(await servicesOf(context).findEvents(wanted))] } };
  },
});

export const traceRoutes = [traceEvent, getEventTrace, listEvents] as const;
