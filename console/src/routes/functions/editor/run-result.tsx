// What came of a run: the end of the event, why, what production would do, and all that was seen of it.

import type { ReactNode } from 'react';
import { CodeBlock, JsonBlock } from '../../../parts/code.tsx';
import { DifferencesTable } from '../../../parts/differences/differences-table.tsx';
import { bytesText, countedText, countText, durationText } from '../../../parts/number.tsx';
import { reasonText, reasonTitle } from '../../../parts/reason.ts';
import { State, StateGlyph } from '../../../parts/state.tsx';
import { ExactTime } from '../../../parts/time.tsx';
import type { FunctionType } from '../function.ts';
import { Made } from './made.tsx';
import {
  classText,
  isNear,
  measuresOf,
  productionText,
  verdictOf,
  type FunctionTest,
  type Measure,
  type Run,
} from './run-words.ts';
import type { Done } from './use-run.ts';

type ResultProps = { readonly done: Done | undefined; readonly type: FunctionType };

export function RunResult({ done, type }: ResultProps) {
  if (done === undefined) {
    return (
      <p className="t3">
        Run it, and see what would become of the event, what it returned, asked for and logged, and what it took. It
        runs where production runs it, with the same limits, and nothing is kept.
      </p>
    );
  }
  const { test, at, isReal } = done;
  return (
    <>
      <div className="between">
        <h2>What would become of it</h2>
        <span className="label t3">
          {isReal ? 'With real requests' : 'Nobody was called'}, <ExactTime at={at} />
        </span>
      </div>
      {test.problem !== undefined && <Broken problem={test.problem} />}
      {test.runs.map((run, index) => (
        // One event, one run.
        <OneRun key={index} run={run} test={test} type={type} />
      ))}
    </>
  );
}

function Broken({ problem }: { readonly problem: string }) {
  return (
    <div className="banner" role="alert">
      <StateGlyph state="failed" />
      <p>
        <b>It does not load.</b> <span className="pre">{problem}</span> Nothing of this kind is saved.
      </p>
    </div>
  );
}

type OneProps = { readonly run: Run; readonly test: FunctionTest; readonly type: FunctionType };

function OneRun({ run, test, type }: OneProps) {
  const [state, word] = verdictOf(run);
  const isFine = run.result === 'delivered' || run.result === 'passed';
  const of = classText(run);
  return (
    <div className="stack">
      <div className="stack-small">
        <p className="row wraps">
          <State state={state}>
            <b>{word}</b>
          </State>
          {!isFine && (
            <span className="t2" title={run.reason}>
              {reasonTitle(run.reason)}: {reasonText(run.reason)}
            </span>
          )}
        </p>
        {run.explanation !== undefined && <p className="fn-said pre">{run.explanation}</p>}
        {of !== undefined && <p className="label t2">Class {of}.</p>}
        <p className="t2">{productionText(run, type)}</p>
      </div>
      <Measures run={run} memoryBytes={test.memoryBytes} />
      {type === 'insert' && run.result === 'passed' && <Returned run={run} />}
      {type === 'source' && run.result === 'passed' && <Made returned={run.returned} />}
      <Requests requests={run.requests} />
      <Logs logs={run.logs} />
      <details>
        <summary className="label">The {type === 'source' ? 'request' : 'event'} as the function got it</summary>
        <JsonBlock value={run.event} label="what it got" />
      </details>
    </div>
  );
}

function Measures({ run, memoryBytes }: { readonly run: Run; readonly memoryBytes: number }) {
  return (
    <dl className="fn-numbers">
      {measuresOf(run, memoryBytes).map((measure) => (
        <div key={measure.name}>
          <dt>{measure.name}</dt>
          <dd className="tn">{isNear(measure) ? <State state="warn">{textOf(measure)}</State> : textOf(measure)}</dd>
        </div>
      ))}
    </dl>
  );
}

const PRINT = { cpu: cpuText, duration: durationText, bytes: bytesText, count: countText } as const;

const textOf = ({ value, most, as }: Measure): string => `${PRINT[as](value)} of ${PRINT[as](most)}`;

const HUNDRED_MS = 100;

/** Most computing takes less than a millisecond. */
function cpuText(ms: number): string {
  return ms < HUNDRED_MS ? `${ms.toFixed(2)} ms` : durationText(ms);
}

function Returned({ run: { changes: changed = [], returned } }: { readonly run: Run }) {
  return (
    <section className="stack-small" aria-label="What it made of the event">
      <h3>What it made of the event</h3>
      {changed.length === 0 ? <p className="t2">It is as it was.</p> : <DifferencesTable rows={changed} />}
      <details>
        <summary className="label">What it returned, in full</summary>
        <JsonBlock value={returned} label="what it returned" />
      </details>
    </section>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="stack-small" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Requests({ requests }: Pick<Run, 'requests'>) {
  if (requests.length === 0) return null;
  return (
    <Part title={countedText(requests.length, 'request')}>
      <ul className="fn-requests">
        {requests.map(({ method, url, status, failure, message, ms, body = '', answer = '' }, index) => (
          // In the order in which they were made.
          <li key={index}>
            <details>
              <summary>
                <State state={status === undefined || status >= 400 ? 'failed' : 'ok'}>{status ?? failure}</State>{' '}
                <code className="wrap">
                  {method} {url}
                </code>{' '}
                <span className="label t3">after {durationText(ms)}</span>
              </summary>
              {message !== undefined && <p>{message}</p>}
              {body === '' ? (
                <p className="t3">Without a body</p>
              ) : (
                <CodeBlock text={body} language="json" label="what was sent" />
              )}
              {answer !== '' && <CodeBlock text={answer} label="what was answered" />}
            </details>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Logs({ logs }: Pick<Run, 'logs'>) {
  if (logs.length === 0) return null;
  return (
    <Part title={countedText(logs.length, 'line of its log', 'lines of its log')}>
      <ol className="fn-logs">
        {logs.map(({ level, text }, index) => (
          // In the order in which they were written.
          <li key={index}>
            <span className="t3">{level}</span> <span className="pre">{text}</span>
          </li>
        ))}
      </ol>
    </Part>
  );
}
