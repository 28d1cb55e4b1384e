import type { OutboundFailure } from '../../../functions/shared/outbound/outbound-http.ts';

/** How an action ended for one event, as far as it can be told without judging it. */
export type Ended =
  /** `status`: that of the last answer; absent when nothing was asked. */
  | { readonly kind: 'executed'; readonly status?: number }
  /** An answer that the code of the destination did not take. */
  | { readonly kind: 'answer'; readonly status: number; readonly retryAfter?: string; readonly body: string }
  /** What the code of the destination says itself, by a status that it chose. */
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  | { readonly kind: 'failed'; readonly failure: OutboundFailure; readonly message: string }
  /** The payload is not what the action wants. */
  | { readonly kind: 'invalid'; readonly problems: readonly string[] }
  | { readonly kind: 'invalid-url' }
  | { readonly kind: 'unknown-action' }
  /** Of a batch: the code of the destination said nothing about this event. */
  | { readonly kind: 'nothing' }
  /** A fault in the code of the destination. */
  | { readonly kind: 'error'; readonly name: string; readonly message: string };

type Thrown = {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly status?: unknown;
  readonly response?: { readonly status?: unknown; readonly content?: unknown; readonly headers?: unknown } | null;
  readonly errors?: unknown;
};

/** Errors of the schema's checker name where they stand. */
type SchemaError = { readonly pointer?: unknown; readonly message?: unknown };

const OF_PAYLOAD: ReadonlySet<unknown> = new Set(['PayloadValidationError', 'InvalidAudienceMembershipError']);
const LONGEST_MESSAGE = 1_000;

/** What was thrown, reduced to what is known about it. `failure`: of the last request, if it failed. */
export function endedBy(error: unknown, failure: Extract<Ended, { kind: 'failed' }> | undefined): Ended {
  const thrown: Thrown = typeof error === 'object' && error !== null ? error : { message: String(error) };
  const message = textOf(thrown.message);
  if (thrown.name === 'AggregateAjvError') return { kind: 'invalid', problems: problemsOf(thrown) };
  if (OF_PAYLOAD.has(thrown.name)) return { kind: 'invalid', problems: [message] };
  const status = thrown.response?.status;
  if (thrown.name === 'HTTPError' && typeof status === 'number') return answerOf(thrown, status);
  if (thrown.code === 'ERR_INVALID_URL') return { kind: 'invalid-url' };
  if (isFailure(thrown) && failure !== undefined) return failure;
  if (typeof thrown.status === 'number') return { kind: 'refused', status: thrown.status, message };
  if (thrown.code === 'ETIMEDOUT') return { kind: 'failed', failure: 'timeout', message };
  if (failure !== undefined) return failure;
  return { kind: 'error', name: textOf(thrown.name), message };
}

/** Thrown by our own fetch: what it says of the request is known better. */
function isFailure({ name }: Thrown): boolean {
  return name === 'FetchError';
}

function answerOf({ response }: Thrown, status: number): Ended {
  const headers = response?.headers as { get?: (name: string) => string | null } | undefined;
  const retryAfter = headers?.get?.('retry-after') ?? undefined;
  const answer = { kind: 'answer', status, body: textOf(response?.content) } as const;
  return retryAfter === undefined ? answer : { ...answer, retryAfter };
}

function problemsOf({ errors, message }: Thrown): string[] {
  if (!Array.isArray(errors) || errors.length === 0) return [textOf(message)];
  return errors.map((each: SchemaError) => {
    const pointer = textOf(each.pointer);
    return pointer === '' ? textOf(each.message) : `${pointer}: ${textOf(each.message)}`;
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LONGEST_MESSAGE) : '';
}
