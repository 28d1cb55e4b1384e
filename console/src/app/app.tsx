import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { SurroundingsProvider } from '../data/api.tsx';
import { LiveProvider } from '../data/live.tsx';
import { startSession, type Session } from '../data/session.ts';
import { readSettings, type ConsoleSettings } from '../data/settings.ts';
import { answerOpener } from '../data/sign-in-window.ts';
import { CannotStart } from '../parts/cannot-start.tsx';
import { ZoneProvider } from '../parts/zone.tsx';
import { reloadWhenBuilt } from './reload.ts';
import { createConsoleRouter } from './router.tsx';
import { SignInAgain } from './sign-in-again.tsx';

/** A look that failed is not repeated at once: polls come again anyway, and people can ask for it. */
const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, networkMode: 'always', refetchOnWindowFocus: true, staleTime: 1000 },
    mutations: { networkMode: 'always' },
  },
});

type Started = { readonly settings: ConsoleSettings; readonly session: Session };

export function App() {
  const [started, setStarted] = useState<Started>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    if (answerOpener()) return;
    start().then(setStarted, setError);
  }, []);
  if (error !== undefined) return <CannotStart error={error} />;
  if (started === undefined) return null;
  return <Running {...started} />;
}

async function start(): Promise<Started> {
  const settings = await readSettings();
  reloadWhenBuilt(settings);
  return { settings, session: await startSession(settings) };
}

function Running({ settings, session }: Started) {
  const [router] = useState(() => createConsoleRouter());
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <SurroundingsProvider settings={settings} session={session}>
          <ZoneProvider>
            <LiveProvider>
              <RouterProvider router={router} />
              <SignInAgain />
            </LiveProvider>
          </ZoneProvider>
        </SurroundingsProvider>
      </QueryClientProvider>
    </CSPProvider>
  );
}
