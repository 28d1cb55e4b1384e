import * as z from 'zod/mini';
import { debugEventOf, type DebugEvent } from '../../../domain/events/debug-events.ts';
import { resourceId } from '../../../domain/workspace/destination.ts';
import type { EventRoute } from '../../../domain/events/event-route.ts';
import { EVENT_TYPES, routeOf, type Event } from '../../../domain/events/event.ts';
import { parseExactly } from '../../../domain/base/exact-json.ts';
import { rejectionText } from '../../../domain/events/rejection-texts.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import { fittingItems } from '../../shared/dynamo/fitting-items.ts';
import { readDebugEvents, watchSource } from '../../shared/stores/debug-store.ts';
import { configOf } from '../use-cases/config-resources.ts';
import type { ApiContext } from '../http/context.ts';
import { pageQuery, readCursor, toCursor } from '../http/pages.ts';
import { route } from '../http/route.ts';

// The debugger of a source: asking switches it on, for a minute.

const eventView = z.object({
  receivedAt: z.string(),
  verdict: z.enum(['accepted', 'duplicate', 'rejected']),
  reason: z.optional(z.string()),
  explanation: z.optional(z.string()),
  type: z.optional(z.string()),
  name: z.optional(z.string()),
  messageId: z.optional(z.string()),
  /** JSON, of which there are 4 KB at most; `isCut` says that there was more. */
  text: z.string(),
  isCut: z.boolean(),
});

const listSourceEvents = route({
  method: 'GET',
  path: '/sources/{sourceId}/events',
  operationId: 'listSourceEvents',
  summary: 'The last events of a source, live, with what became of each',
  description:
    'Asking switches the debugger of the source on for a minute; a running pipeline notices within two seconds. Ask again with `since=<cursor>` of the last answer for what came after it. Without `since`, events of the archive fill up what is missing. It is a sample of about 20 events a second for each running function, and what is written down stays for 15 minutes. Oldest first.',
  permission: 'events:read',
  params: z.object({ sourceId: resourceId }),
  query: z.strictObject({ since: z.optional(z.string().check(z.maxLength(1_000))) }),
  response: z.object({ events: z.array(eventView), cursor: z.string(), watchedUntil: z.string() }),
  async answer(context, { params: { sourceId }, query: { since } }) {
    const { tables, now } = context;
    await configOf<Source>(context, 'source', sourceId);
    const untilMs = await watchSource(tables, sourceId, now);
    const after = since === undefined ? undefined : readCursor(since);
    const live = await readDebugEvents(tables, sourceId, { since: after, now });
    const events = since === undefined ? await withArchived(context, sourceId, live.events) : live.events;
    return {
      data: {
        events: events.map(viewOf),
        cursor: toCursor(live.cursor),
        watchedUntil: new Date(untilMs).toISOString(),
      },
    };
  },
});

/** Enough for a first look. */
const FIRST_LOOK = 50;

/** Nobody has looked before: what was archived last is better than nothing. */
async function withArchived(
  { outside, now }: ApiContext,
  sourceId: string,
  live: readonly DebugEvent[],
): Promise<readonly DebugEvent[]> {
  if (live.length >= FIRST_LOOK) return live;
  const shown = new Set(live.map(({ messageId }) => messageId));
  const lines = await outside.newestEvents(sourceId, now);
  const archived = lines.map((line) => debugEventOf('accepted', routeOf(parseExactly(line) as Event), line));
  const others = archived.filter(({ messageId }) => !shown.has(messageId)).slice(0, FIRST_LOOK - live.length);
  // The archive gives the newest first; what came in one request keeps its order.
  const oldestFirst = [...others.toReversed(), ...live].sort(
    (one, other) => Date.parse(one.receivedAt) - Date.parse(other.receivedAt),
  );
  return fittingItems(oldestFirst.toReversed()).toReversed();
}

function viewOf(event: DebugEvent): z.input<typeof eventView> {
  return event.reason === undefined ? event : { ...event, explanation: rejectionText(event.reason) };
}

const listSamples = route({
  method: 'GET',
  path: '/sources/{sourceId}/samples',
  operationId: 'listSourceSamples',
  summary: 'Events that a source has sent lately, whole, newest first',
  description: `At most ${FIRST_LOOK}, of this hour and the one before, out of the ten objects that were archived last: to judge a filter by, or to test with. With \`type\` and \`event\`, the name of a track call, only those.`,
  permission: 'events:read',
  params: z.object({ sourceId: resourceId }),
  query: z.strictObject({
    type: z.optional(z.enum(EVENT_TYPES)),
    event: z.optional(z.string().check(z.maxLength(1_000))),
    limit: pageQuery.shape.limit,
  }),
  response: z.object({ samples: z.array(z.unknown()) }),
  async answer(context, { params: { sourceId }, query: { type, event, limit } }) {
    await configOf<Source>(context, 'source', sourceId);
    const isWanted = (found: EventRoute): boolean =>
      (type ?? found.type) === found.type && (event === undefined || (found.type === 'track' && found.name === event));
    const lines = await context.outside.newestEvents(sourceId, context.now, isWanted);
    return { data: { samples: fittingItems(lines.slice(0, limit).map(parseExactly)) } };
  },
});

export const sourceEventRoutes = [listSourceEvents, listSamples] as const;
