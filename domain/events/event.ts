// What an event is: the shape that ingest gives to whatever an SDK sent, and the reasons for which it refuses one. Every
// later stage and every partner relies on what is set here.

import { HOPS_FIELD, MOST_HOPS } from '../base/function-hops.ts';
import { digitsOf, isBeyondDoubles, isExactNumber } from '../base/exact-json.ts';
import { emptyListAsObject, isEmptyList, withObjectsInContext } from './empty-lists.ts';
import type { EventRoute } from './event-route.ts';
import { MAX_MESSAGE_ID_CHARACTERS } from '../base/limits.ts';
import { correctedTimestamps, type Timestamps, type TimeWarning } from './timestamps.ts';
import { findUnsafeContent } from '../base/unsafe-content.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The calls of the Spec. A `delete` asks partners to forget a user; only sources that allow it may send one. */
export const EVENT_TYPES = ['identify', 'track', 'page', 'screen', 'group', 'alias', 'delete'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Why a source function has made no event of a request. */
export const FUNCTION_REASONS = [
  'function_error',
  'function_invalid_event',
  'function_event_not_supported',
  'function_dropped',
  'function_retry',
  'function_timeout',
  'function_cpu',
  'function_memory',
  'function_result',
  'function_fetch_failed',
  'function_crashed',
  'function_missing',
  'function_broken',
] as const;
export type FunctionReason = (typeof FUNCTION_REASONS)[number];

/** Why an event is refused: Segment's code where it has one. */
export type RejectionReason =
  | FunctionReason
  | 'no_user_anon_id'
  | 'event_not_defined'
  | 'event_not_string'
  | 'properties_not_object'
  | 'traits_not_object'
  | 'name_not_string'
  | 'category_not_string'
  | 'id_required'
  | 'id_not_string'
  | 'empty_batch'
  | 'source_disabled'
  | 'unknown_source'
  | 'bad_request'
  | 'type_not_supported'
  | 'delete_not_allowed'
  | 'context_not_object'
  | 'integrations_not_object'
  | 'message_id_too_long'
  | 'event_too_large'
  | 'body_too_large'
  | 'too_many_events'
  | 'nested_too_deeply'
  | 'too_many_hops'
  | 'forbidden_key'
  | 'number_too_large';

/** An event as it goes to the archive and to partners. */
export type Event = JsonObject & {
  readonly type: EventType;
  readonly messageId: string;
  readonly receivedAt: string;
  readonly timestamp: string;
  readonly originalTimestamp: string;
  readonly context: JsonObject;
  readonly integrations: JsonObject;
};

/** What the request around an event says about it. */
export type Reception = {
  readonly sourceId: string;
  readonly receivedAt: Date;
  /** The type that the path implies, on paths for one event. */
  readonly impliedType?: EventType | undefined;
  /** What the batch around the event says for all of its events; the event itself wins. */
  readonly envelope: { readonly context?: unknown; readonly integrations?: unknown; readonly sentAt?: unknown };
  /** Address of the sender, recorded for client-side libraries only. */
  readonly ip?: string | undefined;
  readonly allowDelete: boolean;
  /** How often functions have sent on what this comes of; absent where none has. */
  readonly hops?: number | undefined;
};

export type NormalisedEvent =
  | {
      readonly ok: true;
      readonly event: Event;
      /** What is odd about it all the same. */ readonly warning?: TimeWarning;
    }
  | { readonly ok: false; readonly reason: RejectionReason };

/**
 * Gives an event of unknown shape the fields that everybody downstream relies on, or says why it is refused.
 * `createId` makes the `messageId` of an event that has none.
 */
export function normaliseEvent(input: unknown, reception: Reception, createId: () => string): NormalisedEvent {
  if (!isObject(input)) return refuse('bad_request');
  const type = reception.impliedType ?? input['type'];
  if (!isEventType(type)) return refuse('type_not_supported');
  if (type === 'delete' && !reception.allowDelete) return refuse('delete_not_allowed');
  if ((reception.hops ?? 0) > MOST_HOPS) return refuse('too_many_hops');
  const context = merge(reception.envelope.context, input['context']);
  if (context === undefined) return refuse('context_not_object');
  const integrations = merge(reception.envelope.integrations, input['integrations']);
  if (integrations === undefined) return refuse('integrations_not_object');
  const identified = identify(input, createId);
  if ('reason' in identified) return refuse(identified.reason);
  const problem = problemOfType(type, input, identified.ids);
  if (problem !== undefined) return refuse(problem);
  const { times, warning } = correctedTimestamps(input, reception);
  const event = enrich(input, reception, { type, ...identified, context, integrations, times });
  const unsafe = findUnsafeContent(event);
  if (unsafe !== undefined) return refuse(unsafe);
  return warning === undefined ? { ok: true, event } : { ok: true, event, warning };
}

/** What later stages need to know of an event without parsing it. */
export function routeOf(event: Event): EventRoute {
  const { messageId: id, type, receivedAt, integrations } = event;
  return {
    id,
    type,
    receivedAt,
    ...(type === 'track' ? { name: String(event['event']) } : {}),
    ...(Object.keys(integrations).length > 0 ? { integrations } : {}),
  };
}

/** True for a JSON object: not null, not a list, not a number that keeps its digits. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);
}

export function isEventType(value: unknown): value is EventType {
  return EVENT_TYPES.some((type) => type === value);
}

function refuse(reason: RejectionReason): NormalisedEvent {
  return { ok: false, reason };
}

/** Envelope and event together, the event winning; undefined when either is something else than an object. */
function merge(envelope: unknown, own: unknown): JsonObject | undefined {
  const outer = emptyListAsObject(envelope ?? {});
  const inner = emptyListAsObject(own ?? {});
  if (!isObject(outer) || !isObject(inner)) return undefined;
  return { ...outer, ...inner };
}

type Ids = { userId?: string; anonymousId?: string; groupId?: string; previousId?: string };
type Identified = { messageId: string; ids: Ids } | { reason: RejectionReason };

/** Reads the ids, turning numbers into strings of the same digits: several SDKs send a database id as it is. */
function identify(input: JsonObject, createId: () => string): Identified {
  const ids: Ids = {};
  for (const field of ['userId', 'anonymousId', 'groupId', 'previousId'] as const) {
    const id = readId(input[field]);
    if (id === 'invalid') return { reason: 'id_not_string' };
    if (id !== undefined) ids[field] = id.value;
  }
  const messageId = readId(input['messageId']);
  if (messageId === 'invalid') return { reason: 'id_not_string' };
  if ((messageId?.value.length ?? 0) > MAX_MESSAGE_ID_CHARACTERS) return { reason: 'message_id_too_long' };
  return { messageId: messageId?.value ?? createId(), ids };
}

/**
 * NOTE: half a surrogate pair, which JSON can hold and UTF-8 cannot, becomes U+FFFD. DynamoDB refuses a request with such
 * a key as a whole, so one such `messageId` would keep every event fanned out with it from being delivered.
 */
function readId(value: unknown): { value: string } | 'invalid' | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return { value: value.toWellFormed() };
  if (isExactNumber(value)) return isBeyondDoubles(value) ? 'invalid' : { value: digitsOf(value) };
  return typeof value === 'number' && Number.isFinite(value) ? { value: String(value) } : 'invalid';
}

