import type { Destination } from '../../../domain/destination.ts';
import type { AttemptResult } from '../../../domain/delivery-outcome.ts';
import type { EventRoute } from '../../../domain/messages.ts';
import type { OutboundHttp, OutboundRequest, OutboundResult } from '../outbound-http.ts';
import { createWebhookRequest } from './webhook.ts';

/** What of a partner's answer is read: enough for a message that explains it. */
export const MAX_RESPONSE_BYTES = 16 * 1024;

/** An event as it is delivered: what is known of it, and the bytes that are sent. */
type DeliveredEvent = { readonly route: EventRoute; readonly line: string };

/** One attempt for one event, as the destination's kind makes it. */
export type Attempt = (destination: Destination, event: DeliveredEvent, timeoutMs: number) => Promise<AttemptResult>;

/** Makes attempts for destinations of every kind. */
export function createAttempt(http: OutboundHttp, now: () => Date): Attempt {
  return async (destination, event, timeoutMs) =>
    toAttemptResult(await http.send(createRequest(destination, event, { now: now(), timeoutMs })));
}

/** The request of one attempt, by the kind of the destination. Delivery and everything that tests one make it here. */
export function createRequest(
  destination: Pick<Destination, 'kind' | 'settings'>,
  { route, line }: DeliveredEvent,
  { now, timeoutMs }: { now: Date; timeoutMs: number },
): OutboundRequest {
  return createWebhookRequest(destination.settings, { body: line, messageId: route.id, now, timeoutMs });
}

/** What came back, as `classifyAttempt` judges it. */
export function toAttemptResult(result: OutboundResult): AttemptResult {
  const seen = { latencyMs: result.durationMs, answer: beginningOf(answerOf(result)) };
  if (result.kind === 'failed') return { kind: 'failed', failure: result.failure, seen };
  const retryAfter = result.headers['retry-after'];
  return {
    kind: 'response',
    status: result.status,
    retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
    seen,
  };
}

/** What people are shown of an answer. */
const SHOWN_BYTES = 1024;
/** Of one unit of UTF-16, in UTF-8. */
const LONGEST_CHARACTER_BYTES = 3;

function answerOf(result: OutboundResult): string {
  return result.kind === 'failed' ? result.message : result.body;
}

/** Streaming leaves out a character of which the end is cut off. A short text has no end to be cut off. */
function beginningOf(text: string): string {
  if (text.length * LONGEST_CHARACTER_BYTES <= SHOWN_BYTES) return text;
  return new TextDecoder().decode(Buffer.from(text).subarray(0, SHOWN_BYTES), { stream: true });
}
