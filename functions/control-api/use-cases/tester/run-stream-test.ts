import type { ConnectedSource } from '../../../../domain/catalog/connect-component.ts';
import type { Definition } from '../../../../domain/catalog/component.ts';
import { textOfBody, type SampleRequest } from '../../../../domain/catalog/stream.ts';
import {
  judgeDeclared,
  judgeForeign,
  judgeSample,
  judgeSent,
  type MadeEvent,
  type TriedRequest,
} from '../../../../domain/catalog/stream-tests.ts';
import type { Finding } from '../../../../domain/catalog/component-tests.ts';
import type { RunAnswer } from '../../../../destinations/runtime.ts';
import { functionNameOf } from '../../../../destinations/function/runtime.ts';
import { isObject } from '../../../../domain/events/event.ts';
import { FUNCTION_LIMITS } from '../../../../domain/functions/function-limits.ts';
import type { SourceRequest } from '../../../../domain/functions/source-run.ts';
import { COMPONENT_TEST_BUDGET_MS } from '../../../../domain/pipeline/time-budget.ts';
import type { Source } from '../../../../domain/workspace/workspace.ts';
import { strikeSecrets } from '../../../shared/destinations/strike-secrets.ts';
import { readResourcesOf } from '../../../shared/stores/config-documents.ts';
import { isSource } from '../../../shared/stores/config-index.ts';
import { readSchema } from '../../../shared/stores/schema-store.ts';
import type { ApiContext } from '../../http/context.ts';
import type { CaseResult, ShownEvent } from './run-component-test.ts';
import { showRun, type EventRun } from './show-run.ts';

// The test suite of a stream: its sample requests are run as production runs those of customers. One without code has sent
// events to a source of the partner's own, or has not.

export type StreamSubject = {
  readonly source: ConnectedSource;
  readonly definition: Definition;
  /** The partner's workspace. */
  readonly owner: string;
};

type Seen = { readonly cases: CaseResult[]; readonly requests: number };
type Watch = (result: CaseResult) => void;

export function runStreamTest(context: ApiContext, subject: StreamSubject, onResult: Watch): Promise<Seen> {
  return subject.source.componentCode === undefined
    ? lookAtSent(context, subject)
    : runSamples(context, subject, onResult);
}

async function runSamples(context: ApiContext, subject: StreamSubject, onResult: Watch): Promise<Seen> {
  const { sampleRequests = [], sentEvents = [] } = subject.definition;
  const declared = { sentEvents, isReplying: subject.source.reply === true };
  const run = createRun(context, subject.source);
  const cases: CaseResult[] = [];
  const made: MadeEvent[] = [];
  const report = (result: CaseResult): void => {
    cases.push(result);
    onResult(result);
  };
  if (sampleRequests.length === 0)
    report({ name: 'samples', title: 'There are requests to try it with', ...NO_SAMPLES });
  for (const [index, sample] of sampleRequests.entries()) {
    const { tried, shown } = await run(toRequest(sample));
    if (tried.kind === 'made') made.push(...tried.events.filter(({ isTaken }) => isTaken));
    report({ name: `request-${index + 1}`, title: sample.name, ...judgeSample(tried, declared), ...shown });
  }
  const foreign = await run(FOREIGN);
  report({
    name: 'foreign',
    title: 'A request that is none of yours',
    ...judgeForeign(foreign.tried),
    ...foreign.shown,
  });
  const all = judgeDeclared(sentEvents, made, 'the sample requests');
  report({ name: 'declared', title: 'Every event that it sends is made', ...all });
  return { cases, requests: sampleRequests.length + 1 };
}

const NO_SAMPLES: Finding = {
  verdict: 'fail',
  detail: 'sampleRequests is empty: give the requests that your system makes, one for each kind.',
};

const FOREIGN: SourceRequest = {
  ...{ method: 'POST', url: 'https://penstock.example/fn/test', text: '{"penstock":"a request of nobody"}' },
  headers: { 'content-type': 'application/json' },
};

function toRequest({ method = 'POST', query = '', headers = {}, body }: SampleRequest): SourceRequest {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const url = `https://penstock.example/fn/test${query}`;
  return { method, url, headers: Object.fromEntries(lower), text: textOfBody(body) };
}

type Run = (request: SourceRequest) => Promise<{ readonly tried: TriedRequest; readonly shown: Partial<CaseResult> }>;

