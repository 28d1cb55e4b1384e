// An event as somebody types it, and one of each type to begin with.

import { EVENT_TYPES } from '../../../../domain/events/event.ts';
import { readJson, type JsonFault } from '../../parts/json-fault.ts';

export const TEMPLATES = EVENT_TYPES;
export type Template = (typeof TEMPLATES)[number];

const EXAMPLES: Readonly<Partial<Record<Template, object>>> = {
  track: { type: 'track', event: 'Order Completed', userId: 'user-1', properties: { total: 42, currency: 'EUR' } },
  identify: { type: 'identify', userId: 'user-1', traits: { name: 'Ada Example', email: 'ada@example.com' } },
  page: { type: 'page', userId: 'user-1', name: 'Home', properties: { path: '/', title: 'Home' } },
  screen: { type: 'screen', userId: 'user-1', name: 'Home', properties: { variation: 'blue' } },
  group: { type: 'group', userId: 'user-1', groupId: 'group-1', traits: { name: 'Example Ltd' } },
  alias: { type: 'alias', userId: 'user-1', previousId: 'anonymous-1' },
};

export function templateText(type: Template): string {
  return JSON.stringify(EXAMPLES[type] ?? { type, userId: 'user-1' }, undefined, 2);
}

type ReadEvent =
  | { readonly ok: true; readonly event: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly fault: JsonFault };

/** JSON of one object. Whether it is an event, ingest says: that is the first step of the test. */
export function readEvent(text: string): ReadEvent {
  const read = readJson(text);
  if (!read.ok) return read;
  const { value } = read;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { ok: true, event: value as Readonly<Record<string, unknown>> };
  }
  const message = 'An event is one object: { "type": "track", … }.';
  return { ok: false, fault: { from: 0, to: text.length, message } };
}
