import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createVerifyJwt } from '../../../../functions/control-api/auth/verify-jwt.ts';
import { anApi, type ApiAnswer } from '../../../support/an-api.ts';
import { startRealTables } from '../../../support/real-tables.ts';

const HOUR_SECONDS = 3600;

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let owner: string;
let provider: { issuer: string; key: CryptoKey; server: Server };

beforeAll(async () => {
  tables = await startRealTables();
  provider = await startProvider();
  const verifyJwt = createVerifyJwt({ issuer: provider.issuer, audience: ['console'] });
  api = anApi(tables.dynamodb, { verifyJwt });
  owner = await api.token('acme');
});
afterAll(async () => {
  provider.server.closeAllConnections();
  provider.server.close();
  await tables.close();
});

/** An OIDC provider, as far as whoever verifies its tokens asks it. */
async function startProvider(): Promise<typeof provider> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
  const server = createServer((request, response) => {
    const isConfiguration = request.url === '/.well-known/openid-configuration';
    const body = isConfiguration ? { jwks_uri: `${issuer}/keys` } : { keys: [jwk] };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { issuer, key: privateKey, server };
}

type Claims = Readonly<Record<string, unknown>>;

function idToken(
  claims: Claims = {},
  { key = provider.key, alg = 'ES256' }: { key?: CryptoKey | Uint8Array; alg?: string } = {},
) {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const all = {
    ...{ iss: provider.issuer, aud: 'console', sub: 'u1', iat: nowSeconds, exp: nowSeconds + HOUR_SECONDS },
    ...{ email: 'Ada@Example.com', email_verified: true },
    ...claims,
  };
  return new SignJWT(all).setProtectedHeader({ alg, kid: 'k1' }).sign(key);
}

const codeOf = ({ status, body }: ApiAnswer) => `${status} ${String(body['code'])}`;
const addUser = (token: string, email: string, role: string) =>
  api.call('POST /users', { token, body: { email, role } });
const idIn = ({ body }: ApiAnswer, kind: string) => (body['data'] as Record<string, { id: string }>)[kind]?.id ?? '';
const tokenIn = ({ body }: ApiAnswer) => (body['data'] as { token: { token: string } }).token.token;

describe('who signed in', () => {
  test('is known by a verified email, and has the role of the member', async () => {
    await addUser(owner, 'ADA@example.com', 'developer');

    const shown = await api.call('GET /', { token: await idToken() });
    const refused = await api.call('GET /audit-events', { token: await idToken() });

    expect(shown.body).toMatchObject({ data: { workspace: { id: 'acme' } } });
    expect(codeOf(refused)).toBe('403 forbidden');
  });

  test.each<[what: string, claims: Claims]>([
    ['of another issuer', { iss: 'https://elsewhere.example' }],
    ['for another client', { aud: 'other' }],
    ['that has expired', { exp: Math.floor(Date.now() / 1000) - 60 }],
    ['that does not expire', { exp: undefined }],
    ['with an email that nobody has verified', { email_verified: false }],
    ['without an email', { email: undefined }],
    ['that is an access token', { token_use: 'access' }],
  ])('is not who has a token %s', async (_what, claims) => {
    const answer = await api.call('GET /', { token: await idToken(claims), sourceIp: '192.0.2.50' });

    expect(codeOf(answer)).toBe('401 unauthorized');
  });

  test('is not who signs with a key of his own, with a shared secret, or not at all', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const none = [{ alg: 'none' }, { email: 'ada@example.com', email_verified: true }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const forged = [
      await idToken({}, { key: privateKey }),
      await idToken({}, { key: Buffer.from('0123456789abcdef0123456789abcdef'), alg: 'HS256' }),
      `${none}.AA`,
    ];

    const answers = await Promise.all(forged.map((token) => api.call('GET /', { token, sourceIp: '192.0.2.51' })));

    expect(answers.map(codeOf)).toEqual(Array(3).fill('401 unauthorized'));
  });

  test('and is no member anywhere is told to ask for it', async () => {
    const answer = await api.call('GET /', { token: await idToken({ email: 'nobody@example.com' }) });

    expect(codeOf(answer)).toBe('403 no_workspace');
  });

  test('is told when the provider cannot be asked, and nothing is counted against him', async () => {
    const verifyJwt = createVerifyJwt({ issuer: 'http://127.0.0.1:1', audience: ['console'] });
    const cut = anApi(tables.dynamodb, { verifyJwt });

    const answer = await cut.call('GET /', { token: await idToken() });

    expect(codeOf(answer)).toBe('503 sign_in_unavailable');
  });

  test('says which workspace, when there are several', async () => {
    const second = await api.token('second');
    await addUser(owner, 'both@example.com', 'reviewer');
    await addUser(second, 'both@example.com', 'owner');
    const token = await idToken({ email: 'both@example.com' });
    const of = (workspace: string) => api.call('GET /', { token, headers: { 'x-penstock-workspace': workspace } });

    const [unsaid, chosen, foreign] = [await api.call('GET /', { token }), await of('second'), await of('third')];

    expect(codeOf(unsaid)).toBe('400 workspace_required');
    expect(String(unsaid.body['detail'])).toContain('acme, second');
    expect(chosen.body).toMatchObject({ data: { workspace: { id: 'second' } } });
    expect(codeOf(foreign)).toBe('404 not_found');
  });
});

describe('a token', () => {
  test('is stored nowhere, only its hash, and is not in the log', async () => {
    const created = await api.call('POST /tokens', { token: owner, body: { name: 'CI', role: 'read-only' } });
    const text = tokenIn(created);

    const [listed, log] = [
      await api.call('GET /tokens', { token: owner }),
      await api.call('GET /audit-events', { token: owner }),
    ];

    expect(text).toMatch(/^pst_[\w-]{43}$/);
    expect(JSON.stringify([listed.body, log.body])).not.toMatch(/pst_|hash/);
    expect(JSON.stringify(log.body)).toContain('createToken');
  });

  test('stops working when it is revoked, and when it expires', async () => {
    const clock = { now: new Date() };
    const later = anApi(tables.dynamodb, { now: () => clock.now });
    const expiresAt = new Date(clock.now.getTime() + 60_000).toISOString();
    const body = { name: 'Short', role: 'developer', expiresAt };
    const [expiring, revoked] = [
      await api.call('POST /tokens', { token: owner, body }),
      await api.call('POST /tokens', { token: owner, body }),
    ];

    const before = await later.call('GET /', { token: tokenIn(expiring) });
    await api.call(`DELETE /tokens/${idIn(revoked, 'token')}`, { token: owner });
    const after = await later.call('GET /', { token: tokenIn(revoked) });
    clock.now = new Date(clock.now.getTime() + 61_000);
    const expired = await later.call('GET /', { token: tokenIn(expiring) });

    expect(before.status).toBe(200);
    expect([codeOf(after), codeOf(expired)]).toEqual(['401 unauthorized', '401 unauthorized']);
  });

  test('can do no more than who creates it, and lasts no longer', async () => {
    const developer = await api.token('acme', 'developer');
    const short = tokenIn(
      await api.call('POST /tokens', {
        token: owner,
        body: { name: 'Short', role: 'developer', expiresAt: new Date(Date.now() + 600_000).toISOString() },
      }),
    );

    const wider = await api.call('POST /tokens', { token: developer, body: { name: 'x', role: 'owner' } });
    const same = await api.call('POST /tokens', { token: developer, body: { name: 'x', role: 'developer' } });
    const longer = await api.call('POST /tokens', {
      token: short,
      body: { name: 'x', role: 'developer', expiresAt: '2099-01-01T00:00:00Z' },
    });
    const inherited = await api.call('POST /tokens', { token: short, body: { name: 'x', role: 'developer' } });

    expect([codeOf(wider), same.status, codeOf(longer)]).toEqual([
      '403 exceeds_own_permissions',
      201,
      '400 invalid_body',
    ]);
    expect(inherited.body).toMatchObject({ data: { token: { expiresAt: expect.any(String) as string } } });
  });

  test('of a member loses what the member loses, and ends with him, also through another token', async () => {
    const added = await addUser(owner, 'ops@example.com', 'operator');
    const signedIn = await idToken({ email: 'ops@example.com' });
    const first = tokenIn(await api.call('POST /tokens', { token: signedIn, body: { name: 'a', role: 'operator' } }));
    const child = tokenIn(await api.call('POST /tokens', { token: first, body: { name: 'b', role: 'operator' } }));
    const tryAll = async (line: string) =>
      Promise.all(
        [first, child].map(async (token) => (await api.call(line, { token, sourceIp: '192.0.2.52' })).status),
      );

    const asOperator = await tryAll('GET /audit-events');
    await api.call(`PATCH /users/${idIn(added, 'user')}`, { token: owner, body: { role: 'developer' } });
    const asDeveloper = await tryAll('GET /audit-events');
    await api.call(`DELETE /users/${idIn(added, 'user')}`, { token: owner });
    const afterwards = await tryAll('GET /');

    expect([asOperator, asDeveloper, afterwards]).toEqual([
      [200, 200],
      [403, 403],
      [401, 401],
    ]);
  });
});

describe('wrong tokens', () => {
  test('are 401 and then 429 for their address, while right ones go on', async () => {
    const wrong = (sourceIp: string, index: number) =>
      api.call('GET /', { token: `pst_${String(index).padStart(43, '0')}`, sourceIp });

    const statuses: number[] = [];
    for (let index = 0; index < 22; index += 1) statuses.push((await wrong('192.0.2.60', index)).status);
    const right = await api.call('GET /', { token: owner, sourceIp: '192.0.2.60' });
    const elsewhere = await wrong('192.0.2.61', 0);

    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(401));
    expect(statuses.slice(20)).toEqual([429, 429]);
    expect([right.status, elsewhere.status]).toEqual([200, 401]);
  });

  test.each(['', 'Basic dXNlcjpwYXNz', 'Bearer', 'Bearer pst_short', 'Bearer a.b.c', `Bearer pst_${'x'.repeat(43)}`])(
    'such as "%s" are refused',
    async (authorization) => {
      const answer = await api.call('GET /', { headers: { authorization }, sourceIp: '192.0.2.62' });

      expect(codeOf(answer)).toBe('401 unauthorized');
    },
  );
});