function problemOfType(type: EventType, event: JsonObject, ids: Ids): RejectionReason | undefined {
  const isIdentified = ids.userId !== undefined || ids.anonymousId !== undefined;
  if (!isIdentified && !(type === 'alias' && ids.previousId !== undefined)) return 'no_user_anon_id';
  if (type === 'track') {
    if (event['event'] === undefined || event['event'] === null || event['event'] === '') return 'event_not_defined';
    if (typeof event['event'] !== 'string') return 'event_not_string';
  }
  if (type === 'group' && ids.groupId === undefined) return 'id_required';
  if (type === 'alias' && (ids.userId === undefined || ids.previousId === undefined)) return 'id_required';
  if (type === 'delete' && ids.userId === undefined) return 'id_required';
  return problemOfPayload(event);
}

function problemOfPayload(event: JsonObject): RejectionReason | undefined {
  const isAbsent = (value: unknown): boolean => value === undefined || value === null;
  if (isNoObject(event['properties'])) return 'properties_not_object';
  if (isNoObject(event['traits'])) return 'traits_not_object';
  if (!isAbsent(event['name']) && typeof event['name'] !== 'string') return 'name_not_string';
  if (!isAbsent(event['category']) && typeof event['category'] !== 'string') return 'category_not_string';
  return undefined;
}

