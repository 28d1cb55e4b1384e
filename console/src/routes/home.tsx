import { useQuery } from '@tanstack/react-query';
import { Navigate, useSearch } from '@tanstack/react-router';
import { isResourceId } from '../../../domain/workspace/resource-id.ts';
import { useSyncExternalStore } from 'react';
import type { ApiCallError } from '../../../client/call-error.ts';
import { SignInPage } from '../app/sign-in-page.tsx';
import { NoWorkspace } from '../app/no-workspace.tsx';
import type { DataOf } from '../../../client/api-client.ts';
import { apiOf, useSession } from '../data/api.tsx';
import { Mark } from '../parts/mark.tsx';

/** Who has one workspace is there at once; who has several chooses. `?connect=`: the entry of the catalog that one came for. */
export function Page() {
  const session = useSession();
  const state = useSyncExternalStore(session.subscribe, session.state);
  return state === 'signed out' ? <SignInPage /> : <Choose />;
}

type Workspaces = DataOf<'GET /workspaces'>['workspaces'];

function Choose() {
  const session = useSession();
  const { connect }: { readonly connect?: unknown } = useSearch({ strict: false });
  const entry = typeof connect === 'string' && isResourceId(connect) ? connect : undefined;
  const { data, error, refetch } = useQuery<Workspaces, ApiCallError>({
    queryKey: ['GET /workspaces'],
    queryFn: async () => (await apiOf(session).call('GET /workspaces')).workspaces,
  });
  if (error !== null) return <NoWorkspace error={error} retry={() => void refetch()} />;
  if (data === undefined) return null;
  const [only, another] = data;
  if (only !== undefined && another === undefined) {
    if (entry !== undefined) {
      const params = { workspace: only.id, catalogId: entry };
      return <Navigate to="/w/$workspace/catalog/$catalogId/connect" params={params} replace />;
    }
    return <Navigate to="/w/$workspace" params={{ workspace: only.id }} replace />;
  }
  return (
    <main className="alone">
      <Mark />
      <h1>{entry === undefined ? 'Choose a workspace' : `Connect ${entry} in which workspace?`}</h1>
      <ul className="choices">
        {data.map(({ id, name, role }) => (
          <li key={id}>
            <a href={`/w/${encodeURIComponent(id)}${entry === undefined ? '' : `/catalog/${entry}/connect`}`}>
              <b>{name}</b> <code>{id}</code> <span className="t3">{role}</span>
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
}
