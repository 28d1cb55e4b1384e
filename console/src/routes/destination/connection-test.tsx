// One harmless event to a destination, whatever its filter, and what came back.

import { useEffect, useRef, useState } from 'react';
import { useWrite } from '../../data/write.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import type { ConnectionAnswer } from '../shared/connection-words.ts';
import { Verdict } from './verdict.tsx';

type TestProps = {
  readonly destinationId: string;
  readonly name: string;
  /** A change that is tried and not kept. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly onClose: () => void;
};

export function ConnectionTest({ destinationId, name, settings, onClose }: TestProps) {
  const { run, error, isBusy } = useWrite('POST /destinations/{destinationId}/test-connection');
  const [answer, setAnswer] = useState<ConnectionAnswer>();
  const isStarted = useRef(false);
  const asked = useRef({ params: { destinationId }, body: settings === undefined ? undefined : { settings } });
  const test = async (): Promise<void> => setAnswer(await run(asked.current));
  useEffect(() => {
    // Opening it is the wish for a test, and for one.
    if (isStarted.current) return;
    isStarted.current = true;
    void run(asked.current).then(setAnswer);
  }, [run]);
  return (
    <Dialog
      isOpen
      title={`Test the connection to ${name}`}
      says="Sends one harmless event to it, whatever its filter. Nothing is counted."
      onClose={onClose}
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            Close
          </Button>
          <Button isBusy={isBusy} onClick={() => void test()}>
            Test again
          </Button>
        </>
      }
    >
      <div role="status" className="stack">
        {isBusy && <p className="t2">Waiting for its answer, 5 s at most …</p>}
        {!isBusy && error !== undefined && <ErrorState error={error} />}
        {!isBusy && answer !== undefined && <Verdict answer={answer} />}
      </div>
    </Dialog>
  );
}
