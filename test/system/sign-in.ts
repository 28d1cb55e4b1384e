import { createHash, randomBytes } from 'node:crypto';

type Provider = { readonly issuer: string; readonly clientId: string };
type Wish = { readonly person: string; readonly redirectUri: string };

/** What a provider has answered: a page, or where a browser would go next. */
type Step = { readonly status: number; readonly to: URL | undefined; readonly text: string };

const MAX_STEPS = 10;

/** A browser, as far as signing in needs one: it keeps cookies, and leaves redirects to the caller. */
function createBrowser() {
  const cookies = new Map<string, string>();
  return async (url: URL, form?: Readonly<Record<string, string>>): Promise<Step> => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get('location');
    return {
      status: response.status,
      to: location === null ? undefined : new URL(location, url),
      text: await response.text(),
    };
  };
}

/** Goes from the console to the provider, chooses who to be, and comes back. Returns the last address, with its code. */
export async function authorise({ issuer, clientId }: Provider, { person, redirectUri }: Wish) {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    ...{ client_id: clientId, response_type: 'code', scope: 'openid email', redirect_uri: redirectUri },
    ...{ state: 'my-state', nonce: 'my-nonce', code_challenge_method: 'S256' },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const browse = createBrowser();
  let step = await browse(new URL(`${issuer}/auth?${query.toString()}`));
  for (let count = 0; count < MAX_STEPS; count += 1) {
    const { to } = step;
    if (to === undefined) return { ...step, back: undefined, verifier };
    if (to.href.startsWith(redirectUri)) return { ...step, back: to, verifier };
    step = await browse(to);
    // A page instead of another redirect: it asks who one is.
    if (step.to === undefined && step.text.includes('name="person"')) step = await browse(to, { person });
  }
  throw new Error('the provider sends people round in circles');
}

/** An ID token of a person, by the whole flow of authorization code with PKCE. */
export async function signIn(provider: Provider, wish: Wish): Promise<string> {
  const { back, verifier } = await authorise(provider, wish);
  const answer = await exchange(provider, {
    ...{ code: back?.searchParams.get('code') ?? '', redirect_uri: wish.redirectUri, code_verifier: verifier },
  });
  return String(answer['id_token']);
}

export async function exchange(
  { issuer, clientId }: Provider,
  form: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  const body = new URLSearchParams({ grant_type: 'authorization_code', client_id: clientId, ...form });
  const response = await fetch(`${issuer}/token`, { method: 'POST', body });
  return (await response.json()) as Record<string, unknown>;
}
