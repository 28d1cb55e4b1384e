import { archiveKey, keyClassOfBatch } from '../../../domain/pipeline/archive-key.ts';
import { addressOf, aloneBy, subscribersOf, type Subscriber } from '../../../domain/workspace/subscription.ts';
import { parseExactly } from '../../../domain/base/exact-json.ts';
import type { DeliveryPackHeader, Pack } from '../../../domain/pipeline/messages.ts';
import { routeAsRecorded, routeEvents } from '../../../domain/routing/route-events.ts';
import type { RoutingVerdict } from '../../../domain/routing/routing.ts';
import type { KeyClass } from '../../../domain/events/write-keys.ts';
import type { ArchivedBatch } from '../../shared/stores/archive-reader.ts';
import type { Config } from '../../shared/stores/config-store.ts';
import { encodeLanePacks } from '../../shared/packs/lane-packs.ts';
import { decodePack } from '../../shared/packs/pack-codec.ts';
import { followPack, type AttemptTrace, type DeliveryEnd, type PackRecords } from './follow-pack.ts';
import { apiError } from '../http/api-error.ts';

/** Which event. Without a class of write keys, one of any. */
export type EventName = { readonly sourceId: string; readonly messageId: string; readonly keyClass?: KeyClass };

/** Who took a `messageId`, and for which batch. Times are ISO 8601. */
export type EventClaim = {
  /** `<id of the ingest pack>#<position in it>` */
  readonly owner: string;
  readonly batchId: string;
  readonly claimedAt: string;
  /** Until then, a copy of the event is a duplicate. */
  readonly expiresAt: string;
};

/** How a batch was committed, and when. */
export type BatchMark = { readonly state: string; readonly countedAt: string };

export type TraceDeps = {
  readonly config: () => Promise<Config>;
  readonly claim: (event: Required<EventName>) => Promise<EventClaim | undefined>;
  readonly batchMark: (batchId: string) => Promise<BatchMark | undefined>;
  readonly archived: (sourceId: string, batchId: string) => Promise<ArchivedBatch | undefined>;
  /** Looks for an event in what was archived in the minutes after a time. */
  readonly search: (event: EventName, receivedAtMs: number) => Promise<ArchivedBatch | 'too_many' | undefined>;
  /** Whether records about an event that was received then are forgotten by now. */
  readonly isForgotten: (receivedAt: string) => boolean;
} & PackRecords;

/**
 * `matched` as the archive recorded it when the event came. Otherwise why the configuration of now keeps it away, and
 * `not_matched` when that would let it through. Where nothing was recorded, the configuration of now alone speaks.
 */
export type TraceRouting = RoutingVerdict | 'not_matched';

/** What became of one event at one destination of its source, by one of its subscriptions. */
export type DestinationTrace = {
  readonly id: string;
  /** Absent where the destination has one subscription, that nobody names. */
  readonly subscriptionId?: string;
  readonly routing: TraceRouting;
  readonly attempts: readonly AttemptTrace[];
  readonly end: DeliveryEnd;
};

/** The answer to GET /api/trace?source=&messageId=. */
export type Trace = {
  readonly source: string;
  readonly messageId: string;
  /** With which class of write keys it came. */
  readonly keyClass: KeyClass;
  /** The classes whose senders have sent an event with this `messageId` lately. */
  readonly keyClasses: readonly KeyClass[];
  /** Null when it has expired. */
  readonly claim: EventClaim | null;
  readonly batch: {
    readonly id: string;
    readonly state: string;
    readonly countedAt: string | null;
    readonly archiveKey: string;
  };
  /** As it was accepted; null when it is not in the archive. */
  readonly event: unknown;
  readonly destinations: readonly DestinationTrace[];
};

/** Which event; `receivedAtMs` when somebody knows about when it came. */
export type TraceRequest = {
  readonly sourceId: string;
  readonly messageId: string;
  readonly keyClass?: KeyClass | undefined;
  readonly receivedAtMs?: number | undefined;
};

/** Follows one event from its claim, or from the archive when that is forgotten, to every destination of its source. */
export function createTrace(deps: TraceDeps): (request: TraceRequest) => Promise<Trace> {
  return async (request) => {
    const { sourceId, messageId } = request;
    const config = await deps.config();
    if (!config.sources.has(sourceId)) throw apiError('unknown_source', { id: sourceId });
    const claims = await readClaims(deps, request);
    const { claim } = claims[0] ?? {};
    const searched = claim === undefined ? await search(deps, request) : undefined;
    const batchId = claim?.batchId ?? searched?.id ?? '';
    const [mark, batch] = await Promise.all([deps.batchMark(batchId), searched ?? deps.archived(sourceId, batchId)]);
    const position = batch?.events.findIndex(({ id }) => id === messageId) ?? -1;
    const found = batch !== undefined && position >= 0 ? { batch, position, mark } : undefined;
    return {
      source: sourceId,
      messageId,
      keyClass: keyClassOfBatch(batchId),
      keyClasses: claims.map(({ keyClass }) => keyClass),
      claim: claim ?? null,
      batch: {
        id: batchId,
        state: mark?.state ?? (found !== undefined && isForgotten(deps, found) ? 'unknown' : 'unfinished'),
        countedAt: mark?.countedAt ?? null,
        archiveKey: archiveKey(sourceId, batchId),
      },
      event: found === undefined ? null : parseExactly(found.batch.lines[position] ?? 'null'),
      destinations: found === undefined ? [] : await traceAll(deps, found, config),
    };
  };
}

