import type { RunAnswer } from '../../../destinations/runtime.ts';
import type { Fixture, FunctionType } from '../../../domain/functions/function-call.ts';
import { FUNCTION_LIMITS } from '../../../domain/functions/function-limits.ts';
import { decidedBy, type FunctionSettings } from '../../../domain/workspace/function.ts';
import { isObject, normaliseEvent } from '../../../domain/events/event.ts';
import { strikeSecrets } from '../../shared/destinations/strike-secrets.ts';
import { apiError } from '../http/api-error.ts';
import type { ApiContext } from '../http/context.ts';
import { invalidBody } from '../http/problem.ts';
import { deskOf } from './functions.ts';
import { showRun, type EventRun } from './tester/show-run.ts';

// Runs a function with events as production would, and shows all that came of it. Nothing is kept.

export type TestedFunction = {
  readonly id: string;
  readonly type: FunctionType;
  readonly code: string;
  readonly declared: FunctionSettings;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Of a source function, requests. */
  readonly events: readonly unknown[];
  /** Instead of the network; absent where the function may call whom it likes. */
  readonly fixtures?: readonly Fixture[] | undefined;
};

export type FunctionTest =
  | { readonly kind: 'broken'; readonly message: string }
  | { readonly kind: 'ran'; readonly runs: readonly EventRun[]; readonly memoryBytes: number };

export async function testFunction(context: ApiContext, tested: TestedFunction): Promise<FunctionTest> {
  const { workspace, now, outside } = context;
  const { id, type, code, settings, declared, fixtures } = tested;
  const events = tested.events.map((event, index) =>
    type === 'source' && isObject(event) ? event : takeIn(event, { index, now, createId: outside.unique }),
  );
  const answer = await deskOf(context).run({ workspace, id }, code, {
    ...{ work: 'events', type, settings, isTest: true, timeoutMs: FUNCTION_LIMITS.testMs },
    events: events.map((event) => JSON.stringify(event)),
    ...(fixtures === undefined ? {} : { fixtures: [...fixtures] }),
  });
  if (answer.kind !== 'ran') return withoutRun(answer);
  const strike = (text: string): string => strikeSecrets({ kind: 'function', settings, ...decidedBy(declared) }, text);
  const runs = events.map((event, index) => showRun(event, answer.results[index], { type, now, strike }));
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
