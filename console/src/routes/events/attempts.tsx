import type { ReactNode } from 'react';
import { Link } from '../../app/links.tsx';
import { keepForTester } from '../../data/tester-event.ts';
import { Num } from '../../parts/number.tsx';
import { spanText } from '../../parts/span-text.ts';
import { State } from '../../parts/state.tsx';
import { ExactTime } from '../../parts/time.tsx';
import { endingOf, reasonSentence, RESULTS, shortReason, type Clock, type DestinationTrace } from './trace-view.ts';

type Attempt = DestinationTrace['attempts'][number];

type AttemptsProps = {
  readonly destination: DestinationTrace;
  readonly name: string;
  readonly clock: Clock;
  readonly event: unknown;
  /** What can be done about how it ended. */
  readonly children?: ReactNode;
};

/** Everything that was decided about the event for one destination. */
export function Attempts({ destination, name, clock, event, children }: AttemptsProps) {
  const { id, attempts } = destination;
  const { says, detail, state } = endingOf(destination, clock);
  return (
    <section>
      <div className="between">
        <h2 className="cut">{name}</h2>
        <span className="row label nowrap">
          {event !== null && (
            <Link
              to="/w/$workspace/destinations/$destinationId/tester"
              params={{ destinationId: id }}
              className="link"
              onClick={() => keepForTester(event)}
            >
              Try it in the Event Tester
            </Link>
          )}
          <Link to="/w/$workspace/destinations/$destinationId" params={{ destinationId: id }} className="link">
            The destination
          </Link>
        </span>
      </div>
      {attempts.length === 0 ? (
        <p className="t2">
          <State state={state}>{says}</State> {detail}
        </p>
      ) : (
        <table className="dense">
          <thead>
            <tr>
              <th className="num">#</th>
              <th>At</th>
              <th>Result</th>
              <th>Why</th>
              <th className="num">Took</th>
              <th className="num">Waits</th>
            </tr>
          </thead>
          <tbody>
            {attempts.map((attempt, index) => (
              <Row
                key={`${attempt.packId} ${attempt.retry}`}
                number={index + 1}
                attempt={attempt}
                next={attempts[index + 1]}
              />
            ))}
          </tbody>
        </table>
      )}
      {children}
    </section>
  );
}

type RowProps = { readonly number: number; readonly attempt: Attempt; readonly next: Attempt | undefined };

function Row({ number, attempt, next }: RowProps) {
  const [state, says] = RESULTS[attempt.result] ?? ['skip', attempt.result];
  const until = next?.decidedAt ?? attempt.nextAttemptAt;
  return (
    <>
      <tr>
        <td className="num">{number}</td>
        <td className="tn">
          <ExactTime at={attempt.decidedAt} />
        </td>
        <td>
          <State state={state}>{attempt.reason === undefined ? says : shortReason(attempt.reason)}</State>
        </td>
        <td className="t2">{attempt.reason === undefined ? '' : reasonSentence(attempt.reason)}</td>
        <td className="num">
          <Num value={attempt.example?.latencyMs} as="duration" />
        </td>
        <td className="num">
          {until === undefined ? (
            <span className="zero">–</span>
          ) : (
            spanText(Date.parse(until) - Date.parse(attempt.decidedAt))
          )}
        </td>
      </tr>
      {attempt.example?.answer !== undefined && attempt.example.answer !== '' && (
        <tr>
          <td />
          <td colSpan={5} className="answer">
            <code>{attempt.example.answer}</code>
          </td>
        </tr>
      )}
    </>
  );
}
