import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { httpCall } from './http-call.ts';
import { startPenstock, type PenstockProcess } from '../support/penstock-process.ts';
import { authorise, exchange, signIn } from './sign-in.ts';

let penstock: PenstockProcess;
let provider: { issuer: string; clientId: string };
let redirectUri: string;

beforeAll(async () => {
  penstock = await startPenstock(['--sign-in', '--ephemeral', '--port', '0']);
  const [, issuer = '', clientId = ''] = /People sign in at (\S+) \(client (\S+)\)/.exec(penstock.output()) ?? [];
  provider = { issuer, clientId };
  redirectUri = `${penstock.url}/signed-in`;
});
afterAll(() => penstock.stop('SIGTERM'));

async function api(line: string, token: string, body?: object): Promise<{ status: number; body: Body }> {
  const [method = 'GET', path = '/'] = line.split(' ');
  const response = await fetch(`${penstock.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

type Body = { readonly data?: Record<string, unknown>; readonly code?: string };

describe('npm start -- --sign-in', () => {
  test('gives people an ID token that names their verified email', async () => {
    const token = decodeJwt(await signIn(provider, { person: 'ada', redirectUri }));

    expect(token).toMatchObject({
      ...{ iss: provider.issuer, aud: provider.clientId, sub: 'ada', nonce: 'my-nonce' },
      ...{ email: 'ada@example.com', email_verified: true },
    });
    expect(Number(token.exp) - Number(token.iat)).toBe(3600);
  });

  test('lets a member in, in the role of the member', async () => {
    const token = await signIn(provider, { person: 'ada', redirectUri });

    const shown = await api('GET /', token);
    const created = await api('POST /sources', token, { name: 'By Ada' });
    const log = await api('GET /audit-events', token);

    expect(shown.body.data).toMatchObject({ workspace: { id: 'example' } });
    expect(created.status).toBe(201);
    expect(log.body.data?.['auditEvents']).toContainEqual(
      expect.objectContaining({
        type: 'createSource',
        actor: expect.objectContaining({ name: 'ada@example.com' }) as object,
      }),
    );
  });

  test('refuses a stranger, until a member adds him', async () => {
    const [ada, bob] = await Promise.all(['ada', 'bob'].map((person) => signIn(provider, { person, redirectUri })));

    const before = await api('GET /', bob ?? '');
    await api('POST /users', ada ?? '', { email: 'bob@example.com', role: 'read-only' });
    const after = await api('GET /', bob ?? '');
    const tooMuch = await api('POST /sources', bob ?? '', { name: 'By Bob' });

    expect([before.status, before.body.code]).toEqual([403, 'no_workspace']);
    expect(after.status).toBe(200);
    expect([tooMuch.status, tooMuch.body.code]).toEqual([403, 'forbidden']);
  });

  test('sends codes to this machine only, and wants the secret of PKCE for them', async () => {
    const elsewhere = await authorise(provider, { person: 'ada', redirectUri: 'https://evil.example/signed-in' });
    const { back } = await authorise(provider, { person: 'ada', redirectUri });
    const code = back?.searchParams.get('code') ?? '';

    const stolen = await exchange(provider, { code, redirect_uri: redirectUri, code_verifier: 'x'.repeat(43) });

    expect([elsewhere.status, elsewhere.back]).toEqual([400, undefined]);
    expect(back?.searchParams.get('state')).toBe('my-state');
    expect(stolen).toMatchObject({ error: 'invalid_grant' });
    expect(stolen).not.toHaveProperty('id_token');
  });

  test('is nobody who was not there: an unknown person is asked again', async () => {
    const { status, back, text } = await authorise(provider, { person: 'mallory', redirectUri });

    expect([status, back]).toEqual([200, undefined]);
    expect(text).toContain('Who are you?');
  });

  test('answers under its own name only, so that no page of another can pass for it', async () => {
    const { hostname, port } = new URL(provider.issuer);

    const own = await fetch(`${provider.issuer}/.well-known/openid-configuration`);
    const foreign = await httpCall(`http://${hostname}:${port}/.well-known/openid-configuration`, {
      method: 'GET',
      headers: { host: `evil.example:${port}` },
    });

    expect([own.status, foreign.status]).toEqual([200, 421]);
  });

  test('writes nothing of warnings', () => {
    expect(penstock.output()).not.toMatch(/WARNING|NOTICE/);
  });
});
