import type { RunAnswer } from '../../../destinations/runtime.ts';
import type { Fixture, FunctionType, LogLine, MadeRequest, Ran } from '../../../domain/functions/function-call.ts';
import { FUNCTION_LIMITS } from '../../../domain/functions/function-limits.ts';
import {
  outcomeOfDestination,
  outcomeOfInsert,
  type FunctionOutcome,
} from '../../../domain/functions/function-outcome.ts';
import { decidedBy, type FunctionSettings } from '../../../domain/workspace/function.ts';
import { normaliseEvent } from '../../../domain/events/event.ts';
import { strikeSecrets } from '../../shared/destinations/strike-secrets.ts';
import { apiError } from '../http/api-error.ts';
import type { ApiContext } from '../http/context.ts';
import { invalidBody } from '../http/problem.ts';
import { deskOf } from './functions.ts';

// Runs a function with events as production would, and shows all that came of it. Nothing is kept.

export type TestedFunction = {
  readonly id: string;
  readonly type: FunctionType;
  readonly code: string;
  readonly declared: FunctionSettings;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly events: readonly unknown[];
  /** Instead of the network; absent where the function may call whom it likes. */
  readonly fixtures?: readonly Fixture[] | undefined;
};

export type EventRun = {
  /** The event as the function was given it. */
  readonly event: Readonly<Record<string, unknown>>;
  readonly result: 'delivered' | 'retried' | 'discarded' | 'filtered' | 'passed' | 'not-run';
  readonly reason: string;
  /** Who can do something about it. */
  readonly class?: string;
  readonly explanation?: string;
  /** What an insert function made of the event. */
  readonly returned?: unknown;
  readonly logs: readonly LogLine[];
  readonly requests: readonly MadeRequest[];
  readonly cpuMs: number;
  readonly ms: number;
};

export type FunctionTest =
  | { readonly kind: 'broken'; readonly message: string }
  | { readonly kind: 'ran'; readonly runs: readonly EventRun[]; readonly memoryBytes: number };

export async function testFunction(context: ApiContext, tested: TestedFunction): Promise<FunctionTest> {
  const { workspace, now, outside } = context;
  const { id, type, code, settings, declared, fixtures } = tested;
  const events = tested.events.map((event, index) => takeIn(event, { index, now, createId: outside.unique }));
  const answer = await deskOf(context).run({ workspace, id }, code, {
    ...{ work: 'events', type, settings, isTest: true, timeoutMs: FUNCTION_LIMITS.testMs },
    events: events.map((event) => JSON.stringify(event)),
    ...(fixtures === undefined ? {} : { fixtures: [...fixtures] }),
  });
  if (answer.kind !== 'ran') return withoutRun(answer);
  const strike = (text: string): string => strikeSecrets({ kind: 'function', settings, ...decidedBy(declared) }, text);
  const runs = events.map((event, index) => toRun(event, answer.results[index], { type, now, strike }));
  return { kind: 'ran', runs, memoryBytes: answer.memoryBytes };
}

function withoutRun(answer: RunAnswer): FunctionTest {
  if (answer.kind === 'broken') return { kind: 'broken', message: answer.message };
  if (answer.kind === 'crashed') return { kind: 'broken', message: 'The code ends what runs it.' };
  throw apiError('runner_unavailable');
}

type Given = { readonly index: number; readonly now: Date; readonly createId: () => string };

/** As ingest takes it: with what it completes. */
function takeIn(event: unknown, { index, now, createId }: Given): Readonly<Record<string, unknown>> {
  const reception = { sourceId: 'test', receivedAt: now, envelope: {}, allowDelete: true };
  const result = normaliseEvent(event, reception, () => `test-${createId()}`);
  if (result.ok) return result.event;
  throw invalidBody([{ path: `events[${index}]`, message: `is no event that ingest takes: ${result.reason}` }]);
}

type Judging = { readonly type: FunctionType; readonly now: Date; readonly strike: (text: string) => string };

function toRun(
  event: Readonly<Record<string, unknown>>,
  ran: Ran | undefined,
  { type, now, strike }: Judging,
): EventRun {
  if (ran === undefined) return { event, result: 'not-run', reason: 'function_not_run', ...NOTHING };
  const about = {
    event,
    logs: ran.logs.map(({ level, text }) => ({ level, text: strike(text) })),
    requests: ran.requests.map((made) => withoutSecrets(made, strike)),
    ...{ cpuMs: Math.round(ran.cpuMs * 1_000) / 1_000, ms: Math.round(ran.ms) },
  };
  if (type === 'destination') return { ...about, ...shown(outcomeOfDestination(ran, now), strike) };
  const inserted = outcomeOfInsert(ran, event, now);
  if (inserted.kind === 'ended') return { ...about, ...shown(inserted.result, strike) };
  return { ...about, result: 'passed', reason: 'passed', returned: inserted.event };
}

const NOTHING = { logs: [], requests: [], cpuMs: 0, ms: 0 };

const RESULTS = {
  delivered: 'delivered',
  retry: 'retried',
  discard: 'discarded',
  filtered: 'filtered',
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
