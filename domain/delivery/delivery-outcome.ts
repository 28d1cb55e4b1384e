// What one attempt means for its delivery: done, try again, or give up, with the reason that people are shown. The only
// place that decides it; the table in docs/architecture.md says the same in words.

import { retryAfterMs } from '../base/retry-after.ts';

/** What came back from a destination: an answer, or the way in which there was none. */
export type AttemptResult =
  | { readonly kind: 'response'; readonly status: number; readonly retryAfter?: string | undefined }
  | { readonly kind: 'failed'; readonly failure: string };

/**
 * Who can do something about a failure. `transient`: nobody has to, it passes. `throttled`: the destination wants less at
 * a time. `setup`: a person must change settings. `payload`: this event will never be taken.
 */
export type FailureClass = 'transient' | 'throttled' | 'setup' | 'payload';

export type DeliveryOutcome =
  | { readonly kind: 'delivered' }
  /** `retryAfterMs`: the destination asked for at least this much patience. */
  | {
      readonly kind: 'retry';
      readonly class: FailureClass;
      readonly reason: string;
      readonly retryAfterMs?: number;
      /** It is given up after so many retries, if the destination has more. */
      readonly mostRetries?: number;
    }
  /** `switchOff`: the destination says that it is gone for good, so nothing more is sent to it. */
  | { readonly kind: 'discard'; readonly class: FailureClass; readonly reason: string; readonly switchOff?: true }
  /** Nothing can be attempted until somebody has changed something: it waits, and uses up no retry. */
  | { readonly kind: 'hold'; readonly class: 'setup'; readonly reason: string }
  /** Code of the customer or partner did not want it to go there. Nothing has failed. */
  | { readonly kind: 'filtered'; readonly reason: string };

/** Client errors that pass by themselves: request timeout, locked, too many requests. */
const RETRYABLE_CLIENT_ERRORS: ReadonlySet<number> = new Set([408, 423, 429]);
const TOO_MANY_REQUESTS = 429;
const GONE = 410;
const NOT_IMPLEMENTED = 501;

/**
 * Statuses that are in use somewhere: those of HTTP, and of servers and gateways in front of them. Each is a reason of its
 * own; the others of a hundred are one together, so that no destination makes reasons, and with them counters, without end.
 */
const KNOWN_STATUSES: readonly (readonly [from: number, to: number])[] = [
  [300, 308],
  [400, 431],
  [440, 440],
  [444, 444],
  [449, 451],
  [460, 463],
  [494, 499],
  [500, 511],
  [520, 530],
  [598, 599],
];

/** The reason that a status is counted under, such as `http_404` or `http_4xx_other`. */
function reasonOfStatus(status: number): string {
  if (KNOWN_STATUSES.some(([from, to]) => status >= from && status <= to)) return `http_${status}`;
  return `http_${Math.floor(status / 100)}xx_other`;
}

/** Answers about who asks and not about what is asked. */
const SETUP_STATUSES: ReadonlySet<number> = new Set([401, 402, 403, GONE]);

/** Failures that the same request would meet again for ever. Every other failure is tried again. */
const FINAL_FAILURES: ReadonlySet<string> = new Set([
  'blocked_address',
  'invalid_url',
  'invalid_request',
  'redirect_refused',
]);

/** Failures that last until a person changes something. The first two are tried again: that person may be quick. */
const SETUP_FAILURES: ReadonlySet<string> = new Set([
  'dns_not_found',
  'tls_invalid',
  'blocked_address',
  'invalid_url',
  'invalid_request',
  'redirect_refused',
]);

/** Whether an answer says that the event was taken. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Judges one attempt. `now` is needed for a `Retry-After` that names a date. */
export function classifyAttempt(result: AttemptResult, now: Date): DeliveryOutcome {
  if (result.kind === 'failed') return classifyFailure(result.failure);
  const { status } = result;
  const reason = reasonOfStatus(status);
  if (isSuccess(status)) return { kind: 'delivered' };
  if (!isRetryable(status)) {
    const discard = { kind: 'discard', class: SETUP_STATUSES.has(status) ? 'setup' : 'payload', reason } as const;
    return status === GONE ? { ...discard, switchOff: true } : discard;
  }
  const patience = retryAfterMs(result.retryAfter, now);
  const retry = { kind: 'retry', class: status === TOO_MANY_REQUESTS ? 'throttled' : 'transient', reason } as const;
  return patience === undefined ? retry : { ...retry, retryAfterMs: patience };
}

/** What came back as exactly as it is known, for the history of an event: nobody counts these. */
export function exactReason(result: AttemptResult): string {
  return result.kind === 'failed' ? result.failure : `http_${result.status}`;
}

function classifyFailure(failure: string): DeliveryOutcome {
  const isSetup = SETUP_FAILURES.has(failure);
  return FINAL_FAILURES.has(failure)
    ? { kind: 'discard', class: isSetup ? 'setup' : 'payload', reason: failure }
    : { kind: 'retry', class: isSetup ? 'setup' : 'transient', reason: failure };
}

function isRetryable(status: number): boolean {
  return RETRYABLE_CLIENT_ERRORS.has(status) || (status >= 500 && status !== NOT_IMPLEMENTED);
}
