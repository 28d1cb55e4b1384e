// What one attempt means for its delivery: done, try again, or give up, with the reason that people are shown. The only
// place that decides it; the table in docs/architecture.md says the same in words.

import { retryAfterMs } from './retry-after.ts';

/** What came back from a destination: an answer, or the way in which there was none. */
export type AttemptResult = (
  | { readonly kind: 'response'; readonly status: number; readonly retryAfter?: string | undefined }
  | { readonly kind: 'failed'; readonly failure: string }
) & {
  /** What people are shown of it. No outcome depends on this. */
  readonly seen?: { readonly latencyMs: number; readonly answer?: string };
};

export type DeliveryOutcome =
  | { readonly kind: 'delivered' }
  /** `retryAfterMs`: the destination asked for at least this much patience. */
  | { readonly kind: 'retry'; readonly reason: string; readonly retryAfterMs?: number }
  /** `switchOff`: the destination says that it is gone for good, so nothing more is sent to it. */
  | { readonly kind: 'discard'; readonly reason: string; readonly switchOff?: true };

/** Client errors that pass by themselves: request timeout, locked, too many requests. */
const RETRYABLE_CLIENT_ERRORS: ReadonlySet<number> = new Set([408, 423, 429]);
const GONE = 410;
const NOT_IMPLEMENTED = 501;

/** Failures that the same request would meet again for ever. Every other failure is tried again. */
const FINAL_FAILURES: ReadonlySet<string> = new Set([
  'blocked_address',
  'invalid_url',
  'invalid_request',
  'redirect_refused',
]);

/** Judges one attempt. `now` is needed for a `Retry-After` that names a date. */
export function classifyAttempt(result: AttemptResult, now: Date): DeliveryOutcome {
  if (result.kind === 'failed') {
    return { kind: FINAL_FAILURES.has(result.failure) ? 'discard' : 'retry', reason: result.failure };
  }
  const { status } = result;
  const reason = `http_${status}`;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === GONE) return { kind: 'discard', reason, switchOff: true };
  if (!isRetryable(status)) return { kind: 'discard', reason };
  const patience = retryAfterMs(result.retryAfter, now);
  return patience === undefined ? { kind: 'retry', reason } : { kind: 'retry', reason, retryAfterMs: patience };
}

function isRetryable(status: number): boolean {
  return RETRYABLE_CLIENT_ERRORS.has(status) || (status >= 500 && status !== NOT_IMPLEMENTED);
}
