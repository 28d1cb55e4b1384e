import pLimit from 'p-limit';
import { MAX_SCHEMA_EVENTS, MAX_SCHEMA_PROPERTIES, propertiesOf, schemaKey } from '../../domain/events/schema-seen.ts';
import type { JsonObject } from '../../domain/events/event.ts';
import { parseExactly } from '../../domain/base/exact-json.ts';
import type { EventRoute } from '../../domain/events/event-route.ts';
import { OTHER_EVENTS } from '../../domain/tables/table-keys.ts';
import type { SchemaChange } from '../shared/stores/schema-store.ts';
import { log } from '../shared/lambda/log.ts';

/** What an instance has seen of a source. */
type Seen = {
  /** Keys that the table has, as far as is known here. */
  known: Set<string>;
  /** Properties that were written, by key, so that they are written once. */
  readonly written: Map<string, Set<string>>;
  pending: Map<string, { count: number; readonly properties: Set<string> }>;
  flushedMs: number;
  parsed: { second: number; count: number };
};

export type CollectDeps = {
  readonly keysOf: (sourceId: string) => Promise<Set<string>>;
  readonly add: (sourceId: string, change: SchemaChange) => Promise<void>;
  readonly now: () => Date;
};

/** Counts reach the table this often, and when an event is new. */
const FLUSH_EVERY_MS = 60_000;

/** Fan-out parses no event otherwise; some a second show soon what there is. */
const PARSED_PER_SECOND = 10;

const ADDED_AT_ONCE = 8;

/** So many sources fit; then all is begun anew, at the cost of a read for each. */
const MAX_SOURCES = 1_000;

type Event = { readonly event: EventRoute; readonly line: string };

/**
 * Collects what the events of a source look like. It is about right: what an instance has counted since it last wrote is
 * lost with the instance. It never throws: the schema is no reason for events to come again.
 */
export function createCollectSchema(deps: CollectDeps): (sourceId: string, events: readonly Event[]) => Promise<void> {
  const sources = new Map<string, Seen>();

  async function collect(sourceId: string, events: readonly Event[]): Promise<void> {
    if (events.length === 0) return;
    const nowMs = deps.now().getTime();
    const known = sources.has(sourceId) ? new Set<string>() : await deps.keysOf(sourceId);
    const seen = sources.get(sourceId) ?? newSeen(known, nowMs);
    if (sources.size >= MAX_SOURCES && !sources.has(sourceId)) sources.clear();
    sources.set(sourceId, seen);
    for (const event of events) note(seen, event, nowMs);
    const isNew = seen.known.size < MAX_SCHEMA_EVENTS && [...seen.pending.keys()].some((key) => !seen.known.has(key));
    if (!isNew && nowMs - seen.flushedMs < FLUSH_EVERY_MS) return;
    if (isNew) seen.known = await deps.keysOf(sourceId);
    await flush(deps, sourceId, seen);
  }

  return (sourceId, events) =>
    collect(sourceId, events).catch((error: unknown) => {
      log.failed('the schema of a source was not noted', { ids: { sourceId }, error });
    });
}

function newSeen(known: Set<string>, nowMs: number): Seen {
  return { known, written: new Map(), pending: new Map(), flushedMs: nowMs, parsed: { second: 0, count: 0 } };
}

function note(seen: Seen, { event, line }: Event, nowMs: number): void {
  const key = schemaKey(event);
  const entry = seen.pending.get(key) ?? pendingOf(seen, key);
  entry.count += 1;
  const written = seen.written.get(key);
  if (written !== undefined && !mayParse(seen, nowMs)) return;
  const set = written ?? new Set<string>();
  if (written === undefined && seen.written.size < MAX_SCHEMA_EVENTS) seen.written.set(key, set);
  if (set.size >= MAX_SCHEMA_PROPERTIES) return;
  for (const property of propertiesOf(parseExactly(line) as JsonObject)) {
    if (!set.has(property) && entry.properties.size < MAX_SCHEMA_PROPERTIES) entry.properties.add(property);
  }
}

/** An event of one more name than a schema has is counted with the others, and so takes no room here either. */
function pendingOf(seen: Seen, key: string): { count: number; properties: Set<string> } {
  const isOther = seen.pending.size >= MAX_SCHEMA_EVENTS;
  const place = isOther ? OTHER_EVENTS : key;
  const entry = seen.pending.get(place) ?? { count: 0, properties: new Set<string>() };
  seen.pending.set(place, entry);
  return entry;
}

function mayParse({ parsed }: Seen, nowMs: number): boolean {
  const second = Math.floor(nowMs / 1000);
  if (parsed.second !== second) Object.assign(parsed, { second, count: 0 });
  parsed.count += 1;
  return parsed.count <= PARSED_PER_SECOND;
}

async function flush(deps: CollectDeps, sourceId: string, seen: Seen): Promise<void> {
  const { pending, known, written } = seen;
  const now = deps.now();
  seen.pending = new Map();
  seen.flushedMs = now.getTime();
  const changes = new Map<string, SchemaChange>();
  for (const [key, { count, properties }] of pending) {
    const isKnown = known.has(key);
    const hasRoom = isKnown || known.size < MAX_SCHEMA_EVENTS;
    const place = hasRoom ? key : OTHER_EVENTS;
    if (hasRoom && key !== OTHER_EVENTS) known.add(key);
    const isOther = place === OTHER_EVENTS;
    const before = changes.get(place)?.count ?? 0;
    changes.set(place, {
      key: place,
      isNew: !isKnown && !isOther,
      count: before + count,
      properties: isOther ? [] : [...properties],
      at: now.toISOString(),
    });
    for (const property of properties) written.get(key)?.add(property);
  }
  const limit = pLimit(ADDED_AT_ONCE);
  await Promise.all([...changes.values()].map((change) => limit(() => deps.add(sourceId, change))));
}
