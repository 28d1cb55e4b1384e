// Who is signed in. Every request of the console passes `fetch` here, which adds the token, renews it when it ends, and,
// when that is no longer possible, waits until the person has signed in again: so nothing that was typed is lost.

import type { ConsoleSettings } from './settings.ts';
import type { SignIn, Tokens } from './sign-in.ts';

/** `open`: nobody signs in here. `ended`: the page stays, and a dialog asks to sign in again. */
export type SessionState = 'open' | 'signed out' | 'signed in' | 'ended';

export type Session = {
  readonly state: () => SessionState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Leaves this page for the sign-in, and comes back to where it was. */
  readonly signIn: () => Promise<void>;
  /** The same in a window of its own, while this page stays as it is. */
  readonly signInAgain: () => Promise<void>;
  /** Ends the session of the provider too, on a page of the provider's that leads back to the first page. */
  readonly signOut: () => Promise<void>;
  readonly fetch: typeof fetch;
};

/** A token is renewed this long before it ends, so that none ends on its way. */
const EARLY_MS = 60_000;

/** Continues the session of this tab, if there is one. */
export async function startSession(settings: ConsoleSettings): Promise<Session> {
  if (settings.signIn === undefined) return openSession();
  // Only where people sign in: one machine has no need of it.
  const { SignIn } = await import('./sign-in.ts');
  const signIn = new SignIn(settings.signIn);
  return new OidcSession(signIn, await signIn.resume());
}

function openSession(): Session {
  return {
    state: () => 'open',
    subscribe: () => () => undefined,
    signIn: async () => undefined,
    signInAgain: async () => undefined,
    signOut: async () => undefined,
    fetch: (input, init) => fetch(input, init),
  };
}

class OidcSession implements Session {
  readonly #signIn: SignIn;
  readonly #listeners = new Set<() => void>();
  #tokens: Tokens | undefined;
  #state: SessionState;
  #renewal: Promise<Tokens | undefined> | undefined;
  #back = Promise.withResolvers<undefined>();

  constructor(signIn: SignIn, tokens: Tokens | undefined) {
    this.#signIn = signIn;
    this.#tokens = tokens;
    this.#state = tokens === undefined ? 'signed out' : 'signed in';
  }

  readonly state = (): SessionState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly signIn = (): Promise<void> => this.#signIn.leave();

  readonly signInAgain = async (): Promise<void> => {
    this.#become('signed in', await this.#signIn.inWindow());
    this.#back.resolve(undefined);
    this.#back = Promise.withResolvers();
  };

  readonly signOut = async (): Promise<void> => {
    this.#become('signed out', undefined);
    await this.#signIn.end();
  };

  readonly fetch: typeof fetch = async (input, init) => {
    const token = await this.#validToken();
    const response = await fetch(input, withToken(init, token));
    if (response.status !== 401) return response;
    // The token was taken back, or the keys have changed: renewing it decides which.
    if (this.#tokens?.idToken === token) this.#tokens = undefined;
    return fetch(input, withToken(init, await this.#validToken()));
  };

  #become(state: SessionState, tokens: Tokens | undefined): void {
    this.#tokens = tokens;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }

  async #validToken(): Promise<string> {
    if (this.#tokens !== undefined && this.#tokens.endsAt - Date.now() > EARLY_MS) return this.#tokens.idToken;
    // Requests of one moment share one renewal: a refresh token is good once.
    this.#renewal ??= this.#signIn.renew().finally(() => (this.#renewal = undefined));
    const renewed = await this.#renewal;
    if (renewed === undefined) return this.#waitForSignIn();
    this.#tokens = renewed;
    return renewed.idToken;
  }

  async #waitForSignIn(): Promise<string> {
    const isBack = this.#back.promise;
    if (this.#state !== 'ended') this.#become('ended', undefined);
    await isBack;
    return this.#validToken();
  }
}

function withToken(init: RequestInit | undefined, token: string): RequestInit {
  const headers = new Headers(init?.headers);
  headers.set('authorization', `Bearer ${token}`);
  return { ...init, headers };
}