describe('on one machine', () => {
  beforeAll(async () => {
    await api.token('other');
  });

  const local = (workspace: string | undefined = 'acme') =>
    anApi(tables.dynamodb, { localOwner: { name: 'local', workspace } });

  test('a request without credentials is that of the owner', async () => {
    const { body } = await local().call('GET /', { headers: { 'x-penstock-workspace': 'acme' } });

    expect(body).toMatchObject({ data: { workspace: { id: 'acme' } } });
  });

  test('a request that says no workspace is for the one that was loaded', async () => {
    const { body } = await local('other').call('GET /');

    expect(body).toMatchObject({ data: { workspace: { id: 'other' } } });
  });

  test('a request that says no workspace is told which there are, where none of several was loaded', async () => {
    const answer = await local('gone').call('GET /');

    expect(codeOf(answer)).toBe('400 workspace_required');
    expect(answer.body).toMatchObject({ detail: expect.stringMatching(/acme.*other/) as string });
  });

  test('what is not there is said with the workspace in which it was looked for', async () => {
    const { body } = await local('other').call('GET /sources/nothing');

    expect(body).toMatchObject({ detail: expect.stringContaining('in the workspace "other"') as string });
  });

  test('a wrong token is wrong all the same', async () => {
    const answer = await local().call('GET /', { token: 'pst_wrong', sourceIp: '127.0.0.1' });

    expect(codeOf(answer)).toBe('401 unauthorized');
  });

  test.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://localhost:3000' }],
    ['no origin that can be read', { origin: 'null' }],
    ['another site, as browsers say', { 'sec-fetch-site': 'cross-site' }],
    ['a name that was rebound to this machine', { host: 'evil.example' }],
  ])('a page of %s cannot call', async (_what, headers) => {
    const answer = await local().call('GET /', { headers });

    expect(codeOf(answer)).toBe('403 foreign_page');
  });

  test('our own page can', async () => {
    const headers = { origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' };

    const { status } = await local().call('GET /', { headers });

    expect(status).toBe(200);
  });
});
