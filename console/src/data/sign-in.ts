// Sign-in of people by OpenID Connect: authorization code with PKCE, as the local provider and Cognito have it. The ID
// token stays in memory; the refresh token, which is good once, in the storage of this tab.

import * as oauth from 'oauth4webapi';
import { notReached } from './not-reached.ts';
import type { SignInSettings } from './settings.ts';
import { signOutAddress } from './sign-out-address.ts';
import { CHANNEL, SIGNED_IN_PATH, WINDOW_STATE } from './sign-in-window.ts';

export type Tokens = { readonly idToken: string; readonly endsAt: number };

const PENDING = 'penstock.sign-in';
const REFRESH = 'penstock.refresh';
const SCOPE = 'openid email profile';

// The provider of one machine has no certificate; a stage is never at such an address.
// eslint-disable-next-line @typescript-eslint/no-deprecated
const INSECURE = oauth.allowInsecureRequests;
const LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/;
type InsecureOptions = { readonly [INSECURE]: boolean };

type Pending = { readonly state: string; readonly verifier: string; readonly returnTo: string };

export class SignIn {
  readonly #issuer: string;
  readonly #client: oauth.Client;
  readonly #signOut: string;
  readonly #options: InsecureOptions;
  #provider: Promise<oauth.AuthorizationServer> | undefined;

  constructor({ issuer, clientId, signOut }: SignInSettings) {
    this.#issuer = issuer;
    this.#signOut = signOut;
    this.#client = { client_id: clientId };
    this.#options = { [INSECURE]: LOOPBACK.test(`${issuer}/`) };
  }

  /** What the tab has from before, or from the page of the provider that it has just come from. */
  async resume(): Promise<Tokens | undefined> {
    const pending = takePending();
    if (location.pathname !== SIGNED_IN_PATH || pending === undefined) return this.renew();
    const tokens = await this.#redeem(location.href, pending);
    history.replaceState(null, '', pending.returnTo);
    return tokens;
  }

  /** Undefined when there is nothing any more that could be renewed. */
  async renew(): Promise<Tokens | undefined> {
    const refreshToken = sessionStorage.getItem(REFRESH);
    if (refreshToken === null) return undefined;
    const server = await this.#discover();
    const asked = [server, this.#client, oauth.None(), refreshToken, this.#options] as const;
    const response = await oauth.refreshTokenGrantRequest(...asked);
    try {
      return keep(await oauth.processRefreshTokenResponse(server, this.#client, response));
    } catch (error) {
      // Too old, or good once and used: who it was signs in again. Anything else may pass.
      if (!(error instanceof oauth.ResponseBodyError)) throw error;
      sessionStorage.removeItem(REFRESH);
      return undefined;
    }
  }

  /** Leaves for the provider, which sends back to `resume`. */
  async leave(): Promise<void> {
    const pending = newPending('');
    sessionStorage.setItem(PENDING, JSON.stringify(pending));
    location.assign(await this.#authorizeUrl(pending));
  }

  /** The same in a window of its own, while this page stays. */
  async inWindow(): Promise<Tokens> {
    const pending = newPending(WINDOW_STATE);
    // Opened at once, because browsers allow windows only as the answer to a click.
    const opened = window.open('', '_blank', 'popup,width=480,height=640');
    if (opened === null) throw new Error('The browser has blocked the window of the sign-in. Allow it, and try again.');
    const answer = answerTo(pending.state);
    opened.location.href = (await this.#authorizeUrl(pending)).href;
    return this.#redeem(await answer, pending);
  }

  /** Leaves for the provider, which forgets too who it was: else who comes next would be let in as that person. */
  async end(): Promise<void> {
    const refreshToken = sessionStorage.getItem(REFRESH);
    sessionStorage.removeItem(REFRESH);
    // It ends by itself if the provider does not hear of it.
    if (refreshToken !== null) await this.#revoke(refreshToken).catch(() => undefined);
    location.assign(signOutAddress(this.#signOut, location.origin));
  }

  async #revoke(refreshToken: string): Promise<void> {
    const server = await this.#discover();
    if (server.revocation_endpoint === undefined) return;
    await oauth.revocationRequest(server, this.#client, oauth.None(), refreshToken, this.#options);
  }

  async #redeem(href: string, { state, verifier }: Pending): Promise<Tokens> {
    const server = await this.#discover();
    const code = oauth.validateAuthResponse(server, this.#client, new URL(href), state);
    const asked = [server, this.#client, oauth.None(), code, redirectUri(), verifier, this.#options] as const;
    const response = await oauth.authorizationCodeGrantRequest(...asked);
    return keep(await oauth.processAuthorizationCodeResponse(server, this.#client, response, { requireIdToken: true }));
  }

  async #authorizeUrl({ state, verifier }: Pending): Promise<URL> {
    const url = new URL((await this.#discover()).authorization_endpoint ?? this.#issuer);
    const asked = {
      response_type: 'code',
      client_id: this.#client.client_id,
      redirect_uri: redirectUri(),
      scope: SCOPE,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
    return url;
  }

  #discover(): Promise<oauth.AuthorizationServer> {
    this.#provider ??= discover(this.#issuer, this.#options).catch((error: unknown) => {
      this.#provider = undefined;
      throw error;
    });
    return this.#provider;
  }
}

async function discover(issuer: string, options: InsecureOptions): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  const response = await oauth.discoveryRequest(url, options).catch((cause: unknown) => {
    throw notReached('The sign-in', cause);
  });
  return oauth.processDiscoveryResponse(url, response);
}

const redirectUri = (): string => `${location.origin}${SIGNED_IN_PATH}`;

function newPending(prefix: string): Pending {
  const { pathname, search, hash } = location;
  const returnTo = pathname === SIGNED_IN_PATH ? '/' : `${pathname}${search}${hash}`;
  return { state: `${prefix}${oauth.generateRandomState()}`, verifier: oauth.generateRandomCodeVerifier(), returnTo };
}

function takePending(): Pending | undefined {
  const text = sessionStorage.getItem(PENDING);
  sessionStorage.removeItem(PENDING);
  return text === null ? undefined : (JSON.parse(text) as Pending);
}

function answerTo(state: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<string>) => {
    if (new URL(data).searchParams.get('state') === state) resolve(data);
  };
  return promise.finally(() => channel.close());
}

function keep({ id_token: idToken, refresh_token: refreshToken }: oauth.TokenEndpointResponse): Tokens {
  if (refreshToken !== undefined) sessionStorage.setItem(REFRESH, refreshToken);
  if (idToken === undefined) throw new Error('The sign-in gave no ID token.');
  return { idToken, endsAt: endOf(idToken) };
}

function endOf(idToken: string): number {
  const [, payload = ''] = idToken.split('.');
  const { exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { exp: number };
  return exp * 1000;
}
