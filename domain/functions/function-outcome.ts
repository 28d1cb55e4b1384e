// What a run of a function means for the delivery of its event: delivered, tried again, given up or dropped, with the reason
// that people are shown. The table in docs/functions.md says the same in words.

import * as z from 'zod/mini';
import { classifyAttempt, type DeliveryOutcome } from '../delivery/delivery-outcome.ts';
import type { Ending, Ran, Stop } from './function-call.ts';
import { HOPS_FIELD } from '../base/function-hops.ts';

/** What became of one event. `none`: there was no attempt, and it comes again. */
export type FunctionOutcome = {
  readonly outcome: DeliveryOutcome | { readonly kind: 'none' };
  readonly reason: string;
  /** What people are told, which the function has a part in. */
  readonly answer?: string;
};

/** What is done with an event that can never be used. */
const DISCARDS: ReadonlyMap<string, string> = new Map([
  ['ValidationError', 'function_invalid_event'],
  ['InvalidEventPayload', 'function_invalid_event'],
  ['EventNotSupported', 'function_event_not_supported'],
]);

/** Why the runner has ended it, and what that is counted as. What takes too long may be quicker next time. */
const STOPPED: Readonly<Record<Stop, DeliveryOutcome>> = {
  timeout: { kind: 'retry', class: 'transient', reason: 'function_timeout' },
  cpu: { kind: 'retry', class: 'transient', reason: 'function_cpu' },
  memory: { kind: 'discard', class: 'payload', reason: 'function_memory' },
  result: { kind: 'discard', class: 'payload', reason: 'function_result' },
  crash: { kind: 'discard', class: 'payload', reason: 'function_error' },
};

const STOPPED_TEXTS: Readonly<Record<Stop, string>> = {
  timeout: 'It did not end in time.',
  cpu: 'It computed for too long.',
  memory: 'It needed more memory than it may have.',
  result: 'What it returned is too large, or cannot be written as JSON.',
  crash: 'It broke the engine that runs it.',
};

/** Judges the run of an event by a destination function, of which nobody wants to know what it returned. */
export function outcomeOfDestination(ran: Ran, now: Date): FunctionOutcome {
  const { end } = ran;
  if (end.kind === 'returned') return { outcome: { kind: 'delivered' }, reason: 'delivered' };
  return outcomeOfFailure(end, now);
}

/** The same of everything but a return. */
export function outcomeOfFailure(end: Exclude<Ending, { kind: 'returned' }>, now: Date): FunctionOutcome {
  switch (end.kind) {
    case 'no-handler': {
      const outcome = { kind: 'discard', class: 'payload', reason: 'function_event_not_supported' } as const;
      return { outcome, reason: outcome.reason, answer: `The function has no ${printable(end.handler)}.` };
    }
    case 'stopped': {
      const outcome = STOPPED[end.why];
      return { outcome, reason: `function_${end.why}`, answer: STOPPED_TEXTS[end.why] };
    }
    case 'not-run':
      return { outcome: { kind: 'none' }, reason: 'function_not_run' };
    case 'threw':
      return outcomeOfError(end.error, now);
  }
}

function outcomeOfError(error: Extract<Ending, { kind: 'threw' }>['error'], now: Date): FunctionOutcome {
  const { name, message, failure, retryAfterMs } = error;
  const answer = `${name}: ${message}`;
  const discarded = DISCARDS.get(name);
  if (discarded !== undefined) {
    return { outcome: { kind: 'discard', class: 'payload', reason: discarded }, reason: discarded, answer };
  }
  if (name === 'DropEvent') return { outcome: { kind: 'filtered', reason: DROPPED }, reason: DROPPED, answer };
  if (name === 'RetryError') {
    const patience = retryAfterMs === undefined ? {} : { retryAfterMs: Math.min(retryAfterMs, LONGEST_PATIENCE_MS) };
    const outcome = { kind: 'retry', class: 'transient', reason: 'function_retry', ...patience } as const;
    return { outcome, reason: outcome.reason, answer };
  }
  // A request that did not arrive, which the function did not catch: as if it had been the destination's own.
  if (name === 'FetchError' && failure !== undefined && NETWORK_FAILURES.has(failure)) {
    return { outcome: classifyAttempt({ kind: 'failed', failure }, now), reason: failure, answer };
  }
  return { outcome: { kind: 'discard', class: 'payload', reason: ERROR }, reason: ERROR, answer };
}

const DROPPED = 'function_dropped';
const ERROR = 'function_error';
const RESULT = 'function_result';
/** As `Retry-After` is bounded. */
const LONGEST_PATIENCE_MS = 2 * 60 * 60_000;

