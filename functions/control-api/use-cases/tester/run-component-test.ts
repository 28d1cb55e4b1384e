import {
  BEHAVIOUR_CASES,
  BURST_CASE,
  callTypeCases,
  isTaken,
  isThrottled,
  judgeLatency,
  type Answer,
  type ComponentCase,
  type Finding,
  type Probe,
} from '../../../../domain/catalog/component-tests.ts';
import type { MadeEvent } from '../../../../domain/catalog/stream-tests.ts';
import { sampleEvent } from '../../../../domain/catalog/component-test-events.ts';
import type { Runtime } from '../../../../destinations/runtime.ts';
import type { Settings } from '../../../../destinations/kind.ts';
import { normaliseEvent, type Event, type EventType } from '../../../../domain/events/event.ts';
import { retryAfterMs } from '../../../../domain/base/retry-after.ts';
import { ATTEMPT_TIMEOUT_MS, COMPONENT_TEST_BUDGET_MS } from '../../../../domain/pipeline/time-budget.ts';

export type RunDeps = {
  /** Makes one request, as delivery does. */
  readonly send: (settings: Settings, event: Event, timeoutMs: number) => Promise<Answer>;
  readonly credentials: Runtime['credentials'];
  readonly now: () => Date;
  readonly waitMs: (milliseconds: number) => Promise<void>;
  readonly createId: () => string;
  /** Hears of each case as soon as it has ended. @default nobody does */
  readonly onResult?: (result: CaseResult) => void;
};

/** A case and what came of it. `status`, `latencyMs` and `message` are those of its last answer. */
export type CaseResult = Finding & {
  readonly name: string;
  readonly title: string;
  readonly status?: number;
  readonly latencyMs?: number;
  readonly message?: string;
  /** What a stream made of a request: the first of them. */
  readonly events?: readonly ShownEvent[];
};

/** `event`: as it would be taken, unless it is long. */
export type ShownEvent = MadeEvent & { readonly event?: unknown };

type Target = { readonly settings: Settings; readonly eventTypes: readonly EventType[] };
type Run = RunDeps & Target & { readonly endsAtMs: number; readonly answers: Answer[] };

/** Sent in place of a credential. Every kind takes it for a setting. */
const WRONG = 'penstock-test-of-a-wrong-one';

/** Longer waits would not fit. */
const LONGEST_WAIT_MS = 3_000;
/** Less than this is no chance for an answer. */
const SHORTEST_TIMEOUT_MS = 200;

/** Tries an endpoint with every case of the suite. Ends within the budget, whatever the endpoint does. */
export async function runComponentTest(
  deps: RunDeps,
  target: Target,
): Promise<{ cases: CaseResult[]; requests: number }> {
  const run: Run = { ...deps, ...target, endsAtMs: deps.now().getTime() + COMPONENT_TEST_BUDGET_MS, answers: [] };
  const calls = await Promise.all(
    callTypeCases(target.eventTypes).map(async (tried) => {
      const answers = await tryCase(run, tried, tried.type ?? 'track');
      return { tried, answers, result: reported(run, toResult(tried, tried.judge(answers), answers.at(-1))) };
    }),
  );
  const results = calls.map(({ result }) => result);
  const type = calls.find(({ answers }) => isTaken(answers[0]))?.tried.type;
  const others = type === undefined ? nothingTaken() : await tryBehaviour(run, type);
  const latency = { name: 'latency', title: 'How quick the answers are', ...judgeLatency(run.answers) };
  return { cases: [...results, ...others, latency], requests: run.answers.length };
}

/** An endpoint that takes nothing cannot be tried further, and is of no use to anybody. */
function nothingTaken(): CaseResult[] {
  const detail = 'It was not tried, because no call was taken.';
  const skipped = [...BEHAVIOUR_CASES, BURST_CASE].map((tried) => toResult(tried, { verdict: 'skipped', detail }));
  const useless = { verdict: 'fail', detail: 'No type of call was answered with 2xx: it takes nothing.' } as const;
  return [{ name: 'takes-something', title: 'Takes at least one type', ...useless }, ...skipped];
}

async function tryBehaviour(run: Run, type: EventType): Promise<CaseResult[]> {
  const behaviour = await Promise.all(
    BEHAVIOUR_CASES.map(async (tried) => {
      const missing = missingFor(run, tried);
      if (missing !== undefined) return toResult(tried, { verdict: 'skipped', detail: missing });
      const answers = await tryCase(run, tried, type);
      return reported(run, toResult(tried, tried.judge(answers), answers.at(-1)));
    }),
  );
  const answers = await tryCase(run, BURST_CASE, type);
  const recovery = await afterThrottling(run, answers, type);
  return [...behaviour, toResult(BURST_CASE, BURST_CASE.judge(answers, recovery), recovery ?? answers.at(-1))];
}

