import { ErrorState } from './error-state.tsx';

/** Nothing is known, not even how to sign in: shown in place of the whole console. */
export function CannotStart({ error }: { readonly error: unknown }) {
  return (
    <main className="alone">
      <h1>Penstock does not answer</h1>
      <ErrorState error={error} retry={() => location.reload()} />
    </main>
  );
}
