import { useState } from 'react';
import { useWrite } from '../data/write.ts';
import { Button } from '../parts/button.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { countText } from '../parts/number.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { useToast } from '../parts/toast.tsx';
import { filterWords, type Filter } from './groups.ts';
import { DiscardSome } from './one-actions.tsx';
import { ResolveAll } from './resolve-all-dialog.tsx';
import type { Verb } from './use-resolve-all.ts';

type AllBarProps = {
  readonly filter: Filter;
  readonly destinationName: string;
  /** Undefined where only the API can count them: with a filter on the events themselves. */
  readonly count: number | undefined;
  readonly loaded: number;
  /** The newest, for who wants to try one first. */
  readonly firstId: string | undefined;
  readonly selected: ReadonlySet<string>;
  /** They are on their way now: the list is looked at until it shows it. */
  readonly onResolved: () => void;
};

/** What can be done with all that match, or with those that are selected. */
export function AllBar(props: AllBarProps) {
  const { filter, destinationName, count, loaded, selected } = props;
  if (selected.size > 0) return <SelectedBar {...props} />;
  const words = `${destinationName}, ${filterWords(filter)}, open`;
  return (
    <section className="bar und-bar" aria-label="All that match">
      <span className="titles">
        <b>{count === undefined ? 'All that match:' : `All ${countText(count)} that match:`}</b>{' '}
        <span className="t2">
          {words}
          {count !== undefined && loaded > 0 && count > loaded && `, not only the ${countText(loaded)} loaded`}
        </span>
      </span>
      <AllButtons {...props} />
    </section>
  );
}

function AllButtons({ filter, destinationName, count, firstId, onResolved }: AllBarProps) {
  const why = useWhyNot('undelivered-events:write');
  const redrive = useWrite('POST /undelivered-events/redrive');
  const say = useToast();
  const [verb, setVerb] = useState<Verb>();
  const tryOne = async (id: string): Promise<void> => {
    if ((await redrive.run({ body: { ids: [id] } })) === undefined) return;
    say('1 event is waiting again: it ends delivered, or is here again');
    onResolved();
  };
  const isNone = count === 0;
  return (
    <span className="push row">
      {redrive.error !== undefined && <ErrorState error={redrive.error} />}
      {why === undefined && !isNone && (
        <>
          <Button kind="quiet" onClick={() => setVerb('discard')}>
            Discard all…
          </Button>
          {firstId !== undefined && (
            <Button isBusy={redrive.isBusy} onClick={() => void tryOne(firstId)}>
              Try one first
            </Button>
          )}
        </>
      )}
      <Button
        kind="primary"
        icon="history"
        why={why ?? (isNone ? 'None is open' : undefined)}
        onClick={() => setVerb('redrive')}
      >
        {count === undefined ? 'Redrive all that match' : `Redrive all ${countText(count)} that match`}
      </Button>
      {verb !== undefined && (
        <ResolveAll
          verb={verb}
          filter={filter}
          destinationName={destinationName}
          onClose={(isSomeDone) => {
            setVerb(undefined);
            if (isSomeDone) onResolved();
          }}
        />
      )}
    </span>
  );
}

/** As many as one request may name. */
const MOST_AT_ONCE = 500;

function SelectedBar({ selected, onResolved }: AllBarProps) {
  const redrive = useWrite('POST /undelivered-events/redrive');
  const say = useToast();
  const [isAsked, setAsked] = useState(false);
  const ids = [...selected];
  const why = ids.length > MOST_AT_ONCE ? `At most ${MOST_AT_ONCE} at once` : undefined;
  const many = ids.length === 1 ? '1 event' : `${countText(ids.length)} events`;
  const run = async (): Promise<void> => {
    if ((await redrive.run({ body: { ids } })) === undefined) return;
    say(`${many} ${ids.length === 1 ? 'is' : 'are'} waiting again`);
    onResolved();
  };
  return (
    <section className="bar und-bar" aria-label="Selected">
      <b>{many} selected</b>
      <span className="push row">
        {redrive.error !== undefined && <ErrorState error={redrive.error} />}
        <Button kind="quiet" why={why} onClick={() => setAsked(true)}>
          Discard {many}…
        </Button>
        <Button kind="primary" why={why} isBusy={redrive.isBusy} onClick={() => void run()}>
          Redrive {many}
        </Button>
      </span>
      {isAsked && (
        <DiscardSome
          ids={ids}
          onClose={(isDone) => {
            setAsked(false);
            if (isDone === true) onResolved();
          }}
        />
      )}
    </section>
  );
}
