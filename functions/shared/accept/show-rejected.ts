import { shownText, type DebugEvent } from '../../../domain/events/debug-events.ts';
import { isObject, type RejectionReason } from '../../../domain/events/event.ts';
import { findUnsafeContent } from '../../../domain/base/unsafe-content.ts';
import type { ShowEvents } from '../stores/debug-store.ts';
import type { ShowRejected } from './accepted.ts';

/** Shows what was refused to who looks at the source. */
export function createShowRejected(show: ShowEvents): ShowRejected {
  return (sourceId, receivedAt, rejected) =>
    show(sourceId, () => rejected.map(({ reason, item }) => toDebugEvent(receivedAt, reason, item)));
}

function toDebugEvent(receivedAt: Date, reason: RejectionReason, item: unknown): DebugEvent {
  const base = { receivedAt: receivedAt.toISOString(), verdict: 'rejected', reason } as const;
  if (!isObject(item)) return { ...base, ...shownText(textOf(item)) };
  const { writeKey: _credential, ...event } = item;
  const named = { type: event['type'], name: event['event'], messageId: event['messageId'] };
  const texts = Object.entries(named).filter(([, value]) => typeof value === 'string' && value.length <= 200);
  return { ...base, ...Object.fromEntries(texts), ...shownText(textOf(event)) };
}

/** What nests deeper than JSON.stringify can follow is not shown. */
function textOf(item: unknown): string {
  if (item === undefined || findUnsafeContent(item) === 'nested_too_deeply') return '';
  return JSON.stringify(item);
}
