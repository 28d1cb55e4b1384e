import { Outlet, useParams } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { useCallerRead, useSession, WorkspaceProvider } from '../data/api.tsx';
import { Delayed } from '../parts/reading.tsx';
import { ToastProvider } from '../parts/toast.tsx';
import { Shell } from './shell.tsx';
import { SignInPage } from './sign-in-page.tsx';
import { NoWorkspace } from './no-workspace.tsx';

/** Everything below /w/{workspace}: for whom is known who they are. */
export function Workspace() {
  const { workspace } = useParams({ from: '/w/$workspace' });
  const session = useSession();
  const state = useSyncExternalStore(session.subscribe, session.state);
  if (state === 'signed out') return <SignInPage />;
  return (
    <WorkspaceProvider id={workspace}>
      <ForCaller />
    </WorkspaceProvider>
  );
}

function ForCaller() {
  const { data, error, refetch } = useCallerRead();
  if (data === undefined && error !== null) return <NoWorkspace error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Delayed>{null}</Delayed>;
  return (
    // Toasts link to pages of the workspace, so they are shown inside of it.
    <ToastProvider>
      <Shell>
        <Outlet />
      </Shell>
    </ToastProvider>
  );
}
