import { useState } from 'react';
import { useSyncExternalStore } from 'react';
import { useSession } from '../data/api.tsx';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorState } from '../parts/error-state.tsx';

/** Over whatever is being done: the page below keeps everything that was typed, and what it has sent waits. */
export function SignInAgain() {
  const session = useSession();
  const state = useSyncExternalStore(session.subscribe, session.state);
  const [error, setError] = useState<unknown>();
  if (state !== 'ended') return null;
  const again = (): void => {
    setError(undefined);
    session.signInAgain().catch(setError);
  };
  return (
    <Dialog
      title="Your sign-in has ended"
      says="Sign in again, in a window of its own. This page stays as it is, and what it was about to do goes on."
      isOpen
      actions={
        <>
          <Button kind="quiet" onClick={() => void session.signOut()}>
            Leave
          </Button>
          <Button kind="primary" onClick={again}>
            Sign in again
          </Button>
        </>
      }
    >
      {error !== undefined && <ErrorState error={error} />}
    </Dialog>
  );
}
