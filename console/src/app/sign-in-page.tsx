import { useState } from 'react';
import { useSession, useSettings } from '../data/api.tsx';
import { Button } from '../parts/button.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Mark } from '../parts/mark.tsx';

/** Leads to the provider and comes back to the page that was wanted. */
export function SignInPage() {
  const session = useSession();
  const { stage, requestAccess } = useSettings();
  const [error, setError] = useState<unknown>();
  const [isLeaving, setLeaving] = useState(false);
  const signIn = (): void => {
    setLeaving(true);
    setError(undefined);
    session.signIn().catch((failed: unknown) => {
      setLeaving(false);
      setError(failed);
    });
  };
  return (
    <main className="alone">
      <Mark />
      <h1>Sign in to Penstock</h1>
      <p className="t2">The stage is called {stage}. Who may work here was invited by an owner of a workspace.</p>
      {error !== undefined && <ErrorState error={error} />}
      <p>
        <Button kind="primary" isBusy={isLeaving} onClick={signIn}>
          Sign in
        </Button>
      </p>
      {requestAccess && (
        <p className="t2">
          You want to build a component for the catalog?{' '}
          <a className="link" href="/request-access">
            Request access
          </a>
        </p>
      )}
    </main>
  );
}
