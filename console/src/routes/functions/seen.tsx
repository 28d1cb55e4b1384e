// What was seen of a run of a function, in the editor and in production.

import type { ReactNode } from 'react';
import type { LogLine, MadeRequest } from '../../../../domain/functions/function-call.ts';
import { CodeBlock } from '../../parts/code.tsx';
import { countedText, durationText } from '../../parts/number.tsx';
import { State } from '../../parts/state.tsx';

const HUNDRED_MS = 100;

/** Most computing takes less than a millisecond. */
export function cpuText(ms: number): string {
  return ms < HUNDRED_MS ? `${ms.toFixed(2)} ms` : durationText(ms);
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="stack-small" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

type MadeProps = {
  readonly requests: readonly MadeRequest[];
  /** Whether what was sent and answered was kept: in tests alone. */
  readonly isWhole: boolean;
};

export function MadeRequests({ requests, isWhole }: MadeProps) {
  if (requests.length === 0) return null;
  return (
    <Part title={countedText(requests.length, 'request')}>
      <ul className="fn-requests">
        {requests.map((made, index) => (
          // In the order in which they were made.
          <li key={index}>{isWhole ? <Whole {...made} /> : <Line {...made} />}</li>
        ))}
      </ul>
    </Part>
  );
}

function Line({ method, url, status, failure, ms }: MadeRequest) {
  return (
    <>
      <State state={status === undefined || status >= 400 ? 'failed' : 'ok'}>{status ?? failure}</State>{' '}
      <code className="wrap">
        {method} {url}
      </code>{' '}
      <span className="label t3">after {durationText(ms)}</span>
    </>
  );
}

function Whole(made: MadeRequest) {
  const { message, body = '', answer = '' } = made;
  return (
    <details>
      <summary>
        <Line {...made} />
      </summary>
      {message !== undefined && <p>{message}</p>}
      {body === '' ? (
        <p className="t3">Without a body</p>
      ) : (
        <CodeBlock text={body} language="json" label="what was sent" />
      )}
      {answer !== '' && <CodeBlock text={answer} label="what was answered" />}
    </details>
  );
}

export function LogLines({ logs }: { readonly logs: readonly LogLine[] }) {
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
