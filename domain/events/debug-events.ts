// What the debugger of a source shows: a sample of its events while somebody looks, each with what became of it. Ingest and
// fan-out write it, the control API reads it.

import type { RejectionReason } from './event.ts';
import type { EventRoute } from './event-route.ts';
import type { TimeWarning } from './timestamps.ts';

export type DebugVerdict = 'accepted' | 'duplicate' | 'rejected';

/** One event of a source, as the debugger shows it. */
export type DebugEvent = {
  /** ISO 8601. */
  readonly receivedAt: string;
  readonly verdict: DebugVerdict;
  /** Why it was rejected, or what is odd about it although it was taken. */
  readonly reason?: RejectionReason | TimeWarning;
  readonly type?: string;
  readonly name?: string;
  readonly messageId?: string;
  /** The event as JSON, or its beginning. */
  readonly text: string;
  readonly isCut: boolean;
};

/** Somebody looks at a source for this long after he has asked. */
export const WATCHED_MS = 60_000;

/** What was written for him is kept for this long. */
export const DEBUG_KEPT_SECONDS = 15 * 60;

/** Of each function instance and source, so that a busy source costs no more than a quiet one. */
const EVENTS_PER_SECOND = 20;

/** In UTF-16 units: 20 such events are far from the 400 KB of an item, whatever characters they are. */
const MAX_TEXT = 4_096;

/** Cuts a text to what is shown of it. */
export function shownText(text: string): Pick<DebugEvent, 'text' | 'isCut'> {
  return { text: text.slice(0, MAX_TEXT).toWellFormed(), isCut: text.length > MAX_TEXT };
}

/** An event that ingest has accepted. */
export function debugEventOf(verdict: 'accepted' | 'duplicate', event: EventRoute, line: string): DebugEvent {
  const { id: messageId, type, name, receivedAt, warning } = event;
  return {
    ...{ receivedAt, verdict, type, messageId },
    ...(warning === undefined ? {} : { reason: warning }),
    ...(name === undefined ? {} : { name }),
    ...shownText(line),
  };
}

/** Says how many of some events may be shown now. */
export function createDebugSampler(): (sourceId: string, wanted: number, nowMs: number) => number {
  let second = -1;
  let shown = new Map<string, number>();
  return (sourceId, wanted, nowMs) => {
    const thisSecond = Math.floor(nowMs / 1000);
    if (thisSecond !== second) shown = new Map();
    second = thisSecond;
    const before = shown.get(sourceId) ?? 0;
    const allowed = Math.min(wanted, EVENTS_PER_SECOND - before);
    shown.set(sourceId, before + allowed);
    return allowed;
  };
}
