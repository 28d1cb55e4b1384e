import type { OutboundHttp } from '../shared/outbound-http.ts';
import type { Attempt } from './deliver.ts';
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
    if (result.kind === 'failed') return { kind: 'failed', failure: result.failure };
    const retryAfter = result.headers['retry-after'];
    return {
      kind: 'response',
      status: result.status,
      retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
    };
  };
}
