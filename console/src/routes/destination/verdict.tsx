import { State } from '../../parts/state.tsx';
import { connectionWords, type ConnectionAnswer } from '../shared/connection-words.ts';

/** How a test of the connection went: in one word, why, and what came back. */
export function Verdict({ answer }: { readonly answer: ConnectionAnswer }) {
  const [state, words] = connectionWords(answer);
  const { explanation, test } = answer;
  const { response } = test;
  return (
    <div className="stack">
      <State state={state}>
        <b>{words}</b>
      </State>
      {explanation !== '' && <p className="t2">{explanation}</p>}
      {response?.kind === 'response' && (
        <p className="t2">
          HTTP {response.status} after {response.latencyMs} ms
          {response.message !== undefined && `: “${response.message}”`}
        </p>
      )}
    </div>
  );
}
