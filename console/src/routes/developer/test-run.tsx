import type { ItemOf } from '../../../../client/api-client.ts';
import { State, StateGlyph, type StateName } from '../../parts/state.tsx';
import { ExactTime, Time, useNow } from '../../parts/time.tsx';
import css from './developer.module.css';
import { SECOND_MS } from '../../../../domain/base/time-units.ts';

export type Run = ItemOf<'GET /component-tests'>;
type Verdict = Run['cases'][number]['verdict'];

const VERDICTS: Readonly<Record<Verdict, readonly [StateName, string]>> = {
  pass: ['pass', 'Pass'],
  warn: ['warn', 'Warn'],
  fail: ['failed', 'Fail'],
  skipped: ['skip', 'Skipped'],
};

/** How a run stands or ended: in words and with its shape. */
export function verdictOf({ state, passed }: Pick<Run, 'state' | 'passed'>): readonly [StateName, string] {
  if (state === 'running') return ['waiting', 'Running'];
  if (state === 'abandoned') return ['off', 'Broken off'];
  return passed ? ['pass', 'Passed'] : ['failed', 'Failed'];
}

const TICK_MS = 200;

/** Every case, what was seen, and what it would mean in production. */
export function TestRun({ test }: { readonly test: Run }) {
  const [state, word] = verdictOf(test);
  return (
    <section aria-label="The run">
      <div className={`between wraps ${css['counts']}`}>
        <span className={css['counts']} role="status">
          <State state={state}>
            <b>{word}</b>
          </State>
          <Count state="pass" count={test.counts.pass} word="pass" />
          <Count state="warn" count={test.counts.warn} word="warn" />
          <Count state="failed" count={test.counts.fail} word="fail" />
          <Count state="skip" count={test.counts.skipped} word="skipped" />
        </span>
        <span className="label t3">{test.state === 'running' ? <Elapsed {...test} /> : <Took {...test} />}</span>
      </div>
      <div className="table-scroll">
        <table>
          <thead>
            <tr>
              <th>Result</th>
              <th>Case</th>
              <th>What was seen, and what it would mean</th>
              <th className="num">Took</th>
            </tr>
          </thead>
          <tbody className={css['case']}>
            {test.cases.map((one) => (
              <tr key={one.name} className={one.verdict === 'fail' ? css['bad'] : undefined}>
                <td className="nowrap">
                  <State state={VERDICTS[one.verdict][0]}>{VERDICTS[one.verdict][1]}</State>
                </td>
                <td>{one.title}</td>
                <td className={one.verdict === 'fail' ? '' : 't2'}>{one.detail}</td>
                <td className="num">
                  {one.latencyMs === undefined ? <span className="zero">–</span> : secondsText(one.latencyMs)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function secondsText(ms: number): string {
  return `${(ms / SECOND_MS).toFixed(2)} s`;
}

function Count({ state, count, word }: { readonly state: StateName; readonly count: number; readonly word: string }) {
  return (
    <span className={count === 0 ? 'zero' : 'state t2'}>
      {count > 0 && <StateGlyph state={state} />}
      {count} {word}
    </span>
  );
}

function Elapsed({ startedAt, requests }: Run) {
  const now = useNow(TICK_MS);
  const seconds = Math.max(0, (now.getTime() - Date.parse(startedAt)) / SECOND_MS);
  return (
    <span className="tn">
      {seconds.toFixed(1)} s of 25 s at most, {requests} requests
    </span>
  );
}

function Took({ startedAt, finishedAt, requests, version }: Run) {
  const took = finishedAt === undefined ? undefined : Date.parse(finishedAt) - Date.parse(startedAt);
  return (
    <>
      {version !== undefined && `version ${version}, `}
      {requests} requests{took !== undefined && ` in ${(took / SECOND_MS).toFixed(1)} s`}, <Time at={startedAt} />
    </>
  );
}

type HistoryProps = {
  readonly runs: readonly Run[];
  readonly shown: string | undefined;
  readonly onChoose: (id: string) => void;
};

/** For 90 days. */
export function History({ runs, shown, onChoose }: HistoryProps) {
  return (
    <section>
      <h3>Runs of the last 90 days</h3>
      <div className={css['runs']} role="group" aria-label="Runs">
        {runs.map((run) => {
          const [state, word] = verdictOf(run);
          return (
            <button key={run.id} type="button" aria-pressed={run.id === shown} onClick={() => onChoose(run.id)}>
              <State state={state}>
                {word}
                <span className="t3">
                  , {run.counts.fail} fail, {run.counts.warn} warn
                </span>
              </State>
              <span className="label t2">
                <ExactTime at={run.startedAt} />
              </span>
            </button>
          );
        })}
      </div>
    </section>
  );
}
