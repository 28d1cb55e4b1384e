import { Navigate, useLocation } from '@tanstack/react-router';
import { dependsOnContents, landingOf } from '../app/landing.ts';
import { useCaller, useWorkspaceId } from '../data/api.tsx';
import { useRead } from '../data/read.ts';
import { Delayed } from '../parts/reading.tsx';

const ONE = { query: { limit: 1 } };

/** The workspace itself has no page: whoever opens it is led to the one that they have come for. */
export function Page() {
  const caller = useCaller();
  const workspace = useWorkspaceId();
  const when = dependsOnContents(caller);
  const sources = useRead('GET /sources', ONE, { when });
  const apps = useRead('GET /apps', ONE, { when });
  const isKnown = [sources, apps].every(({ data, error }) => data !== undefined || error !== undefined);
  // Also when they have left already, and the other page is still being loaded.
  const isHere = useLocation({ select: ({ pathname }) => (pathname.split('/')[3] ?? '') === '' });
  if (!isHere || (when && !isKnown)) return <Delayed>{null}</Delayed>;
  const found = { sources: sources.data?.sources.length, apps: apps.data?.apps.length };
  const to = `/w/$workspace/${landingOf(caller, found)}` as const;
  return <Navigate to={to} params={{ workspace }} replace />;
}
