import { createHash, randomBytes } from 'node:crypto';
import { aComponent, decide } from './a-component.ts';
import type { anApi, ApiAnswer } from './an-api.ts';

type Api = ReturnType<typeof anApi>;
type Form = Readonly<Record<string, string>>;

export type Partner = Awaited<ReturnType<typeof aPartner>>;

export const CALLBACK = 'https://partner.example/callback?from=penstock';

export const dataIn = ({ body }: ApiAnswer, name: string): unknown => (body['data'] as Record<string, unknown>)[name];

/** A request for authorisation, with the secret of PKCE that belongs to it. */
export function aRequest(clientId: string, app: string) {
  const verifier = randomBytes(32).toString('base64url');
  const codeChallenge = createHash('sha256').update(verifier).digest('base64url');
  const pkce = { codeChallenge, codeChallengeMethod: 'S256' };
  return {
    verifier,
    request: { clientId, redirectUri: CALLBACK, scope: `destination/${app}`, state: 'st+te/1', ...pkce },
  };
}

/** The component that every customer can connect; its id says of which app it is. */
export const hookOf = (app: string): string => `${app}-hook`;

/** Than any clock of a test. */
const LATER = '2999-01-01T00:00:00.000Z';

async function publish(api: Api, token: string, app: string): Promise<void> {
  const definition = {
    config: { url: 'https://{region}.partner.example/in', sharedSecret: `shared-secret-of-${app}` },
  };
  await aComponent(api, token, { id: hookOf(app), appId: app, until: 'private-beta', definition, testedAt: LATER });
  await decide(api, `POST /reviews/${hookOf(app)}/promote`, { token: await api.token('reviews', 'reviewer') });
}

/** A partner with a published component and a client. */
export async function aPartner(api: Api, app: string) {
  const token = await api.token(`of-${app}`);
  const existing = await api.call(`GET /apps/${app}`, { token });
  if (existing.status === 404) await publish(api, token, app);
  const body = { name: `App ${app}`, redirectUris: [CALLBACK, 'http://localhost:3000/cb'] };
  const created = await api.call(`POST /apps/${app}/oauth-clients`, { token, body });
  const { id, secret } = dataIn(created, 'oauthClient') as { id: string; secret: string };
  const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

  const exchange = (form: Form, headers: Form = { authorization: basic }): Promise<ApiAnswer> =>
    api.oauth('POST /oauth2/token', form, headers);

  /** A code that a customer has granted, and what exchanges it. */
  async function granted(customer: string, sourceId: string) {
    const { verifier, request } = aRequest(id, app);
    const grant = await api.call('POST /oauth/grants', { token: customer, body: { ...request, sourceId } });
    const redirected = new URL(dataIn(grant, 'redirectTo') as string);
    const code = redirected.searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: verifier };
    return {
      grantId: (dataIn(grant, 'grant') as { id: string }).id,
      redirected,
      form,
      codeChallenge: request.codeChallenge,
    };
  }

  return {
    ...{ id, secret, basic, token, exchange, granted },
    async accessToken(customer: string, sourceId: string): Promise<string> {
      const { form } = await granted(customer, sourceId);
      return String((await exchange(form)).body['access_token']);
    },
  };
}
