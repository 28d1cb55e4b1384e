import { ErrorState } from '../parts/error-state.tsx';
import { useSession } from '../data/api.tsx';
import { Button } from '../parts/button.tsx';

/** The workspace of the address cannot be looked at: it is another's, it is gone, or the API does not answer. */
export function NoWorkspace({ error, retry }: { readonly error: unknown; readonly retry: () => void }) {
  const session = useSession();
  return (
    <main className="alone">
      <h1>This workspace cannot be shown</h1>
      <ErrorState error={error} retry={retry} />
      <p className="row">
        <a className="link" href="/">
          Choose a workspace
        </a>
        {session.state() !== 'open' && (
          <Button kind="quiet" size="small" icon="log-out" onClick={() => void session.signOut()}>
            Sign out
          </Button>
        )}
      </p>
    </main>
  );
}
