// What delivery, the API and the Event Tester ask the runner for, and what it answers. The answer is made from what a guest
// has said, so whoever reads it holds it against the schema here first.

import * as z from 'zod/mini';
import { FUNCTION_LIMITS } from './function-limits.ts';

/** SHA-256 of the code, in hex. */
export const codeHash = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** What functions are for. */
export const FUNCTION_TYPES = ['destination', 'insert', 'source'] as const;
export type FunctionType = (typeof FUNCTION_TYPES)[number];

/** A handler for each type of event, as Segment names them. */
export const HANDLERS = {
  identify: 'onIdentify',
  track: 'onTrack',
  page: 'onPage',
  screen: 'onScreen',
  group: 'onGroup',
  alias: 'onAlias',
  delete: 'onDelete',
} as const;

/** What a source function is called by: with a request instead of an event. */
export const REQUEST_HANDLER = 'onRequest';

/** All that a function may have. */
export const HANDLER_NAMES: readonly string[] = [...Object.values(HANDLERS), 'onBatch', REQUEST_HANDLER];

/** An answer that stands for the one of a server, so that a test needs none. */
export const fixture = z.strictObject({
  /** The beginning of the address; the first fixture that fits is taken. */
  url: z.string(),
  method: z.optional(z.string()),
  status: z.optional(z.int().check(z.gte(200), z.lte(599))),
  headers: z.optional(z.record(z.string(), z.string())),
  body: z.optional(z.string().check(z.maxLength(FUNCTION_LIMITS.answerBytes))),
});
export type Fixture = z.infer<typeof fixture>;

export const functionCall = z.strictObject({
  hash: codeHash,
  /** Sent when the runner has said that it does not know the hash. */
  code: z.optional(z.string()),
  /** `load`: only see whether the code loads. `batch`: one call of `onBatch` for all events. */
  work: z.enum(['load', 'events', 'batch']),
  type: z.enum(FUNCTION_TYPES),
  settings: z.record(z.string(), z.unknown()),
  /** As JSON; of a source function, the requests. */
  events: z.array(z.string()),
  timeoutMs: z.number(),
  /** Instead of the network. */
  fixtures: z.optional(z.array(fixture)),
  /** Whether requests are shown with what was sent and answered. */
  isTest: z.optional(z.boolean()),
});
export type FunctionCall = z.infer<typeof functionCall>;

const text = (most: number) => z.string().check(z.maxLength(most));

export const logLine = z.strictObject({ level: z.enum(['log', 'info', 'warn', 'error', 'debug']), text: text(4_096) });
export type LogLine = z.infer<typeof logLine>;

/** A request that a function has made. `body` and `answer` in tests alone. */
export const madeRequest = z.strictObject({
  method: text(20),
  url: text(2_048),
  /** Absent when there was no answer. */
  status: z.optional(z.number()),
  failure: z.optional(text(64)),
  message: z.optional(text(1_024)),
  ms: z.number(),
  body: z.optional(text(2_048)),
  answer: z.optional(text(2_048)),
});
export type MadeRequest = z.infer<typeof madeRequest>;

/** What a function threw. `failure`: it is that of a request that it made, in the words of the outbound client. */
export const thrown = z.strictObject({
  name: text(64),
  message: text(FUNCTION_LIMITS.messageBytes),
  failure: z.optional(text(64)),
  retryAfterMs: z.optional(z.number()),
});

/** Why the runner has ended a guest. */
export const STOPS = ['timeout', 'cpu', 'memory', 'result', 'crash'] as const;
export type Stop = (typeof STOPS)[number];

/** How one event, or one batch, ended. */
export const ending = z.discriminatedUnion('kind', [
  /** `value`: JSON of what was returned, if that is of interest and there was something. */
  z.strictObject({ kind: z.literal('returned'), value: z.optional(text(FUNCTION_LIMITS.batchResultBytes)) }),
  z.strictObject({ kind: z.literal('threw'), error: thrown }),
  z.strictObject({ kind: z.literal('no-handler'), handler: text(64) }),
  z.strictObject({ kind: z.literal('stopped'), why: z.enum(STOPS) }),
  /** There was no time left for it, or others have taken the thread with them. */
  z.strictObject({ kind: z.literal('not-run') }),
]);
export type Ending = z.infer<typeof ending>;

export const ran = z.strictObject({
  end: ending,
  logs: z.array(logLine).check(z.maxLength(200)),
  requests: z.array(madeRequest).check(z.maxLength(FUNCTION_LIMITS.fetches)),
  cpuMs: z.number(),
  ms: z.number(),
});
export type Ran = z.infer<typeof ran>;

export const functionAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('code-needed') }),
  /** It does not load; `message` is for who has written it. */
  z.strictObject({ kind: z.literal('broken'), message: text(2_048) }),
  z.strictObject({ kind: z.literal('loaded'), handlers: z.array(z.enum(HANDLER_NAMES)) }),
  /** One for each event, or one for the batch. */
  z.strictObject({ kind: z.literal('ran'), results: z.array(ran), memoryBytes: z.number() }),
]);
export type FunctionAnswer = z.infer<typeof functionAnswer>;