function reported({ onResult }: Run, result: CaseResult): CaseResult {
  onResult?.(result);
  return result;
}

async function tryCase(run: Run, { probes, perSecond }: ComponentCase, type: EventType): Promise<Answer[]> {
  const firstId = run.createId();
  const send = (probe: Probe): Promise<Answer> => {
    const messageId = probe.isRepeat === true || probe === probes[0] ? firstId : run.createId();
    return sendProbe(run, { probe, type, messageId });
  };
  if (perSecond === undefined) {
    const answers: Answer[] = [];
    for (const probe of probes) answers.push(await send(probe));
    return answers;
  }
  const beganMs = run.now().getTime();
  const sent: Promise<Answer>[] = [];
  for (const [index, probe] of probes.entries()) {
    const waitMs = beganMs + (index * 1000) / perSecond - run.now().getTime();
    if (waitMs > 0) await run.waitMs(waitMs);
    sent.push(send(probe));
  }
  return Promise.all(sent);
}

async function sendProbe(
  run: Run,
  { probe, type, messageId }: { probe: Probe; type: EventType; messageId: string },
): Promise<Answer> {
  const timeoutMs = Math.min(ATTEMPT_TIMEOUT_MS, run.endsAtMs - run.now().getTime());
  if (timeoutMs < SHORTEST_TIMEOUT_MS) return { kind: 'failed', failure: 'no_time', latencyMs: 0 };
  const event = toEvent(type, { messageId, isLarge: probe.isLarge === true, receivedAt: run.now() });
  const name = probe.wrong === undefined ? undefined : run.credentials[probe.wrong];
  const settings = name === undefined ? run.settings : { ...run.settings, [name]: WRONG };
  const answer = await run.send(settings, event, timeoutMs);
  // A request that was cut short by the budget says nothing about the endpoint.
  const isTimeout =
    answer.kind === 'ran'
      ? answer.reason === 'function_timeout'
      : answer.kind === 'failed' && answer.failure === 'timeout';
  const isCutShort = isTimeout && timeoutMs < ATTEMPT_TIMEOUT_MS;
  if (isCutShort) return { kind: 'failed', failure: 'no_time', latencyMs: answer.latencyMs };
  if (probe.wrong === undefined) run.answers.push(answer);
  return answer;
}

/** Why a case cannot be tried, as a sentence; undefined when it can. */
function missingFor(run: Run, { probes }: ComponentCase): string | undefined {
  const wrong = probes.find((probe) => probe.wrong !== undefined)?.wrong;
  if (wrong === undefined) return undefined;
  const name = run.credentials[wrong];
  if (name === undefined) return `It was not tried, because destinations of this kind have no ${wrong}.`;
  return run.settings[name] === undefined ? `It was not tried, because no ${name} was given.` : undefined;
}

/** As ingest makes it of what an SDK sends. */
function toEvent(type: EventType, about: { messageId: string; isLarge: boolean; receivedAt: Date }): Event {
  const { messageId, isLarge, receivedAt } = about;
  const sample = sampleEvent(type, { messageId, isLarge, timestamp: receivedAt.toISOString() });
  const reception = { sourceId: 'component-test', receivedAt, envelope: {}, allowDelete: true };
  const result = normaliseEvent(sample, reception, () => messageId);
  if (!result.ok) throw new Error(`the sample of ${type} is refused: ${result.reason}`);
  return result.event;
}

/** One more request, after the wait that answers of 429 asked for; undefined when none did, or for too long. */
async function afterThrottling(run: Run, answers: readonly Answer[], type: EventType): Promise<Answer | undefined> {
  const waits = answers
    .filter(isThrottled)
    .map((answer) => (answer.kind === 'response' ? retryAfterMs(answer.retryAfter, run.now()) : undefined))
    .filter((waitMs) => waitMs !== undefined);
  const longestMs = Math.max(...waits);
  if (waits.length === 0 || longestMs > LONGEST_WAIT_MS) return undefined;
  await run.waitMs(longestMs);
  return sendProbe(run, { probe: {}, type, messageId: run.createId() });
}

function toResult(
  { name, title }: Pick<ComponentCase, 'name' | 'title'>,
  finding: Finding,
  answer?: Answer,
): CaseResult {
  if (answer === undefined || finding.verdict === 'skipped') return { name, title, ...finding };
  return {
    ...{ name, title, ...finding, latencyMs: answer.latencyMs },
    ...(answer.kind === 'response' ? { status: answer.status } : {}),
    ...(answer.message === undefined ? {} : { message: answer.message }),
  };
}