function createRun({ outside, workspace }: ApiContext, source: ConnectedSource): Run {
  const endsAtMs = outside.now().getTime() + COMPONENT_TEST_BUDGET_MS;
  const { settings = {}, secretSettings, openSettings } = source;
  const target = { kind: 'function', settings, secretSettings, openSettings } as const;
  const strike = (text: string): string => strikeSecrets(target, text);
  const name = functionNameOf({ ...source, workspace });
  return async (request) => {
    const timeoutMs = Math.min(FUNCTION_LIMITS.testMs, endsAtMs - outside.now().getTime());
    if (timeoutMs < SHORTEST_MS) return { tried: { kind: 'untried', why: 'no_time' }, shown: {} };
    if (name === undefined || outside.deployed === undefined) return NOT_RUN;
    const call = { work: 'events', type: 'source', settings, events: [JSON.stringify(request)], timeoutMs } as const;
    const answer = await outside.deployed.run(name, { ...call, events: [...call.events] });
    if (answer.kind !== 'ran') return withoutRun(answer);
    const run = showRun(request, answer.results[0], { type: 'source', now: outside.now(), strike });
    return run.reason === 'function_not_run' ? NOT_RUN : { tried: triedOf(run), shown: shownOf(run) };
  };
}

/** Less than this is no chance for an answer. */
const SHORTEST_MS = 200;
const NOT_RUN = { tried: { kind: 'untried', why: 'not_run' }, shown: {} } as const;

function withoutRun(answer: Exclude<RunAnswer, { kind: 'ran' }>): Awaited<ReturnType<Run>> {
  if (answer.kind !== 'broken' && answer.kind !== 'crashed') return NOT_RUN;
  const explanation = answer.kind === 'broken' ? { explanation: answer.message } : {};
  return { tried: { kind: 'ended', reason: `function_${answer.kind}`, ...explanation, isRetried: true }, shown: {} };
}

type Returned = {
  readonly events: readonly { readonly isTaken: boolean; readonly reason?: string; readonly event: unknown }[];
  readonly reply: { readonly status: number; readonly contentType: string; readonly body: string };
};

function triedOf({ result, reason, explanation, returned }: EventRun): TriedRequest {
  if (result !== 'passed') {
    const said = explanation === undefined ? {} : { explanation };
    return { kind: 'ended', reason, ...said, isRetried: result === 'retried' || result === 'not-run' };
  }
  const { events, reply } = returned as Returned;
  return { kind: 'made', events: events.map(madeOf), status: reply.status };
}

function madeOf({ isTaken, reason, event }: Returned['events'][number]): MadeEvent {
  const { type = '', event: happened, name } = isObject(event) ? event : {};
  const called = type === 'track' ? happened : name;
  return {
    ...{ type: String(type), isTaken },
    ...(typeof called === 'string' ? { name: called } : {}),
    ...(reason === undefined ? {} : { reason }),
  };
}

const MOST_EVENTS_SHOWN = 5;
const MOST_CHARACTERS_SHOWN = 4_000;

/** What people see of a run: what it made, what it answered and logged. */
function shownOf({ returned, ms, logs }: EventRun): Partial<CaseResult> {
  const { events = [], reply } = (returned ?? {}) as Partial<Returned>;
  const made = events.slice(0, MOST_EVENTS_SHOWN).map((each): ShownEvent => {
    const isShort = JSON.stringify(each.event).length <= MOST_CHARACTERS_SHOWN;
    return { ...madeOf(each), ...(isShort ? { event: each.event } : {}) };
  });
  return {
    latencyMs: ms,
    events: made,
    ...(reply === undefined ? {} : { status: reply.status }),
    ...(logs.length === 0
      ? {}
      : {
          message: logs
            .map(({ level, text }) => `${level}: ${text}`)
            .join('\n')
            .slice(0, MOST_CHARACTERS_SHOWN),
        }),
  };
}

/** What sources of the partner's workspace that are made of this version have had. */
async function lookAtSent({ tables }: ApiContext, { source, definition, owner }: StreamSubject): Promise<Seen> {
  const { sentEvents = [] } = definition;
  const documents = (await readResourcesOf<Source>(tables, owner)).map(({ document }) => document);
  const made = documents.filter(
    (document) =>
      isSource(document) &&
      document.componentId === source.componentId &&
      document.componentVersion === source.componentVersion,
  );
  const schemas = await Promise.all(made.map(({ id }) => readSchema(tables, id)));
  const seen = schemas.flatMap(({ events }) => events);
  const all = judgeDeclared(sentEvents, seen, 'what was sent');
  return {
    cases: [
      { name: 'sent', title: 'It sends what it says', ...judgeSent(sentEvents, seen) },
      { name: 'declared', title: 'Every event that it sends has come', ...all },
    ],
    requests: 0,
  };
}
