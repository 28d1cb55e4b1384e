import type { AttemptResult } from '../../../domain/delivery/delivery-outcome.ts';
import type { OutboundResult } from './outbound-http.ts';

/** What came back, as `classifyAttempt` judges it. */
export function toAttemptResult(result: OutboundResult): AttemptResult {
  if (result.kind === 'failed') return { kind: 'failed', failure: result.failure };
  const [retryAfter] = [result.headers['retry-after']].flat();
  return { kind: 'response', status: result.status, retryAfter };
}
