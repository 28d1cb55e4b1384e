// An event as somebody types it, and one of each type to begin with.

import { EVENT_TYPES } from '../../../../domain/events/event.ts';

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
  | { readonly ok: false; readonly fault: { readonly from: number; readonly to: number; readonly message: string } };

/** JSON of one object. Whether it is an event, ingest says: that is the first step of the test. */
export function readEvent(text: string): ReadEvent {
  try {
    const event: unknown = JSON.parse(text);
    if (typeof event === 'object' && event !== null && !Array.isArray(event)) {
      return { ok: true, event: event as Readonly<Record<string, unknown>> };
    }
    return refused(0, text.length, 'An event is one object: { "type": "track", … }.');
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = positionIn(message, text);
    return refused(at, at + 1, `This is no JSON: ${message}.`);
  }
}

function refused(from: number, to: number, message: string): ReadEvent {
  return { ok: false, fault: { from, to, message } };
}

/** Engines say it in words of their own, or not at all: it is after the longest beginning that only lacks its end. */
function positionIn(message: string, text: string): number {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Math.min(Number(position), Math.max(0, text.length - 1));
  let [fits, fails] = [0, text.length];
  while (fails - fits > 1) {
    const middle = Math.floor((fits + fails) / 2);
    if (onlyLacksItsEnd(text.slice(0, middle))) fits = middle;
    else fails = middle;
  }
  return fits;
}

function onlyLacksItsEnd(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    return /end of|unterminated|EOF|after JSON/i.test(String(error));
  }
}
