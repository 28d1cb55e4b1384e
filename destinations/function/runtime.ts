import type { FunctionAnswer, Ran } from '../../domain/functions/function-call.ts';
import {
  outcomeOfDestination,
  outcomesOfBatch,
  type FunctionOutcome,
} from '../../domain/functions/function-outcome.ts';
import type {
  AttemptContext,
  DeliveredEvent,
  EventResult,
  FunctionName,
  RunAnswer,
  Runtime,
  Target,
} from '../runtime.ts';

/** Each event is given to the function by itself, those of a batch to its `onBatch` if it has one. */
export const functionRuntime: Runtime = {
  async attempt(target, events, context) {
    const { batch } = target;
    const name = functionNameOf(target);
    if (name === undefined || context.functions === undefined) return events.map(() => NONE);
    const { id } = name;
    const ask = (work: 'events' | 'batch'): Promise<RunAnswer> =>
      run(context, name, { work, events, settings: target.settings });
    const answer = await ask(batch === undefined ? 'events' : 'batch');
    const noted = (results: EventResult[], { version }: RunAnswer): EventResult[] =>
      results.map((result) => withNote(result, { id, version }));
    // Whoever has no onBatch gets the events one by one.
    if (batch !== undefined && answer.kind === 'ran' && answer.results[0]?.end.kind === 'no-handler') {
      const each = await ask('events');
      return noted(judge(each, events, { context, isBatch: false }), each);
    }
    return noted(judge(answer, events, { context, isBatch: batch !== undefined }), answer);
  },
  sentSecrets: () => [],
  showHeaders: () => ({}),
  // Whose code knows it by another name is not tried with a wrong one.
  credentials: { key: 'apiKey' },
};

/** What is run for a destination or a source: the version of a component that it has, or what is deployed of a function. */
export function functionNameOf({ workspace = '', ...target }: Named): FunctionName | undefined {
  const { function: own, componentId, componentVersion: version = 1, componentCode: hash } = target;
  if (hash !== undefined && componentId !== undefined) {
    return { workspace, id: componentId, component: { hash, version } };
  }
  return own === undefined ? undefined : { workspace, id: own };
}

type Named = Pick<Target, 'workspace' | 'function' | 'componentId' | 'componentVersion' | 'componentCode'>;

/** With which function it was, and how that ended. */
export function withNote(
  result: EventResult,
  { id, version }: { readonly id: string; readonly version?: number | undefined },
): EventResult {
  if (result.isNoAttempt === true) return result;
  return { ...result, functions: [{ id, ...(version === undefined ? {} : { version }), result: result.reason }] };
}

const NONE: EventResult = {
  ...{ outcome: { kind: 'retry', class: 'transient', reason: 'function_unavailable' }, reason: 'function_unavailable' },
  ...{ latencyMs: 0, isNoAttempt: true },
};

type Asked = {
  readonly work: 'events' | 'batch';
  readonly events: readonly DeliveredEvent[];
  readonly settings: Readonly<Record<string, unknown>>;
};

async function run(
  { functions, timeoutMs }: AttemptContext,
  name: FunctionName,
  { work, events, settings }: Asked,
): Promise<RunAnswer> {
  const lines = events.map(({ line }) => line);
  const answer = await functions?.run(name, { work, type: 'destination', settings, events: lines, timeoutMs });
  return answer ?? { kind: 'unavailable' };
}

function judge(
  answer: RunAnswer,
  events: readonly DeliveredEvent[],
  { context, isBatch }: { readonly context: AttemptContext; readonly isBatch: boolean },
): EventResult[] {
  if (answer.kind !== 'ran') return events.map(() => notRun(answer));
  const now = context.now();
  const [first] = answer.results;
  if (isBatch && first !== undefined) {
    return outcomesOfBatch(first, events.length, now).map((outcome) => resultOf(outcome, first));
  }
  const outcomes = events.map((_, index) => {
    const ran = answer.results[index];
    return ran === undefined ? NONE : resultOf(outcomeOfDestination(ran, now), ran);
  });
  return asSetup(outcomes);
}

/** Of those that failed for their code, so large a share says that it is the code and not the event. */
const SETUP_SHARE = 0.2;

function asSetup(results: readonly EventResult[]): EventResult[] {
  const isOfCode = ({ outcome }: EventResult): boolean =>
    outcome.kind === 'discard' && CODE_REASONS.has(outcome.reason);
  const isSetup = results.filter(isOfCode).length >= SETUP_SHARE * results.length;
  return results.map((result) =>
    isSetup && isOfCode(result) && result.outcome.kind === 'discard'
      ? { ...result, outcome: { ...result.outcome, class: 'setup' } }
      : result,
  );
}

const CODE_REASONS: ReadonlySet<string> = new Set(['function_error', 'function_memory', 'function_result']);

export function resultOf({ outcome, reason, answer }: FunctionOutcome, ran: Ran): EventResult {
  if (outcome.kind === 'none') return { ...NONE, reason };
  const logs = ran.logs.map(({ level, text }) => `[${level}] ${text}`);
  const said = [...(answer === undefined ? [] : [answer]), ...logs].join('\n');
  // Nobody is shown what was logged beside success, and that is logged most.
  const shown = outcome.kind === 'delivered' || said === '' ? {} : { answer: said };
  return { outcome, reason, latencyMs: Math.round(ran.ms), ...shown };
}

/** What becomes of an event for which the function did not run at all. */
export function notRun(answer: Exclude<RunAnswer, Extract<FunctionAnswer, { kind: 'ran' }>>): EventResult {
  switch (answer.kind) {
    case 'broken':
      return held('function_broken', answer.message);
    case 'missing':
      return held('function_missing', 'The function is not deployed, or there is none (any more).');
    case 'crashed': {
      const outcome = { kind: 'retry', class: 'transient', reason: 'function_crashed' } as const;
      return { outcome, reason: outcome.reason, latencyMs: 0 };
    }
    case 'unavailable':
    case 'code-needed':
    case 'loaded':
      return NONE;
  }
}

function held(reason: string, answer: string): EventResult {
  return { outcome: { kind: 'hold', class: 'setup', reason }, reason, latencyMs: 0, answer };
}
