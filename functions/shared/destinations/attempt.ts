import type { Destination } from '../../../domain/destination.ts';
import { isSuccess, type AttemptResult } from '../../../domain/delivery-outcome.ts';
import type { EventRoute } from '../../../domain/messages.ts';
import type { OutboundHttp, OutboundRequest, OutboundResult } from '../outbound-http.ts';
import { strikeSecrets, type WithSecrets } from '../strike-secrets.ts';
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
    toAttemptResult(await http.send(createRequest(destination, event, { now: now(), timeoutMs })), destination);
}

/** The request of one attempt, by the kind of the destination. Delivery and everything that tests one make it here. */
export function createRequest(
  destination: Pick<Destination, 'kind' | 'settings'>,
  { route, line }: DeliveredEvent,
  { now, timeoutMs }: { now: Date; timeoutMs: number },
): OutboundRequest {
  return createWebhookRequest(destination.settings, { body: line, messageId: route.id, now, timeoutMs });
}

/** What came back, as `classifyAttempt` judges it, without the secrets of the destination that it may repeat. */
export function toAttemptResult(result: OutboundResult, destination: WithSecrets): AttemptResult {
  const { durationMs: latencyMs } = result;
  if (result.kind === 'failed') {
    return { kind: 'failed', failure: result.failure, seen: { latencyMs, answer: shown(result.message, destination) } };
  }
  // Nobody is shown what was said beside yes, and that is what is said most.
  const seen = isSuccess(result.status) ? { latencyMs } : { latencyMs, answer: shown(result.body, destination) };
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

/** Enough for what is shown when some of it is struck out. */
const READ_CHARACTERS = 2 * SHOWN_BYTES;

function shown(answer: string, destination: WithSecrets): string {
  return beginningOf(strikeSecrets(destination, answer.slice(0, READ_CHARACTERS)));
}

/** Streaming leaves out a character of which the end is cut off. A short text has no end to be cut off. */
function beginningOf(text: string): string {
  if (text.length * LONGEST_CHARACTER_BYTES <= SHOWN_BYTES) return text;
  return new TextDecoder().decode(Buffer.from(text).subarray(0, SHOWN_BYTES), { stream: true });
}
