import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import type Provider from 'oidc-provider';
import type { OidcContext } from 'oidc-provider';
import { StartupError } from '../startup-error.ts';
import { choosePerson, INTERACTIONS } from './choose-person.ts';
import type { Credentials } from '../sigv4.ts';
import { createMemoryAdapter } from './memory-adapter.ts';
import { leave, showSignedOut, SIGN_OUT_PATH } from './leave.ts';
import { openPeople, type People } from './people.ts';
import { answerUserPool, isForUserPool } from './user-pool.ts';

export type SignIn = {
  readonly issuer: string;
  readonly clientId: string;
  /** The page that ends the session here; the address to come back to is put at its end. */
  readonly signOut: string;
  close(): Promise<void>;
};

const CLIENT_ID = 'penstock-console';
const SCOPES = 'openid email profile';
const TOKEN_SECONDS = 3600;
const SESSION_SECONDS = 12 * TOKEN_SECONDS;
const COOKIE_KEY_BYTES = 32;
const LOOPBACK_ORIGIN = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * An OIDC provider on a free loopback port, with the flow that the user pool on AWS has: authorization code with PKCE, ID
 * tokens with a verified email, and with the two operations by which its user pool invites people. They sign in without a
 * password.
 */
export async function startSignIn({
  peopleFile,
  credentials,
}: {
  /** Who was invited; in memory without one. */
  readonly peopleFile: string | undefined;
  /** What those two operations must be signed with. */
  readonly credentials: Credentials;
}): Promise<SignIn> {
  const Oidc = await loadProvider();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = openPeople(peopleFile);
  const provider = new Oidc(issuer, await configuration(people));
  const toProvider = provider.callback();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    // Another name for this machine is a page of somebody else that wants to look like ours (DNS rebinding).
    if (request.headers.host !== new URL(issuer).host) return response.writeHead(421).end();
    const answering = isForUserPool(request)
      ? answerUserPool({ people, credentials }, request, response)
      : request.url?.startsWith(INTERACTIONS) === true
        ? choosePerson({ provider, people }, request, response)
        : undefined;
    if (answering === undefined) return toProvider(request, response);
    answering.catch(() => {
      response.writeHead(400, { 'content-type': 'text/plain' }).end('This sign-in is over. Begin again.');
    });
  });
  return {
    ...{ issuer, clientId: CLIENT_ID },
    signOut: `${issuer}${SIGN_OUT_PATH}?client_id=${CLIENT_ID}&post_logout_redirect_uri=`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function loadProvider(): Promise<typeof Provider> {
  try {
    return (await import('oidc-provider')).default;
  } catch {
    throw new StartupError('--sign-in needs the package oidc-provider, which "npm ci" installs without --omit=dev.');
  }
}

async function configuration(people: People): Promise<Readonly<Record<string, unknown>>> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const adapters = new Map<string, ReturnType<typeof createMemoryAdapter>>();
  return {
    adapter: (kind: string) => {
      const adapter = adapters.get(kind) ?? createMemoryAdapter();
      adapters.set(kind, adapter);
      return adapter;
    },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'local', alg: 'ES256', use: 'sig' }] },
    cookies: { keys: [randomBytes(COOKIE_KEY_BYTES).toString('hex')] },
    clients: [
      {
        client_id: CLIENT_ID,
        // Of this kind, because then its port on this machine may be any.
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: ['http://localhost/signed-in', 'http://127.0.0.1/signed-in'],
        post_logout_redirect_uris: ['http://localhost/', 'http://127.0.0.1/'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    // Cognito's ID tokens say who it is, so these do.
    conformIdTokenClaims: false,
    features: {
      ...{ devInteractions: { enabled: false }, revocation: { enabled: true } },
      rpInitiatedLogout: { enabled: true, logoutSource: leave, postLogoutSuccessSource: showSignedOut },
    },
    routes: { end_session: SIGN_OUT_PATH },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `${INTERACTIONS}${uid}` },
    clientBasedCORS: (_: unknown, origin: string) => LOOPBACK_ORIGIN.test(origin),
    pkce: { required: () => true },
    // As of the console's client on AWS: good once, and for twelve hours in all.
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    ttl: {
      ...{ AccessToken: TOKEN_SECONDS, IdToken: TOKEN_SECONDS },
      ...{ Grant: SESSION_SECONDS, Session: SESSION_SECONDS, RefreshToken: SESSION_SECONDS },
      ...{ AuthorizationCode: 60, Interaction: 600 },
    },
    renderError,
    findAccount: (_: unknown, id: string) => findAccount(people, id),
    loadExistingGrant,
  };
}

type ErrorContext = { type: string; body: string };

function renderError(context: ErrorContext, { error, error_description: detail = '' }: Record<string, string>): void {
  context.type = 'text/plain';
  context.body = `${error}: ${detail}\n`;
}

function findAccount(people: People, id: string): object | undefined {
  const person = people.find(id);
  if (person === undefined) return undefined;
  const { name, email } = person;
  return { accountId: id, claims: () => ({ sub: id, name, email, email_verified: true }) };
}

async function loadExistingGrant({ oidc }: OidcContext): Promise<object> {
  const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
  grant.addOIDCScope(SCOPES);
  await grant.save();
  return grant;
}
