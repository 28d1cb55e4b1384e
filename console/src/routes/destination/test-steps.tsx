// The four steps of a test: taken in, routed, sent, answered. Each with its result, and what it is about.

import type { ReactNode } from 'react';
import type { DataOf } from '../../../../client/api-client.ts';
import { CodeBlock, JsonBlock } from '../../parts/code.tsx';
import { durationText } from '../../parts/number.tsx';
import { State, type StateName } from '../../parts/state.tsx';

export type EventTest = DataOf<'POST /destinations/{destinationId}/test-event'>['test'];
type Step = EventTest['steps'][number];

const NAMES: Readonly<Record<Step['name'], string>> = {
  ingest: 'Taken in',
  routing: 'Meant for this destination',
  functions: 'Functions',
  request: 'Request',
  response: 'Answer',
};

const RESULTS: Readonly<Record<Step['result'], readonly [StateName, string]>> = {
  passed: ['pass', 'Passed'],
  stopped: ['failed', 'Stopped here'],
  ignored: ['warn', 'Would have stopped here'],
  skipped: ['skip', 'Not reached'],
};

const ORDER = ['ingest', 'routing', 'functions', 'request', 'response'] as const;

/** Only what has some has a step for its insert functions. */
const stepsOf = (test: EventTest | undefined): readonly Step['name'][] =>
  ORDER.filter((name) => name !== 'functions' || test?.steps.some((step) => step.name === name) === true);

export function TestSteps({ test, isDry }: { readonly test: EventTest | undefined; readonly isDry: boolean }) {
  return (
    <ol className="dst-steps">
      {stepsOf(test).map((name, index) => {
        const step = test?.steps.find((one) => one.name === name);
        return (
          <li key={name}>
            <div className="between">
              <h3>
                {index + 1}. {NAMES[name]}
              </h3>
              {step !== undefined && <StepResult step={step} isDry={isDry} />}
            </div>
            {test !== undefined && step !== undefined && <Detail step={step} test={test} />}
          </li>
        );
      })}
      {test?.next !== undefined && <Next next={test.next} />}
    </ol>
  );
}

function StepResult({ step: { name, result }, isDry }: { readonly step: Step; readonly isDry: boolean }) {
  const [state, word] = RESULTS[result];
  const isNotSent = isDry && result === 'skipped';
  const dry = name === 'response' ? 'Nothing is sent in a dry run' : 'It would be this';
  return <State state={state}>{isNotSent && name !== 'routing' ? dry : word}</State>;
}

function Detail({ step, test }: { readonly step: Step; readonly test: EventTest }) {
  // What keeps it away is said in full below.
  const isDropped = step.name === 'routing' && test.dropped !== undefined;
  return (
    <div className="stack tight">
      {step.result !== 'skipped' && !isDropped && <p className="t2">{step.detail}</p>}
      {step.name === 'ingest' && test.rejected !== undefined && <p>{test.rejected.explanation}</p>}
      {step.name === 'ingest' && test.event !== undefined && (
        <More summary="The event as it is archived">
          <JsonBlock value={test.event} label="the event" />
        </More>
      )}
      {step.name === 'routing' && test.dropped !== undefined && <Dropped dropped={test.dropped} />}
      {step.name === 'functions' && <Runs runs={test.functions ?? []} type="insert" />}
      {step.name === 'request' && <Runs runs={test.functions ?? []} type="destination" />}
      {step.name === 'request' && test.request !== undefined && <Request {...test.request} />}
      {step.name === 'response' && test.response !== undefined && <Response response={test.response} />}
    </div>
  );
}

function More({ summary, children }: { readonly summary: string; readonly children: ReactNode }) {
  return (
    <details>
      <summary className="label">{summary}</summary>
      {children}
    </details>
  );
}

