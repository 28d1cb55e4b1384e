// The last events of a source, each with what the filter does with it: passes, or the part that does not hold and what the
// event has there.

import { Link } from '../../app/links.tsx';
import type { FailingPart } from '../../../../domain/fql/explain.ts';
import { Button } from '../../parts/button.tsx';
import { JsonBlock } from '../../parts/code.tsx';
import { keepForTester } from '../../data/tester-event.ts';
import { StateGlyph, State } from '../../parts/state.tsx';
import { ExactTime } from '../../parts/time.tsx';
import { idOf } from './fields.ts';
import { nameOf, timeOf, whoOf, type Judged } from './judge.ts';
import type { Destination } from './state.ts';

type ListProps = {
  readonly destination: Destination;
  readonly judged: readonly Judged[];
  /** The messageId of the one that is open. */
  readonly openId: string | undefined;
  readonly onOpen: (id: string | undefined) => void;
  readonly onFilterLike: (judged: Judged) => void;
};

export function JudgedList({ destination, judged, openId, onOpen, onFilterLike }: ListProps) {
  return (
    <ul className="dst-events" aria-label="The last events, judged">
      {judged.map((one, index) => {
        const id = idOf(one.sample);
        const isOpen = id !== '' && id === openId;
        return (
          // Two may have come with the same id.
          <li key={`${id} ${index}`} className={isOpen ? 'sel' : undefined}>
            <button type="button" aria-expanded={isOpen} onClick={() => onOpen(isOpen ? undefined : id)}>
              <Row judged={one} />
            </button>
            {isOpen && <Opened {...{ destination, onFilterLike }} judged={one} />}
          </li>
        );
      })}
    </ul>
  );
}

const VERDICTS = {
  passes: ['pass', 'Passes'],
  dropped: ['off', 'Dropped'],
  'too costly': ['failed', 'Too costly'],
} as const;

function Row({ judged: { sample, verdict, parts } }: { readonly judged: Judged }) {
  const [state, word] = VERDICTS[verdict];
  const [first] = parts;
  return (
    <>
      <span className="dst-event">
        <State state={state}>{word}</State>
        <span className="cut">{nameOf(sample)}</span>
        <code className="cut t2">{whoOf(sample)}</code>
        <span className="t3 num">
          <ExactTime at={timeOf(sample)} />
        </span>
      </span>
      {first !== undefined && <Why part={first} more={parts.length - 1} />}
    </>
  );
}

function Why({ part: { part, values }, more }: { readonly part: FailingPart; readonly more: number }) {
  const entries = Object.entries(values);
  return (
    <span className="dst-why">
      <code className="cut">{part}</code>
      <span className="t3">has</span>
      {entries.map(([path, value]) => (
        <span key={path} className="cut">
          {entries.length > 1 && <code className="t2">{path} </code>}
          {value === undefined ? (
            <span className="t2">nothing there</span>
          ) : (
            <code className="v">{JSON.stringify(value)}</code>
          )}
        </span>
      ))}
      {more > 0 && <span className="t3">and {more} more</span>}
    </span>
  );
}

type OpenedProps = Pick<ListProps, 'destination' | 'onFilterLike'> & { readonly judged: Judged };

function Opened({ destination: { id: destinationId, sourceId }, judged, onFilterLike }: OpenedProps) {
  const { sample, parts } = judged;
  return (
    <div className="stack tight">
      {parts.length > 1 && (
        <ul className="label">
          {parts.map((part) => (
            <li key={part.part} className="row">
              <StateGlyph state="off" />
              <Why part={part} more={0} />
            </li>
          ))}
        </ul>
      )}
      <JsonBlock value={sample} label="the event" />
      <span className="row wraps">
        <Link
          className="link label"
          to="/w/$workspace/events/$sourceId"
          params={{ sourceId }}
          search={{ messageId: idOf(sample) }}
        >
          Trace
        </Link>
        <Link
          className="link label"
          to="/w/$workspace/destinations/$destinationId/tester"
          params={{ destinationId }}
          onClick={() => keepForTester(sample)}
        >
          Use in Event Tester
        </Link>
        <Button size="small" kind="quiet" onClick={() => onFilterLike(judged)}>
          Filter like this
        </Button>
      </span>
    </div>
  );
}