/**
 * Two events may have one `messageId`, when one came with a server key and one with a browser key. What servers send is
 * what people mean, unless they say otherwise.
 */
async function readClaims(
  deps: TraceDeps,
  { sourceId, messageId, keyClass: wanted }: TraceRequest,
): Promise<{ keyClass: KeyClass; claim: EventClaim }[]> {
  const classes: KeyClass[] = wanted === undefined ? ['server', 'browser'] : [wanted];
  const claims = await Promise.all(
    classes.map(async (keyClass) => ({ keyClass, claim: await deps.claim({ sourceId, messageId, keyClass }) })),
  );
  return claims.flatMap(({ keyClass, claim }) => (claim === undefined ? [] : [{ keyClass, claim }]));
}

/** An event without a claim can still be in the archive. */
async function search(
  deps: TraceDeps,
  { sourceId, messageId, keyClass, receivedAtMs }: TraceRequest,
): Promise<ArchivedBatch> {
  if (receivedAtMs === undefined) {
    throw apiError('unknown_event', { id: messageId, source: sourceId });
  }
  const found = await deps.search(
    { sourceId, messageId, ...(keyClass === undefined ? {} : { keyClass }) },
    receivedAtMs,
  );
  if (found === 'too_many') {
    throw apiError('too_many_objects');
  }
  if (found === undefined) {
    throw apiError('unknown_event.then', { id: messageId, source: sourceId });
  }
  return found;
}

/** One after the other: each destination makes its packs again, which takes memory. */
async function traceAll(deps: TraceDeps, found: Found, config: Config): Promise<DestinationTrace[]> {
  const destinations: DestinationTrace[] = [];
  const all = config.destinationsOfSource.get(found.batch.sourceId) ?? [];
  for (const subscriber of all.flatMap(subscribersOf)) {
    destinations.push(await traceSubscriber(deps, found, subscriber));
  }
  return destinations;
}

type Found = { readonly batch: ArchivedBatch; readonly position: number; readonly mark: BatchMark | undefined };

async function traceSubscriber(deps: TraceDeps, found: Found, subscriber: Subscriber): Promise<DestinationTrace> {
  const { id, subscription } = subscriber;
  const whose = subscription === undefined ? { id } : { id, subscriptionId: subscription.id };
  const routing = routingOf(found, subscriber);
  const pack = mayBeSent(found, routing) ? firstPack(found, subscriber) : undefined;
  const followed = pack === undefined ? undefined : await followPack(deps, pack, messageIdOf(found));
  if (followed !== undefined) return { ...whose, routing, ...followed };
  const end: DeliveryEnd = routing === 'matched' ? withoutRecord(deps, found) : { state: 'filtered', reason: routing };
  return { ...whose, routing, attempts: [], end };
}

function routingOf({ batch, position }: Found, subscriber: Subscriber): TraceRouting {
  const recorded = batch.destinations[position];
  if (recorded?.includes(addressOf(subscriber)) === true) return 'matched';
  const alone = {
    events: batch.events.slice(position, position + 1),
    lines: batch.lines.slice(position, position + 1),
  };
  const [, counts = {}] = routeEvents(alone, [aloneBy(subscriber)]).verdicts[0] ?? [];
  const [counter = 'matched'] = Object.keys(counts);
  const verdict = counter.replace('filtered:', '') as RoutingVerdict;
  return verdict === 'matched' && recorded !== undefined ? 'not_matched' : verdict;
}

/** Where nothing is recorded, who is switched off today may have been on when the event came. */
function mayBeSent({ batch, position }: Found, routing: TraceRouting): boolean {
  return routing === 'matched' || (routing === 'disabled' && batch.destinations[position] === undefined);
}

/** The pack in which fan-out published the event, made again. Undefined when the destination does not want it. */
function firstPack(found: Found, subscriber: Subscriber): Pack<DeliveryPackHeader> | undefined {
  const { routed } = routeAsRecorded(found.batch, [{ ...aloneBy(subscriber), enabled: true }]);
  const [events] = routed.values();
  if (events === undefined) return undefined;
  const packs = encodeLanePacks(found.batch, subscriber, events).map(decodePack);
  for (const { header, lines } of packs) {
    if (header.kind !== 'delivery') continue;
    if (header.events.some(({ id }) => id === messageIdOf(found))) return { header, lines };
  }
  return undefined;
}

function messageIdOf({ batch, position }: Found): string {
  return batch.events[position]?.id ?? '';
}

function isForgotten(deps: TraceDeps, { batch }: Found): boolean {
  return deps.isForgotten(batch.receivedAt);
}

function withoutRecord(deps: TraceDeps, found: Found): DeliveryEnd {
  if (isForgotten(deps, found)) {
    return { state: 'unknown', detail: 'What became of an event is recorded for 15 days.' };
  }
  if (found.mark === undefined) return { state: 'not_attempted', detail: 'The batch of the event is being published.' };
  const others = 'or the destination was added, or its filter was changed, after the event came.';
  const isRecorded = found.batch.destinations[found.position] !== undefined;
  const detail = 'No attempt is recorded. The event is on its way';
  return { state: 'not_attempted', detail: isRecorded ? `${detail}.` : `${detail}; ${others}` };
}