function Dropped({
  dropped: { by, explanation, parts = [] },
}: {
  readonly dropped: NonNullable<EventTest['dropped']>;
}) {
  return (
    <>
      <p>{by === 'filter' ? 'The filter of the destination does not hold for the event:' : explanation}</p>
      <ul>
        {parts.map(({ part, values }) => (
          <li key={part} className="dst-why">
            <code>{part}</code> <span className="t3">has</span>
            {Object.entries(values).map(([path, value]) => (
              <span key={path}>
                <code className="t2">{path}</code>{' '}
                {value === undefined || value === null ? (
                  <span className="t2">nothing there</span>
                ) : (
                  <code className="v">{JSON.stringify(value)}</code>
                )}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}

type Run = NonNullable<EventTest['functions']>[number];

/** What each function made of the event, and what it asked for and logged. */
function Runs({ runs, type }: { readonly runs: readonly Run[]; readonly type: Run['type'] }) {
  return runs
    .filter((run) => run.type === type)
    .map((run, index) => (
      <div key={`${index} ${run.functionId}`} className="stack tight">
        <p>
          <code>{run.functionId}</code> <span className="t2">{run.result}</span>
          {run.explanation !== undefined && `: ${run.explanation}`}
        </p>
        {run.changes !== undefined && run.changes.length > 0 && (
          <CodeBlock text={run.changes.map(changeText).join('\n')} label={`what ${run.functionId} changed`} />
        )}
        {run.requests.length > 0 && (
          <CodeBlock text={run.requests.map(requestText).join('\n')} label={`the requests of ${run.functionId}`} />
        )}
        {run.logs.length > 0 && (
          <CodeBlock
            text={run.logs.map(({ level, text }) => `${level}: ${text}`).join('\n')}
            label={`the logs of ${run.functionId}`}
          />
        )}
      </div>
    ));
}

function changeText({ path, before, after }: NonNullable<Run['changes']>[number]): string {
  if (before === undefined) return `${path} is ${JSON.stringify(after)}`;
  if (after === undefined) return `${path} is gone, which was ${JSON.stringify(before)}`;
  return `${path} is ${JSON.stringify(after)}, which was ${JSON.stringify(before)}`;
}

function requestText({ method, url, status, failure, body = '' }: Run['requests'][number]): string {
  return `${method} ${url} → ${status ?? failure ?? 'no answer'}${body === '' ? '' : `\n${body}`}`;
}

function Request({ method, url, headers, body }: NonNullable<EventTest['request']>) {
  return (
    <>
      <p>
        <code>
          {method} {url}
        </code>
      </p>
      <More summary={`${Object.keys(headers).length} headers, secrets dotted`}>
        <Headers headers={headers} />
      </More>
      <Body text={body} label="the body of the request" />
    </>
  );
}

function Response({ response }: { readonly response: NonNullable<EventTest['response']> }) {
  if (response.kind === 'failed') {
    return (
      <p>
        <b>{response.message}</b> <span className="t3">after {durationText(response.latencyMs)}</span>
      </p>
    );
  }
  const { status, headers, body, bodyTruncated, message, latencyMs } = response;
  return (
    <>
      <p>
        <b>HTTP {status}</b> after {durationText(latencyMs)}
        {message !== undefined && `: “${message}”`}
      </p>
      <More summary={`${Object.keys(headers).length} headers`}>
        <Headers headers={headers} />
      </More>
      {body === '' ? <p className="t3">Without a body</p> : <Body text={body} label="the body of the answer" />}
      {bodyTruncated && <p className="label t3">Only the beginning of it is kept.</p>}
    </>
  );
}

function Headers({ headers }: { readonly headers: Readonly<Record<string, string>> }) {
  const text = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return <CodeBlock text={text.join('\n')} label="the headers" />;
}

function Body({ text, label }: { readonly text: string; readonly label: string }) {
  const json = parsed(text);
  return json === undefined ? <CodeBlock text={text} label={label} /> : <JsonBlock value={json} label={label} />;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const ENDS: Readonly<Record<NonNullable<EventTest['next']>['result'], readonly [StateName, string]>> = {
  delivered: ['ok', 'Delivered'],
  filtered: ['off', 'Dropped by a function'],
  retried: ['waiting', 'Tried again'],
  undelivered: ['failed', 'Undelivered'],
  discarded: ['failed', 'Discarded'],
  held: ['waiting', 'Held'],
};

function Next({ next: { result, explanation, retryInMs } }: { readonly next: NonNullable<EventTest['next']> }) {
  const [state, word] = ENDS[result];
  return (
    <li className="dst-next">
      <div className="between">
        <h3>Then</h3>
        <State state={state}>
          {word}
          {retryInMs !== undefined && `, after about ${durationText(retryInMs)}`}
        </State>
      </div>
      <p className="t2">{explanation}</p>
    </li>
  );
}
