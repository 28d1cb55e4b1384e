// What came of a run: the end of the event, why, what production would do, and all that was seen of it.

import { JsonBlock } from '../../../parts/code.tsx';
import { DifferencesTable } from '../../../parts/differences/differences-table.tsx';
import { bytesText, countText, durationText } from '../../../parts/number.tsx';
import { reasonText, reasonTitle } from '../../../parts/reason.ts';
import { State, StateGlyph } from '../../../parts/state.tsx';
import { ExactTime } from '../../../parts/time.tsx';
import type { FunctionType } from '../function.ts';
import { cpuText, LogLines, MadeRequests } from '../seen.tsx';
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
      <MadeRequests requests={run.requests} isWhole />
      <LogLines logs={run.logs} />
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
