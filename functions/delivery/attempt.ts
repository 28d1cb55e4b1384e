import type { OutboundHttp, OutboundResult } from '../shared/outbound-http.ts';
import type { Attempt } from './attempt-pack.ts';
import { createWebhookRequest } from './destinations/webhook.ts';

/** Makes attempts for destinations of every kind. */
export function createAttempt(http: OutboundHttp, now: () => Date): Attempt {
  return async (destination, { route, line }, timeoutMs) => {
    const request = createWebhookRequest(destination.settings, {
      body: line,
      messageId: route.id,
      now: now(),
      timeoutMs,
    });
    const result = await http.send(request);
    const seen = { latencyMs: result.durationMs, answer: beginningOf(answerOf(result)) };
    if (result.kind === 'failed') return { kind: 'failed', failure: result.failure, seen };
    const retryAfter = result.headers['retry-after'];
    return {
      kind: 'response',
      status: result.status,
      retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
      seen,
    };
  };
}

/** What people are shown of an answer. */
const SHOWN_BYTES = 1024;

function answerOf(result: OutboundResult): string {
  return result.kind === 'failed' ? result.message : result.body;
}

/** Streaming leaves out a character of which the end is cut off. */
function beginningOf(text: string): string {
  return new TextDecoder().decode(Buffer.from(text).subarray(0, SHOWN_BYTES), { stream: true });
}