function isNoObject(value: unknown): boolean {
  return value !== undefined && value !== null && !isEmptyList(value) && !isObject(value);
}

type Parts = {
  type: EventType;
  messageId: string;
  ids: Ids;
  context: JsonObject;
  integrations: JsonObject;
  times: Timestamps;
};

function withHops(context: JsonObject, hops: number | undefined): JsonObject {
  return hops === undefined ? context : { ...context, [HOPS_FIELD]: hops };
}

function enrich(input: JsonObject, reception: Reception, parts: Parts): Event {
  // NOTE: the write key is a credential of the source. It ends here: no later stage and no partner sees it.
  const { writeKey: _credential, sentAt: _uncorrected, ...rest } = input;
  const context = withHops(withObjectsInContext(parts.context), reception.hops);
  const isClient = isClientSide(context);
  return {
    ...rest,
    ...parts.ids,
    ...(isEmptyList(rest['properties']) ? { properties: {} } : {}),
    ...(isEmptyList(rest['traits']) ? { traits: {} } : {}),
    ...traitsFromContext(parts.type, rest['traits'], context['traits']),
    type: parts.type,
    messageId: parts.messageId,
    context: isClient ? withIp(context, reception.ip) : context,
    integrations: parts.integrations,
    ...parts.times,
    channel: typeof rest['channel'] === 'string' ? rest['channel'] : isClient ? 'client' : 'server',
    projectId: reception.sourceId,
    version: 2,
  };
}

/** RudderStack's SDKs put the traits of an identify call into its context, where partners do not look for them. */
function traitsFromContext(type: EventType, own: unknown, traits: unknown): { traits?: JsonObject } {
  return type === 'identify' && (own === undefined || own === null) && isObject(traits) ? { traits } : {};
}

/** Libraries that run on a user's device, so that the sender's address is the user's. */
const CLIENT_LIBRARIES: ReadonlySet<string> = new Set([
  'analytics.js',
  'analytics-ios',
  'analytics-swift',
  'analytics-android',
  'analytics-kotlin',
  'analytics-react-native',
  '@segment/analytics-react-native',
  'analytics-flutter',
  'Analytics-CSharp',
  'Analytics.Xamarin',
  'pixel',
  'RudderLabs JavaScript SDK',
  'rudder-ios-library',
  'com.rudderstack.android.sdk.core',
  '@jitsu/js',
]);

function isClientSide(context: JsonObject): boolean {
  if (context['direct'] === true) return true;
  const library = context['library'];
  if (!isObject(library) || typeof library['name'] !== 'string') return false;
  // Jitsu's library is one for pages and servers, and says where it runs.
  return CLIENT_LIBRARIES.has(library['name']) && library['env'] !== 'node';
}

/** A supplied address is never overwritten (`0.0.0.0` hides it), and IPv6 addresses are not recorded, as in Segment. */
function withIp(context: JsonObject, ip: string | undefined): JsonObject {
  if (ip === undefined || ip.includes(':') || context['ip'] !== undefined) return context;
  return { ...context, ip };
}
