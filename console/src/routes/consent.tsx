import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { ItemOf } from '../../../client/api-client.ts';
import { permissionsOf } from '../../../domain/access/permissions.ts';
import { SignInPage } from '../app/sign-in-page.tsx';
import { apiOf, useSession, WorkspaceProvider } from '../data/api.tsx';
import { Button } from '../parts/button.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Field, Select } from '../parts/field.tsx';
import { Logo } from '../parts/logo.tsx';
import { Mark } from '../parts/mark.tsx';
import { StateGlyph } from '../parts/state.tsx';
import {
  AuthorizationRefused,
  hostOf,
  readAuthorization,
  webAddress,
  type Authorization,
} from './consent/authorization.ts';
import { Allow } from './consent/allow.tsx';

type Workspace = ItemOf<'GET /workspaces'>;

/** Whom do I let in? Without navigation: nothing here leads anywhere but to the answer. */
export function Page() {
  const session = useSession();
  const state = useSyncExternalStore(session.subscribe, session.state);
  useEffect(() => {
    document.title = 'Enable with Penstock';
  }, []);
  // The sign-in comes back to this address, with the request in it.
  if (state === 'signed out') return <SignInPage />;
  return (
    <main className="alone consent">
      <Mark />
      <Ask search={location.search} />
    </main>
  );
}

function Ask({ search }: { readonly search: string }) {
  const session = useSession();
  const asked = useQuery<Authorization>({
    queryKey: ['GET /oauth2/authorize', search],
    queryFn: () => readAuthorization(search),
    refetchOnWindowFocus: false,
    staleTime: Infinity,
  });
  const workspaces = useQuery<readonly Workspace[]>({
    queryKey: ['GET /workspaces', 'whole'],
    queryFn: async () => (await apiOf(session).whole('GET /workspaces')).workspaces,
  });
  if (asked.error !== null) return <Refused error={asked.error} retry={() => void asked.refetch()} />;
  if (workspaces.error !== null) return <ErrorState error={workspaces.error} retry={() => void workspaces.refetch()} />;
  if (asked.data === undefined || workspaces.data === undefined) return null;
  return <Consent authorization={asked.data} workspaces={workspaces.data} />;
}

type RefusedProps = { readonly error: Error; readonly retry: () => void };

/** Where the partner may be told, one can go back; else one stays here. */
function Refused({ error, retry }: RefusedProps) {
  const back = error instanceof AuthorizationRefused ? error.redirectTo : undefined;
  const code = error instanceof AuthorizationRefused ? error.code : '';
  return (
    <>
      <h1>This request cannot be answered</h1>
      <div className="banner" role="alert">
        <StateGlyph state="failed" />
        <p>
          <b>{error.message}</b> <code>{code}</code>
        </p>
      </div>
      {back === undefined ? (
        <p className="t2">
          Nobody was let in, and you are not sent on: it is not certain who asked. Begin again at the app that sent you.
        </p>
      ) : (
        <p className="t2">
          Nobody was let in. You can go back to <b>{hostOf(back)}</b>, which is told why.
        </p>
      )}
      <div className="row">
        {back !== undefined && (
          <a className="btn" href={back} rel="noreferrer">
            Back to {hostOf(back)}
          </a>
        )}
        {!(error instanceof AuthorizationRefused) && <Button onClick={retry}>Try again</Button>}
      </div>
    </>
  );
}

type ConsentProps = { readonly authorization: Authorization; readonly workspaces: readonly Workspace[] };

function Consent({ authorization, workspaces }: ConsentProps) {
  const [chosen, setChosen] = useState(workspaces[0]?.id ?? '');
  const { client, request } = authorization;
  const workspace = workspaces.find(({ id }) => id === chosen);
  return (
    <>
      <Logo name={client.name} logoUrl={authorization.app.logoUrl} size="large" />
      <h1>
        <span className="wrap">{client.name}</span> wants to connect itself
      </h1>
      <About {...authorization} />
      <p className="t2">
        It asks from <b className="wrap">{hostOf(request.redirectUri)}</b>, which you are sent back to. If you have not
        come from there, deny it.
      </p>
      <Rights app={authorization.app.name} />
      {workspaces.length === 0 && <p className="banner note">You have no workspace that could let it in.</p>}
      {workspaces.length > 0 && (
        <Field label="Workspace">
          <Select
            value={chosen}
            options={workspaces.map(({ id, name }) => [id, name === id ? id : `${name} (${id})`] as const)}
            onChange={setChosen}
          />
        </Field>
      )}
      {workspace === undefined ? (
        <Answers deniedUrl={authorization.deniedUrl} />
      ) : (
        <WorkspaceProvider key={workspace.id} id={workspace.id}>
          <Allow authorization={authorization} mayGrant={mayGrant(workspace)}>
            {(allow) => <Answers deniedUrl={authorization.deniedUrl}>{allow}</Answers>}
          </Allow>
        </WorkspaceProvider>
      )}
    </>
  );
}

/** What the partner says of the app, and whether anybody has looked at it. */
function About({ app: { id, name, description, website, isReviewed } }: Authorization) {
  const page = website === undefined ? undefined : webAddress(website);
  return (
    <div className="stack-small">
      <p className="wrap">
        The app <b>{name}</b> <code className="t2">{id}</code>
        {page !== undefined && <span className="t2"> of {hostOf(page)}</span>}
      </p>
      {description !== undefined && <p className="t2 wrap">{description}</p>}
      {!isReviewed && (
        <p className="row t2">
          <StateGlyph state="warn" /> Nobody has reviewed it: these are its own words.
        </p>
      )}
    </div>
  );
}

/** The operator of the installation, who has no role, may. */
function mayGrant({ role }: Workspace): boolean {
  return role === undefined || permissionsOf(role).has('grants:write');
}

function Rights({ app }: { readonly app: string }) {
  return (
    <ul className="stack-small rights">
      <li>
        <StateGlyph state="pass" />
        <span>
          It can connect, change and disconnect destinations of <b className="wrap">{app}</b>, on the one source that
          you choose.
        </span>
      </li>
      <li>
        <StateGlyph state="pass" />
        <span>What it connects gets the events of that source.</span>
      </li>
      <li>
        <StateGlyph state="skip" />
        <span>It cannot see other sources, other destinations, people, keys, or events of before.</span>
      </li>
    </ul>
  );
}

/** Of one size: neither is the easier one. */
function Answers({ deniedUrl, children }: { readonly deniedUrl: string; readonly children?: ReactNode }) {
  return (
    <div className="answers">
      <a className="btn" href={deniedUrl} rel="noreferrer">
        Deny
      </a>
      {children}
    </div>
  );
}
