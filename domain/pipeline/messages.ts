// Every message that travels through a queue. Written by ingest, fan-out and delivery, read by fan-out and delivery;
// functions/shared/packs/pack-codec.ts turns them into bytes, and table-keys.ts says by which keys two are known to be the same.
//
// A message is a pack: a header line and one line of JSON per event. A later stage routes by the header and hands the
// event lines on as they are. The unit of failure stays the event.

import type { SourceRequest } from '../functions/source-run.ts';
import type { EventRoute } from '../events/event-route.ts';
import type { KeyClass } from '../events/write-keys.ts';

/** Ingest -> fan-out: what one request brought for one source, or several at about the same time. `sourceId` is empty when the write key is unknown. */
export type IngestPackHeader = {
  readonly kind: 'ingest';
  /**
   * Given by ingest, and so the same however often SQS hands the pack out, also after it was moved out of a dead-letter
   * queue, where it gets a new SQS message id. By it a pack knows its own claims.
   */
  readonly packId: string;
  readonly sourceId: string;
  /** The class of the write key; absent for `browser`. */
  readonly keyClass?: KeyClass;
  /** ISO 8601, of the first request; events of others have their own, in the same hour. */
  readonly receivedAt: string;
  readonly events: readonly EventRoute[];
  /** Reason code -> number of events that were refused. */
  readonly rejected?: Readonly<Record<string, number>>;
};

/** What one attempt of a pack met, by the example of one of its events. For people to look at; nothing judges by it. */
export type AttemptNote = {
  /** ISO 8601. */
  readonly at: string;
  /** The event whose answer this is. */
  readonly messageId: string;
  /** `http_503`, or in which way there was no answer: `timeout`. */
  readonly reason: string;
  readonly latencyMs: number;
  /** The beginning of the answer's body, or what is known about why there was none. */
  readonly answer?: string;
  /** The beginning of what was sent, where a step before the attempt has changed the event. */
  readonly sent?: string;
};

/** A place in the line of a limited destination; its time is the pack's `notBefore`. */
export type Slot = {
  /** The rate at which the line moved when the place was given. */
  readonly perSecond: number;
  /** How often the pack came too late for its place before. */
  readonly late?: number;
};

/** Fan-out -> delivery, and delivery -> delivery for a retry: events for one subscription of a destination. */
export type DeliveryPackHeader = {
  readonly kind: 'delivery';
  /** Unique to these events; the same when the pack is published again after a crash, so that it is attempted once. */
  readonly packId: string;
  readonly sourceId: string;
  readonly destinationId: string;
  /** Absent where the destination has one that nobody names. */
  readonly subscriptionId?: string;
  /** 0 for the first attempt, 1 for the first retry. */
  readonly retry: number;
  /** Epoch milliseconds before which it must not be attempted. */
  readonly notBefore?: number;
  /** Set when the pack has a place in the line of a destination that may be called so often only. */
  readonly slot?: Slot;
  /** Why the attempt before this one failed. */
  readonly lastReason?: string;
  /** Set when this pack asks whether a destination is back: which opening of the breaker, and which probe of it. */
  readonly probe?: { readonly breakerId: string; readonly number: number };
  /** Whether the events were held before this; they count as held until they are attempted. */
  readonly held?: true;
  /** The replay that sent these events again; they are counted apart from live ones. */
  readonly replay?: string;
  /** The attempts before this one, oldest first; the latest of them when there were very many. */
  readonly history?: readonly AttemptNote[];
  readonly events: readonly EventRoute[];
};

/** Delivery or sweep -> delivery: send the packs on, a few at a time, that were held for a destination. No events. */
export type ReleaseHeader = {
  readonly kind: 'release';
  readonly destinationId: string;
  /** By what the step before has left the lease; without it, this is the first step, which takes one that is free. */
  readonly lease?: string;
  readonly events: readonly [];
};

/** Delivery -> dead-letter queue: events whose attempts are used up. */
export type DeadLetterPackHeader = Omit<DeliveryPackHeader, 'kind' | 'notBefore' | 'slot' | 'probe' | 'held'> & {
  readonly kind: 'dead-letter';
  /** Why the last attempt failed. */
  readonly reason: string;
  /** ISO 8601. */
  readonly deadLetteredAt: string;
};

/** Control API -> delivery: undelivered events are to be tried anew or written off. It has no events of its own. */
export type ResolveHeader = {
  readonly kind: 'resolve';
  /** Unique to this message; by it the second of two copies is known. */
  readonly resolveId: string;
  readonly destinationId: string;
  readonly as: 'redriven' | 'discarded';
  /** Which lines of which objects, by the keys of their index items. */
  readonly items: readonly { readonly itemKey: string; readonly positions: readonly number[] }[];
  readonly events: readonly [];
};

/** The stage `source` -> itself: a request that a function makes events of. It has no events yet. */
export type SourceRequestHeader = {
  readonly kind: 'source-request';
  /** The ids of its events follow from it, whenever it is run. */
  readonly requestId: string;
  readonly sourceId: string;
  /** ISO 8601. */
  readonly receivedAt: string;
  /** How often it was run before. */
  readonly runs: number;
  readonly request: SourceRequest;
  readonly events: readonly [];
};

/** The verb of a step whose message names none. */
export const UNNAMED_VERB = 'replay';

/**
 * Control API -> the function of a verb, and that to itself: do the next step of one part of a job. It has no events.
 * Replays were the first jobs, and its words are theirs.
 */
export type JobStepHeader = {
  readonly kind: 'replay-step';
  /** The verb of the job; absent for `UNNAMED_VERB`. */
  readonly verb?: string;
  /** The id of the job. */
  readonly replayId: string;
  readonly part: number;
  /** How many steps of the part were done when this was sent; by it an old copy is known. */
  readonly sequence: number;
  /** The message for this step was lost: what it recorded is carried out again, and the steps go on. */
  readonly again?: true;
  readonly events: readonly [];
};

export type PackHeader =
  | IngestPackHeader
  | DeliveryPackHeader
  | ReleaseHeader
  | DeadLetterPackHeader
  | ResolveHeader
  | JobStepHeader
  | SourceRequestHeader;

/** A header and, in the same order as `header.events`, the events as lines of JSON. */
export type Pack<Header extends PackHeader = PackHeader> = {
  readonly header: Header;
  readonly lines: readonly string[];
};
