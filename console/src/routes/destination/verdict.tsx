import type { DataOf } from '../../../../client/api-client.ts';
import { State, type StateName } from '../../parts/state.tsx';

export type ConnectionAnswer = DataOf<'POST /destinations/{destinationId}/test-connection'>;

const WORDS: Readonly<Record<ConnectionAnswer['connection'], readonly [StateName, string]>> = {
  connected: ['pass', 'Connected'],
  refused: ['warn', 'It answers, and did not take this event'],
  failed: ['failed', 'No connection'],
};

/** How a test of the connection went: in one word, why, and what came back. */
export function Verdict({ answer: { connection, explanation, test } }: { readonly answer: ConnectionAnswer }) {
  const [state, words] = WORDS[connection];
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