/** In the words of the outbound client: a guest may say any word. */
const NETWORK_FAILURES: ReadonlySet<string> = new Set([
  ...['timeout', 'connection_refused', 'connection_reset', 'connection_failed', 'dns_not_found', 'dns_failed'],
  ...['host_unreachable', 'tls_invalid', 'blocked_address', 'invalid_url', 'invalid_request', 'redirect_refused'],
  'invalid_response',
]);

/** An insert function hands on an event, or drops it. */
export type Inserted =
  | { readonly kind: 'passed'; readonly event: Readonly<Record<string, unknown>> }
  | { readonly kind: 'ended'; readonly result: FunctionOutcome };

const eventSchema = z.record(z.string(), z.unknown());

/** Judges the run of an event by an insert function. What says whose event it is stays as it was. */
export function outcomeOfInsert(ran: Ran, before: Readonly<Record<string, unknown>>, now: Date): Inserted {
  const { end } = ran;
  if (end.kind === 'no-handler') return ended('function_no_handler', `The function has no ${printable(end.handler)}.`);
  if (end.kind !== 'returned') return { kind: 'ended', result: outcomeOfFailure(end, now) };
  if (end.value === undefined || end.value === 'null') {
    return ended('function_returned_nothing', 'The function returned no event.');
  }
  const parsed = eventSchema.safeParse(parse(end.value));
  if (!parsed.success) {
    const outcome = { kind: 'discard', class: 'payload', reason: RESULT } as const;
    return { kind: 'ended', result: { outcome, reason: RESULT, answer: 'What it returned is no event.' } };
  }
  return { kind: 'passed', event: { ...withHopsOf(before, parsed.data), ...identityOf(before) } };
}

function ended(reason: string, answer: string): Inserted {
  return { kind: 'ended', result: { outcome: { kind: 'filtered', reason }, reason, answer } };
}

/** How often functions have sent it on is not for a function to say. */
function withHopsOf(before: Readonly<Record<string, unknown>>, event: Readonly<Record<string, unknown>>) {
  const hops = contextOf(before)[HOPS_FIELD];
  return hops === undefined ? event : { ...event, context: { ...contextOf(event), [HOPS_FIELD]: hops } };
}

function contextOf({ context }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { success, data } = eventSchema.safeParse(context);
  return success ? data : {};
}

/** By these an event is counted, traced and known again. */
function identityOf(event: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { messageId, receivedAt, projectId, version } = event;
  const kept = { messageId, receivedAt, projectId, version };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
}

const batchAnswer = z.array(
  z.union([z.looseObject({ status: z.int(), errormessage: z.optional(z.string()) }), z.unknown()]),
);

/** Judges one call of `onBatch` for all its events: what it says of each, or one outcome for all. */
export function outcomesOfBatch(ran: Ran, count: number, now: Date): FunctionOutcome[] {
  const { end } = ran;
  const all = (one: FunctionOutcome): FunctionOutcome[] => Array.from({ length: count }, () => one);
  if (end.kind !== 'returned') return all(outcomeOfFailure(end, now));
  if (end.value === undefined || end.value === 'null') {
    return all({ outcome: { kind: 'delivered' }, reason: 'delivered' });
  }
  const said = parse(end.value);
  const parsed = batchAnswer.safeParse(said);
  if (!Array.isArray(said)) return all({ outcome: { kind: 'delivered' }, reason: 'delivered' });
  if (!parsed.success || parsed.data.length !== count) {
    const outcome = { kind: 'discard', class: 'payload', reason: RESULT } as const;
    const answer = `onBatch returned a list of ${said.length} for ${count} events.`;
    return all({ outcome, reason: RESULT, answer });
  }
  return parsed.data.map((each) => outcomeOfStatus(each, now));
}

function outcomeOfStatus(said: unknown, now: Date): FunctionOutcome {
  const status = typeof said === 'object' && said !== null && 'status' in said ? Number(said.status) : 200;
  const isStatus = Number.isInteger(status) && status >= 100 && status <= 599;
  const outcome = classifyAttempt({ kind: 'response', status: isStatus ? status : 500 }, now);
  if (outcome.kind === 'delivered') return { outcome, reason: 'delivered' };
  const message =
    typeof said === 'object' && said !== null && 'errormessage' in said && typeof said.errormessage === 'string'
      ? said.errormessage.slice(0, 1_000)
      : '';
  // Gone is what one event says here, and no reason to switch the destination off.
  const { switchOff: _, ...kept } = outcome.kind === 'discard' ? outcome : { ...outcome, switchOff: undefined };
  return { outcome: kept, reason: `http_${isStatus ? status : 500}`, answer: message };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function printable(text: string): string {
  return text.replace(/[^\w$]+/g, ' ').slice(0, 64);
}
