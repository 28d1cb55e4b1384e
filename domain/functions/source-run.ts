// What a source function is given, and what a run of it means: the events that it made of a request, and what the sender is
// answered. The stage `source` and the tests of functions go by it.

import * as z from 'zod/mini';
import { FUNCTION_LIMITS } from './function-limits.ts';
import { outcomeOfFailure, type FunctionOutcome } from './function-outcome.ts';
import { FUNCTION_REASONS, type FunctionReason } from '../events/event.ts';
import type { Ran } from './function-call.ts';

/** A request as the function gets it. Names of headers are lower-case. */
export const sourceRequest = z.strictObject({
  method: z._default(z.string().check(z.maxLength(20)), 'POST'),
  url: z._default(z.string().check(z.maxLength(8_192)), 'https://penstock.example/fn'),
  headers: z._default(z.record(z.string(), z.string()), {}),
  /** The body, if it is UTF-8. */
  text: z.optional(z.string()),
  /** The body, if it is not. */
  base64: z.optional(z.string()),
});
export type SourceRequest = z.output<typeof sourceRequest>;

const text = (most: number) => z.string().check(z.maxLength(most));

/** What the function has said to the sender. */
const saidReply = z.strictObject({
  status: z.optional(z.int()),
  headers: z.optional(z.record(text(256), text(8_192))),
  text: z.optional(z.string()),
  base64: z.optional(z.string()),
  json: z.optional(z.unknown()),
});

const returned = z.strictObject({
  events: z.array(z.string()).check(z.maxLength(FUNCTION_LIMITS.sourceEvents)),
  reply: z.optional(saidReply),
});

/** An answer to the sender. The body is text, or base64 of bytes. */
export type SourceReply = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly isBase64: boolean;
};

export type SourceRun =
  | { readonly kind: 'made'; readonly events: readonly unknown[]; readonly reply: SourceReply }
  | { readonly kind: 'ended'; readonly result: FunctionOutcome };

/** Judges the run of a request. What a function made before it failed counts for nothing: it runs again, or never. */
export function outcomeOfSource({ end }: Ran, now: Date): SourceRun {
  if (end.kind !== 'returned') return { kind: 'ended', result: outcomeOfFailure(end, now) };
  const parsed = returned.safeParse(parse(end.value ?? ''));
  if (!parsed.success) {
    const outcome = { kind: 'discard', class: 'payload', reason: 'function_result' } as const;
    const answer = 'What it returned cannot be handed on.';
    return { kind: 'ended', result: { outcome, reason: outcome.reason, answer } };
  }
  const { events, reply = {} } = parsed.data;
  return { kind: 'made', events: events.map(parse), reply: replyOf(reply) };
}

const JSON_TYPE = 'application/json';
const TEXT_TYPE = 'text/plain;charset=utf-8';
/** What senders of webhooks want, and no browser runs. The endpoint is also that of the console. */
const ANSWERABLE: ReadonlySet<string> = new Set([
  ...[JSON_TYPE, 'text/plain', 'text/xml', 'application/xml', 'application/x-www-form-urlencoded'],
  'application/octet-stream',
]);

function replyOf({ status, headers = {}, text: body, base64, json }: z.output<typeof saidReply>): SourceReply {
  const isStatus = status !== undefined && status >= 200 && status <= 599;
  const said = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const isAnswerable = ANSWERABLE.has(said.split(';')[0]?.trim().toLowerCase() ?? '') && /^[\x20-\x7e]*$/.test(said);
  const written = json === undefined ? body : JSON.stringify(json);
  const usual = json === undefined ? TEXT_TYPE : JSON_TYPE;
  return {
    status: isStatus ? status : 200,
    contentType: isAnswerable ? said : usual,
    body: base64 ?? written ?? '',
    isBase64: base64 !== undefined,
  };
}

/** Waits between the runs of a request, as Segment has them: six, longer and longer, for nearly an hour. */
const RUN_AGAIN_SECONDS: readonly number[] = [60, 120, 240, 480, 900, 900];

/** How long a request waits for its next run; undefined when there is none. `patienceMs`: what the function asked for. */
export function runAgainSeconds(runs: number, patienceMs = 0): number | undefined {
  const seconds = RUN_AGAIN_SECONDS[runs - 1];
  if (seconds === undefined) return undefined;
  return Math.min(Math.max(seconds, Math.ceil(patienceMs / 1_000)), LONGEST_WAIT_SECONDS);
}

/** That of a message of SQS. */
const LONGEST_WAIT_SECONDS = 900;

/** As what a request counts that made no events. What is not said by the function is said of a request that it made. */
export function rejectionOf(reason: string): FunctionReason {
  return FUNCTION_REASONS.find((known) => known === reason) ?? 'function_fetch_failed';
}

/** The id of an event that names none: the same whenever the request is run, so that a second run makes no second event. */
export const sourceMessageId = (requestId: string, index: number): string => `fn-${requestId}-${index}`;

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
