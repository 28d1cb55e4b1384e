import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API_ROUTES } from '../../../../functions/control-api/routes.ts';
import { aComponent } from '../../../support/a-component.ts';
import { anApi, type ApiAnswer } from '../../../support/an-api.ts';
import { aPartner, aRequest, CALLBACK, hookOf, type Partner } from '../../../support/a-partner.ts';
import { startRealTables } from '../../../support/real-tables.ts';

// Everything that somebody might try with "Enable with Penstock" who should not.

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let customer: string;
let partner: Partner;
let rival: Partner;
const clock = { now: new Date('2026-11-22T10:00:00.000Z') };

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb, { now: () => clock.now });
  customer = await api.token('customer');
  await api.call('POST /sources', { token: customer, body: { id: 'web', name: 'Web' } });
  await api.call('POST /sources', { token: await api.token('stranger'), body: { id: 'foreign', name: 'Foreign' } });
  partner = await aPartner(api, 'crm');
  rival = await aPartner(api, 'rival');
});
afterAll(() => tables.close());

const errorOf = ({ status, body }: ApiAnswer) => `${status} ${(body['error'] ?? body['code'] ?? 'ok') as string}`;
const isAlive = async ({ body }: ApiAnswer): Promise<boolean> =>
  (await api.call('GET /destinations', { token: String(body['access_token']) })).status === 200;

