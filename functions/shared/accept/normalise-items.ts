import {
  normaliseEvent,
  routeOf,
  type Event,
  type Reception,
  type RejectionReason,
} from '../../../domain/events/event.ts';
import { MAX_BATCH_EVENTS, MAX_BODY_BYTES } from '../../../domain/base/limits.ts';
import type { EventRoute } from '../../../domain/events/event-route.ts';
import type { TimeWarning } from '../../../domain/events/timestamps.ts';
import { mayHoldLoneSurrogates, toWellFormedJson } from '../../../domain/base/well-formed.ts';
import type { KeyClass } from '../../../domain/events/write-keys.ts';
import { isEventTooLarge } from '../packs/event-size.ts';
import type { Accepted, Rejected } from './accepted.ts';

/** What became of some items of a request, in their order. */
export type Part = {
  readonly accepted: Accepted;
  readonly refused: readonly Rejected[];
  readonly warned: readonly TimeWarning[];
};

type Items = Reception & { readonly keyClass: KeyClass; readonly createId: () => string };

/**
 * Lines of one part, which are in memory at the same time. The context of a batch comes with each of its events: 4 MB of
 * them become 160 MB where a request means it, and one part everywhere else.
 */
const MAX_PART_CHARACTERS = 2 * MAX_BODY_BYTES;

/** Each item is looked at when it is asked for, so whoever sends a part before the next needs no memory for both. */
export function* normaliseItems(items: readonly unknown[], reception: Items): Generator<Part> {
  // Segment answers 200 here too, and takes nothing of the batch.
  if (items.length > MAX_BATCH_EVENTS) {
    yield partOf(reception, { rejected: { too_many_events: items.length }, refused: [{ reason: 'too_many_events' }] });
    return;
  }
  if (items.length === 0)
    yield partOf(reception, { rejected: { empty_batch: 1 }, refused: [{ reason: 'empty_batch' }] });
  for (let next = 0; next < items.length;) {
    const { part, end } = normalisePart(items, next, reception);
    yield part;
    next = end;
  }
}

type Found = Partial<Pick<Accepted, 'events' | 'lines' | 'rejected'>> & Partial<Omit<Part, 'accepted'>>;

function partOf({ sourceId, keyClass, receivedAt }: Items, found: Found): Part {
  const { events = [], lines = [], rejected = {}, refused = [], warned = [] } = found;
  return { accepted: { sourceId, keyClass, receivedAt, events, lines, rejected }, refused, warned };
}

function normalisePart(items: readonly unknown[], begin: number, reception: Items): { part: Part; end: number } {
  const events: EventRoute[] = [];
  const lines: string[] = [];
  const refused: Rejected[] = [];
  const warned: TimeWarning[] = [];
  const rejected: Record<string, number> = {};
  const reject = (reason: RejectionReason, item: unknown): void => {
    rejected[reason] = (rejected[reason] ?? 0) + 1;
    refused.push({ reason, item });
  };
  let characters = 0;
  let end = begin;
  for (; end < items.length && characters < MAX_PART_CHARACTERS; end += 1) {
    const item = items[end];
    const result = normaliseEvent(item, reception, reception.createId);
    if (!result.ok) {
      reject(result.reason, item);
      continue;
    }
    const { event, line } = write(result.event);
    if (isEventTooLarge(line, item)) {
      reject('event_too_large', item);
      continue;
    }
    const { warning } = result;
    events.push(warning === undefined ? routeOf(event) : { ...routeOf(event), warning });
    lines.push(line);
    characters += line.length;
    if (warning !== undefined) warned.push(warning);
  }
  return { part: partOf(reception, { events, lines, rejected, refused, warned }), end };
}

/** The event as the text that the archive keeps and partners get, which any strict reader of JSON takes. */
function write(event: Event): { event: Event; line: string } {
  const line = JSON.stringify(event);
  if (!mayHoldLoneSurrogates(line)) return { event, line };
  const wellFormed = toWellFormedJson(event) as Event;
  return { event: wellFormed, line: JSON.stringify(wellFormed) };
}
