import { useState } from 'react';
import { Link } from '../app/links.tsx';
import { keepForTester } from '../data/tester-event.ts';
import { useWrite } from '../data/write.ts';
import { Button, buttonClass } from '../parts/button.tsx';
import { Confirm } from '../parts/dialog.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { useWhyNot } from '../parts/permission-note.tsx';
import { useToast } from '../parts/toast.tsx';

type OneActionsProps = {
  readonly id: string;
  readonly state: 'open' | 'redriven' | 'discarded';
  readonly destinationId: string;
  /** Null when the archive has forgotten it. */
  readonly event: object | null;
};

/** What can be done with one. */
export function OneActions({ id, state, destinationId, event }: OneActionsProps) {
  const redrive = useWrite('POST /undelivered-events/redrive');
  const whyNot = useWhyNot('undelivered-events:write');
  const why = whyNot ?? (state === 'open' ? undefined : state === 'redriven' ? 'Is redriven' : 'Is written off');
  const say = useToast();
  const [isAsked, setAsked] = useState(false);
  const sendAgain = async (): Promise<void> => {
    if ((await redrive.run({ body: { ids: [id] } })) !== undefined) say('1 event is waiting again');
  };
  return (
    <div className="stack und-acts">
      {redrive.error !== undefined && <ErrorState error={redrive.error} />}
      <div className="row">
        <Button why={why} isBusy={redrive.isBusy} onClick={() => void sendAgain()}>
          Redrive this one
        </Button>
        <Link
          className={buttonClass({ kind: 'quiet' })}
          to="/w/$workspace/destinations/$destinationId/tester"
          params={{ destinationId }}
          onClick={() => event !== null && keepForTester(event)}
        >
          Use in Event Tester
        </Link>
        {why === undefined && (
          <Button className="push" kind="quiet" onClick={() => setAsked(true)}>
            Discard…
          </Button>
        )}
      </div>
      {isAsked && <DiscardSome ids={[id]} onClose={() => setAsked(false)} />}
    </div>
  );
}

/** Writes off these, once the number is typed. */
export function DiscardSome({
  ids,
  onClose,
}: {
  readonly ids: readonly string[];
  readonly onClose: (isDone?: true) => void;
}) {
  const discard = useWrite('POST /undelivered-events/discard');
  const say = useToast();
  const many = ids.length === 1 ? '1 event' : `${ids.length} events`;
  const run = async (): Promise<void> => {
    if ((await discard.run({ body: { ids: [...ids] } })) === undefined) return;
    say(`${many} written off`);
    onClose(true);
  };
  return (
    <Confirm
      isOpen
      isDanger
      title={`Discard ${many}`}
      says="They are written off: nothing sends them again. They stay in the archive, from where a replay could fetch them."
      verb={`Discard ${many}`}
      typed={String(ids.length)}
      isBusy={discard.isBusy}
      onConfirm={() => void run()}
      onClose={() => onClose()}
    >
      {discard.error !== undefined && <ErrorState error={discard.error} />}
    </Confirm>
  );
}