/** The query of a right request; undefined takes a parameter away. */
function aQuery(overrides: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
  const { request } = aRequest(partner.id, 'crm');
  const query = {
    ...{ response_type: 'code', client_id: partner.id, redirect_uri: CALLBACK, scope: request.scope },
    ...{ state: request.state, code_challenge: request.codeChallenge, code_challenge_method: 'S256' },
    ...overrides,
  };
  const given: Readonly<Record<string, string | undefined>> = query;
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

const FIELDS: Readonly<Record<string, string>> = {
  ...{ client_id: 'clientId', redirect_uri: 'redirectUri', scope: 'scope', state: 'state' },
  ...{ code_challenge: 'codeChallenge', code_challenge_method: 'codeChallengeMethod' },
};

/** The same request, granted by a customer. */
function grantOf(query: Readonly<Record<string, string>>, sourceId = 'web'): Promise<ApiAnswer> {
  const { response_type: _, ...rest } = query;
  const body = Object.fromEntries(Object.entries(rest).map(([name, value]) => [FIELDS[name] ?? name, value]));
  return api.call('POST /oauth/grants', { token: customer, body: { ...body, sourceId } });
}

describe('a request for authorisation', () => {
  test('is described for the page that asks, and where a refusal goes', async () => {
    const { status, body, headers } = await api.oauth('GET /oauth2/authorize', aQuery());

    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
    expect(body).toMatchObject({
      client: { id: partner.id, name: 'App crm', app: 'crm' },
      request: { clientId: partner.id, redirectUri: CALLBACK, scope: 'destination/crm', state: 'st+te/1' },
    });
    const denied = new URL(String(body['deniedUrl'])).searchParams;
    expect(Object.fromEntries(denied)).toEqual({ from: 'penstock', error: 'access_denied', state: 'st+te/1' });
    expect(body['app']).toMatchObject({ id: 'crm', isReviewed: expect.any(Boolean) as boolean });
    expect(JSON.stringify(body)).not.toMatch(/secretHash|of-crm/);
  });

  test('leads a browser to the page of this origin that asks, whatever stands in it', async () => {
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
    const query = new URLSearchParams(aQuery()).toString();

    const answers = [
      await api.oauth('GET /oauth2/authorize', query, { accept }),
      await api.oauth('GET /oauth2/authorize', '//evil.example', { accept }),
    ];

    expect(answers.map(({ status, headers }) => [status, headers['location']])).toEqual([
      [302, `/connect?${query}`],
      [302, expect.stringMatching(/^\/connect\?/)],
    ]);
  });

  test.each([
    ['without a client', { client_id: undefined }, 'invalid_client'],
    ['of a client that is not there', { client_id: 'cli_0000000000000000' }, 'invalid_client'],
    ['without a redirect URI', { redirect_uri: undefined }, 'invalid_request'],
    ['to another host', { redirect_uri: 'https://evil.example/callback?from=penstock' }, 'invalid_request'],
    [
      'to a host that begins as the right one',
      { redirect_uri: 'https://partner.example.evil.example/callback' },
      'invalid_request',
    ],
    ['to a longer path', { redirect_uri: `${CALLBACK}/more` }, 'invalid_request'],
    [
      'to a path that leads back',
      { redirect_uri: 'https://partner.example/x/../callback?from=penstock' },
      'invalid_request',
    ],
    ['with more in the query', { redirect_uri: `${CALLBACK}&x=1` }, 'invalid_request'],
    ['without the query', { redirect_uri: 'https://partner.example/callback' }, 'invalid_request'],
    ['in other letters', { redirect_uri: 'https://PARTNER.example/callback?from=penstock' }, 'invalid_request'],
    ['by http', { redirect_uri: 'http://partner.example/callback?from=penstock' }, 'invalid_request'],
  ] as const)('%s is refused, and nobody is sent anywhere', async (_what, overrides, error) => {
    const answer = await api.oauth('GET /oauth2/authorize', aQuery(overrides));
    const granted = await grantOf(aQuery(overrides));

    expect(errorOf(answer)).toBe(`400 ${error}`);
    expect(answer.body).not.toHaveProperty('redirectTo');
    expect(granted.status).toBe(400);
  });

  test.each([
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['with PKCE that hides nothing', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['with a challenge that is no hash', { code_challenge: 'short' }, 'invalid_request'],
    ['without state, which is how the partner knows his own visitor', { state: undefined }, 'invalid_request'],
    ['for the whole workspace', { scope: 'workspace' }, 'invalid_scope'],
    ['for its own scope and more', { scope: 'destination/crm workspace:read' }, 'invalid_scope'],
    ["for another app's destination", { scope: 'destination/rival' }, 'invalid_scope'],
    ['without a scope', { scope: undefined }, 'invalid_scope'],
  ])('%s is refused, and the partner may be told', async (_what, overrides, error) => {
    const answer = await api.oauth('GET /oauth2/authorize', aQuery(overrides));
    const granted = await grantOf(aQuery(overrides));

    expect(errorOf(answer)).toBe(`400 ${error}`);
    expect(String(answer.body['redirectTo'])).toMatch(/^https:\/\/partner\.example\/callback\?from=penstock&error=/);
    expect(granted.status).toBe(400);
  });

  test.each([
    ['for a token at once', aQueryText({ response_type: 'token' }), 'unsupported_response_type'],
    ['with a parameter twice', 'client_id=cli_0000000000000000&client_id=x', 'invalid_request'],
  ])('%s is refused', async (_what, query, error) => {
    const text = query.replace('CLIENT', partner.id);

    const answer = await api.oauth('GET /oauth2/authorize', text);

    expect(errorOf(answer)).toBe(`400 ${error}`);
  });

  test('cannot be granted for the source of somebody else', async () => {
    const granted = await grantOf(aQuery(), 'foreign');

    expect(errorOf(granted)).toBe('404 not_found');
  });
});

function aQueryText(overrides: Record<string, string>): string {
  const query = { client_id: 'CLIENT', redirect_uri: CALLBACK, scope: 'destination/crm', state: 's', ...overrides };
  return new URLSearchParams(query).toString();
}

describe('a code', () => {
  test.each([
    ['without the secret of PKCE', { code_verifier: undefined }],
    ['with another secret of PKCE', { code_verifier: 'x'.repeat(43) }],
    ['with the challenge in place of the secret', { code_verifier: 'CHALLENGE' }],
    ['with another redirect URI', { redirect_uri: 'http://localhost:3000/cb' }],
    ['without a redirect URI', { redirect_uri: undefined }],
  ])('%s gets no token, and is used up', async (_what, overrides) => {
    const { form, codeChallenge } = await partner.granted(customer, 'web');
    const attempt = { ...form, ...overrides } as Record<string, string | undefined>;
    if (attempt['code_verifier'] === 'CHALLENGE') attempt['code_verifier'] = codeChallenge;
    const wrong = Object.entries(attempt).filter((entry): entry is [string, string] => entry[1] !== undefined);

    const answer = await partner.exchange(Object.fromEntries(wrong));
    const second = await partner.exchange(form);

    expect([errorOf(answer), errorOf(second)]).toEqual(['400 invalid_grant', '400 invalid_grant']);
  });

  test('of another client gets no token, and is still good for its own', async () => {
    const { form } = await partner.granted(customer, 'web');

    const stolen = await rival.exchange(form);
    const rightful = await partner.exchange(form);

    expect([errorOf(stolen), errorOf(rightful)]).toEqual(['400 invalid_grant', '200 ok']);
  });

  test('that comes a second time revokes the token of the first', async () => {
    const { form } = await partner.granted(customer, 'web');
    const first = await partner.exchange(form);
    const before = await isAlive(first);

    const second = await partner.exchange(form);
    const log = await api.call('GET /audit-events?limit=200', { token: customer });

    expect([errorOf(second), before, await isAlive(first)]).toEqual(['400 invalid_grant', true, false]);
    expect(JSON.stringify(log.body)).toContain('revokeAppTokenAfterReplay');
  });

  test('that comes twice at the same moment leaves no token that works', async () => {
    const { form } = await partner.granted(customer, 'web');

    const answers = await Promise.all([partner.exchange(form), partner.exchange(form)]);
    const alive = await Promise.all(answers.map(isAlive));

    expect(answers.filter(({ status }) => status === 200).length).toBeLessThan(2);
    expect(alive).toEqual([false, false]);
  });

  test('is good for a minute', async () => {
    const { form } = await partner.granted(customer, 'web');
    const late = await partner.granted(customer, 'web');
    clock.now = new Date(clock.now.getTime() + 59_000);
    const inTime = await partner.exchange(form);
    clock.now = new Date(clock.now.getTime() + 1_000);

    const tooLate = await partner.exchange(late.form);

    expect([errorOf(inTime), errorOf(tooLate)]).toEqual(['200 ok', '400 invalid_grant']);
  });

  test('of a grant that was taken back meanwhile gets no token', async () => {
    const { form, grantId } = await partner.granted(customer, 'web');
    await api.call(`DELETE /oauth/grants/${grantId}`, { token: customer });

    const answer = await partner.exchange(form);

    expect(errorOf(answer)).toBe('400 invalid_grant');
  });
});

describe('a client', () => {
  test.each([
    ['with a wrong secret', () => ({ authorization: basic(partner.id, 'pso_wrong') })],
    ["with another client's secret", () => ({ authorization: basic(partner.id, rival.secret) })],
    ['that is not there', () => ({ authorization: basic('cli_0000000000000000', '') })],
    ['without a secret', () => ({})],
  ])('%s is nobody', async (_what, headers) => {
    const { form } = await partner.granted(customer, 'web');

    const answer = await partner.exchange({ ...form, client_id: '' }, headers());

    expect([400, 401]).toContain(answer.status);
    expect(answer.body).not.toHaveProperty('access_token');
  });

  test('proves itself in the form as well, and not in both ways', async () => {
    const { form } = await partner.granted(customer, 'web');
    const inForm = { client_id: partner.id, client_secret: partner.secret };

    const both = await partner.exchange({ ...form, ...inForm });
    const other = await partner.exchange({ ...form, client_id: rival.id });
    const one = await partner.exchange({ ...form, ...inForm }, {});

    expect([both, other, one].map(errorOf)).toEqual(['400 invalid_request', '400 invalid_request', '200 ok']);
  });

  test('gets no token for what was granted to another app', async () => {
    const { form, grantId } = await partner.granted(customer, 'web');
    await partner.exchange(form);

    const stolen = await rival.exchange({ grant_type: 'client_credentials', install_name: `installs/${grantId}` });

    expect(errorOf(stolen)).toBe('400 invalid_grant');
  });

  test.each([
    ['by password', { grant_type: 'password', username: 'a', password: 'b' }, 'unsupported_grant_type'],
    ['for no install', { grant_type: 'client_credentials' }, 'invalid_request'],
    ['with a code of another form', { grant_type: 'authorization_code', code: 'x' }, 'invalid_grant'],
  ])('that asks %s gets nothing', async (_what, form, error) => {
    const answer = await partner.exchange(form);

    expect(errorOf(answer)).toBe(`400 ${error}`);
  });

  test('must send a form', async () => {
    const headers = { authorization: partner.basic, 'content-type': 'application/json' };

    const answer = await api.oauth('POST /oauth2/token', '{"grant_type":"authorization_code"}', headers);

    expect(errorOf(answer)).toBe('400 invalid_request');
  });

  test('whose secret is guessed at is out of patience soon', async () => {
    const headers = { authorization: basic(partner.id, 'pso_guess'), 'x-test-ip': '192.0.2.66' };
    const statuses: number[] = [];
    for (let index = 0; index < 22; index += 1) {
      statuses.push((await partner.exchange({ grant_type: 'authorization_code' }, headers)).status);
    }

    expect([statuses[0], statuses[19], statuses[20]]).toEqual([401, 401, 429]);
  });

  test.each([
    ['http://partner.example/cb', 'plain HTTP'],
    ['https://partner.example/cb#part', 'a fragment'],
    ['https://*.partner.example/cb', 'a wildcard'],
    ['https://user@partner.example/cb', 'a user name'],
    ['javascript:alert(1)', 'another scheme'],
    ['/callback', 'no host'],
  ])('cannot register %s: %s', async (uri) => {
    const body = { name: 'X', redirectUris: [uri] };

    const answer = await api.call('POST /apps/crm/oauth-clients', { token: partner.token, body });

    expect(errorOf(answer)).toBe('400 invalid_body');
  });

  test('has five redirect URIs at most, and an app five clients', async () => {
    const uris = [1, 2, 3, 4, 5, 6].map((number) => `https://partner.example/${number}`);
    const create = (redirectUris: string[]) =>
      api.call('POST /apps/rival/oauth-clients', { token: rival.token, body: { name: 'X', redirectUris } });

    const tooMany = await create(uris);
    const statuses: number[] = [];
    for (let index = 0; index < 5; index += 1) statuses.push((await create(uris.slice(1))).status);

    expect(tooMany.status).toBe(400);
    expect(statuses).toEqual([201, 201, 201, 201, 409]);
  });

  test('that was deleted gets nothing, and another of the app goes on with its grants', async () => {
    const old = await aPartner(api, 'changes');
    const { form, grantId } = await old.granted(customer, 'web');
    await old.exchange(form);
    const next = await aPartner(api, 'changes');

    await api.call(`DELETE /apps/changes/oauth-clients/${old.id}`, { token: old.token });
    const renewal = { grant_type: 'client_credentials', install_name: `installs/${grantId}` };
    const [gone, goesOn] = [await old.exchange(renewal), await next.exchange(renewal)];

    expect([errorOf(gone), errorOf(goesOn)]).toEqual(['401 invalid_client', '200 ok']);
  });
});

describe('a token of a grant', () => {
  const ITS_OWN = [
    ...['listDestinations', 'createDestination', 'getDestination', 'updateDestination', 'deleteDestination'],
    ...[
      'listSubscriptionsFromDestination',
      'createDestinationSubscription',
      'getSubscriptionFromDestination',
      'updateSubscriptionForDestination',
      'removeSubscriptionFromDestination',
    ],
  ];
  const others = API_ROUTES.filter(({ operationId }) => !ITS_OWN.includes(operationId));
  let token: string;
  beforeAll(async () => {
    const settings = { url: 'https://own.example/', apiKey: 'own-key' };
    const body = { id: 'own', sourceId: 'web', kind: 'webhook', name: 'Own', settings };
    await api.call('POST /destinations', { token: customer, body });
    await aComponent(api, customer, { id: 'in-house', appId: 'in-house-app' });
    token = await partner.accessToken(customer, 'web');
  });

  test.each(others.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'is not for %s',
    async (_name, { method, path, example }) => {
      const of = path.includes('/sources') ? 'web' : 'own';

      const answer = await api.call(`${method} ${path.replaceAll(/\{\w+\}/g, of)}`, { token, body: example });

      expect(errorOf(answer)).toBe('403 forbidden');
    },
  );

  test.each([
    ['GET /destinations/own', undefined],
    ['PATCH /destinations/own', { enabled: false }],
    ['DELETE /destinations/own', undefined],
    ['GET /destinations/own/subscriptions', undefined],
    ['POST /destinations/own/subscriptions', { name: 'All', enabled: true }],
  ] as const)('cannot %s, which the customer has made himself', async (call, body) => {
    const answer = await api.call(call, { token, body });
    const listed = await api.call('GET /destinations?sourceId=web', { token });

    expect(errorOf(answer)).toBe('404 not_found');
    expect(listed.body).toMatchObject({ data: { destinations: [] } });
  });

  test.each([
    ['an address of its own', { kind: 'webhook', settings: { url: 'https://evil.example/' } }],
    ['a component of another app', { metadataId: hookOf('rival'), settings: { apiKey: 'k' } }],
    ["a draft of the customer's", { metadataId: 'in-house', settings: { apiKey: 'k' } }],
  ])('connects no %s', async (_what, destination) => {
    const body = { sourceId: 'web', name: 'CRM', ...destination };

    const refused = await api.call('POST /destinations', { token, body });
    const byCustomer = await api.call('POST /destinations', { token: customer, body });

    expect(refused).toMatchObject({ status: 400, body: { problems: [{ path: 'metadataId' }] } });
    expect(byCustomer.status).toBe(201);
  });

  test('cannot have its destination belong to nobody, or to another app', async () => {
    const body = { sourceId: 'web', metadataId: hookOf('crm'), settings: { apiKey: 'k' }, installedBy: 'rival' };

    const created = await api.call('POST /destinations', { token, body });

    expect(errorOf(created)).toBe('400 invalid_body');
  });
});

function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

test('there is nothing else under /oauth2', async () => {
  const answers = [await api.oauth('POST /oauth2/authorize', {}), await api.oauth('GET /oauth2/token', {})];

  expect(answers.map(({ status }) => status)).toEqual([404, 404]);
});
