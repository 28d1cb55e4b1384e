import type { FunctionType, LogLine, MadeRequest, Ran } from '../../../../domain/functions/function-call.ts';
import {
  outcomeOfDestination,
  outcomeOfInsert,
  type FunctionOutcome,
} from '../../../../domain/functions/function-outcome.ts';
import { normaliseEvent } from '../../../../domain/events/event.ts';
import { outcomeOfSource, sourceMessageId } from '../../../../domain/functions/source-run.ts';
import { differences, type Difference } from '../../../../domain/base/differences.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One run of a function with one event, as people see it. */
export type EventRun = {
  /** The event, or the request, as the function was given it. */
  readonly event: Fields;
  readonly result: 'delivered' | 'retried' | 'discarded' | 'filtered' | 'passed' | 'not-run';
  readonly reason: string;
  /** Who can do something about it. */
  readonly class?: string;
  readonly explanation?: string;
  /** What a source function made of the request; what an insert function made of the event, and which of its fields are others by that. */
  readonly returned?: unknown;
  readonly changes?: readonly Difference[];
  readonly logs: readonly LogLine[];
  readonly requests: readonly MadeRequest[];
  readonly cpuMs: number;
  readonly ms: number;
};

/** `strike` takes secrets out of a text. */
export type Judging = { readonly type: FunctionType; readonly now: Date; readonly strike: (text: string) => string };

/** What production would do with the event after this run, and all that was seen of it. */
export function showRun(event: Fields, ran: Ran | undefined, { type, now, strike }: Judging): EventRun {
  if (ran === undefined) return { event, result: 'not-run', reason: 'function_not_run', ...NOTHING };
  const about = {
    event,
    logs: ran.logs.map(({ level, text }) => ({ level, text: strike(text) })),
    requests: ran.requests.map((made) => withoutSecrets(made, strike)),
    ...{ cpuMs: Math.round(ran.cpuMs * 1_000) / 1_000, ms: Math.round(ran.ms) },
  };
  if (type === 'destination') return { ...about, ...shown(outcomeOfDestination(ran, now), strike) };
  if (type === 'source') return { ...about, ...madeBySource(ran, { now, strike }) };
  const inserted = outcomeOfInsert(ran, event, now);
  if (inserted.kind === 'ended') return { ...about, ...shown(inserted.result, strike) };
  const returned = strikeValue(inserted.event, strike);
  return { ...about, result: 'passed', reason: 'passed', returned, changes: differences(event, returned) };
}

/** The events as ingest would take them, or why it would not, and what the sender is answered. */
function madeBySource(ran: Ran, { now, strike }: Pick<Judging, 'now' | 'strike'>) {
  const run = outcomeOfSource(ran, now);
  if (run.kind === 'ended') return shown(run.result, strike);
  const events = run.events.map((event, index) => {
    const reception = { sourceId: 'test', receivedAt: now, envelope: {}, allowDelete: false };
    const taken = normaliseEvent(event, reception, () => sourceMessageId('test', index));
    return taken.ok ? { isTaken: true, event: taken.event } : { isTaken: false, reason: taken.reason, event };
  });
  const returned = strikeValue({ events, reply: run.reply }, strike);
  return { result: 'passed', reason: 'passed', returned } as const;
}

/** Nothing ran, so there is nothing to see. */
export const NOTHING = { logs: [], requests: [], cpuMs: 0, ms: 0 };

const RESULTS = {
  delivered: 'delivered',
  retry: 'retried',
  discard: 'discarded',
  filtered: 'filtered',
  hold: 'not-run',
  none: 'not-run',
} as const;

function shown({ outcome, reason, answer }: FunctionOutcome, strike: (text: string) => string) {
  return {
    ...{ result: RESULTS[outcome.kind], reason },
    ...('class' in outcome ? { class: outcome.class } : {}),
    ...(answer === undefined ? {} : { explanation: strike(answer) }),
  };
}

function withoutSecrets(made: MadeRequest, strike: (text: string) => string): MadeRequest {
  const { url, body, answer, message } = made;
  return {
    ...made,
    url: strike(url),
    ...(body === undefined ? {} : { body: strike(body) }),
    ...(answer === undefined ? {} : { answer: strike(answer) }),
    ...(message === undefined ? {} : { message: strike(message) }),
  };
}

/** All texts of a value, and names of fields, without secrets: a function may put its settings where it likes. */
function strikeValue(value: unknown, strike: (text: string) => string): unknown {
  if (typeof value === 'string') return strike(value);
  if (Array.isArray(value)) return value.map((each) => strikeValue(each, strike));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [strike(name), strikeValue(each, strike)]));
}
