import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anApi, type ApiAnswer } from '../../../support/an-api.ts';
import { aPartner, CALLBACK, dataIn, hookOf, type Partner } from '../../../support/a-partner.ts';
import { CONTROL_TABLE, DEDUPE_TABLE, startRealTables } from '../../../support/real-tables.ts';

// "Enable with Penstock", from the customer's click to the partner's last request.

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let customer: string;
let partner: Partner;
const clock = { now: new Date('2026-11-22T10:00:00.000Z') };

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb, { now: () => clock.now });
  customer = await api.token('customer');
  for (const id of ['web', 'app']) await api.call('POST /sources', { token: customer, body: { id, name: id } });
  const settings = { url: 'https://own.example/', apiKey: 'own-key' };
  const body = { id: 'own', sourceId: 'web', kind: 'webhook', name: 'Own', settings };
  await api.call('POST /destinations', { token: customer, body });
  partner = await aPartner(api, 'crm');
});
afterAll(() => tables.close());

const codeOf = ({ status, body }: ApiAnswer) => `${status} ${(body['code'] ?? body['error'] ?? 'ok') as string}`;
const aDestination = (overrides: object = {}) => ({
  ...{ sourceId: 'web', metadataId: hookOf('crm'), name: 'CRM', settings: { apiKey: 'k3y' } },
  ...overrides,
});

describe('a customer and a partner', () => {
  test('come together: request, grant, code, token, destination', async () => {
    const { redirected, form, grantId } = await partner.granted(customer, 'web');
    const answer = await partner.exchange(form);
    const token = String(answer.body['access_token']);

    const created = await api.call('POST /destinations', { token, body: aDestination({ id: 'installed' }) });
    const changed = await api.call('PATCH /destinations/installed', { token, body: { settings: { apiKey: 'n3w' } } });
    const seen = await api.call('GET /destinations', { token });
    const bySource = await api.call('GET /destinations?sourceId=web', { token: customer });

    expect(`${redirected.origin}${redirected.pathname}`).toBe('https://partner.example/callback');
    expect(Object.fromEntries(redirected.searchParams)).toMatchObject({ from: 'penstock', state: 'st+te/1' });
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'application/json' });
    expect(answer.body).toEqual({
      ...{ access_token: expect.stringMatching(/^pst_[\w-]{43}$/) as string, token_type: 'bearer', expires_in: 3600 },
      ...{ scope: 'destination/crm', app_name: 'apps/crm', install_name: `installs/${grantId}` },
      ...{ workspace_names: ['workspaces/customer'], source_names: ['workspaces/customer/sources/web'] },
    });
    expect([created.status, changed.status]).toEqual([201, 200]);
    expect((dataIn(seen, 'destinations') as { id: string }[]).map(({ id }) => id)).toEqual(['installed']);
    expect(dataIn(bySource, 'destinations') as object[]).toMatchObject([
      { id: 'installed', installedBy: 'crm', settings: { apiKey: { set: true } } },
      { id: 'own' },
    ]);
  });

  test('the customer sees who may do what, and takes it back at once', async () => {
    const { form, grantId } = await partner.granted(customer, 'app');
    const token = String((await partner.exchange(form)).body['access_token']);
    const before = await api.call('GET /destinations', { token });
    const grants = await api.call('GET /oauth/grants', { token: customer });

    const revoked = await api.call(`DELETE /oauth/grants/${grantId}`, { token: customer });
    const after = await api.call('GET /destinations', { token });
    const renewed = await partner.exchange({ grant_type: 'client_credentials', install_name: `installs/${grantId}` });

    expect(dataIn(grants, 'grants') as object[]).toContainEqual(
      expect.objectContaining({ id: grantId, appId: 'crm', sourceId: 'app', scope: 'destination/crm' }),
    );
    expect([before, revoked, after].map(({ status }) => status)).toEqual([200, 200, 401]);
    expect(codeOf(renewed)).toBe('400 invalid_grant');
  });

  test('a grant that no app has taken up is not listed', async () => {
    const { grantId } = await partner.granted(customer, 'web');

    const grants = await api.call('GET /oauth/grants', { token: customer });
    const renewed = await partner.exchange({ grant_type: 'client_credentials', install_name: `installs/${grantId}` });

    expect(JSON.stringify(grants.body)).not.toContain(grantId);
    expect(codeOf(renewed)).toBe('400 invalid_grant');
  });

  test('a token lasts an hour, and the client gets another one as long as the grant stands', async () => {
    const { form, grantId } = await partner.granted(customer, 'web');
    const token = String((await partner.exchange(form)).body['access_token']);
    clock.now = new Date(clock.now.getTime() + 3_600_000);

    const expired = await api.call('GET /destinations', { token });
    const renewed = await partner.exchange({ grant_type: 'client_credentials', install_name: `installs/${grantId}` });
    const works = await api.call('GET /destinations', { token: String(renewed.body['access_token']) });

    expect([expired.status, renewed.status, works.status]).toEqual([401, 200, 200]);
  });

  test('everything is in the log of the customer, and no secret is in any table or log', async () => {
    const { form } = await partner.granted(customer, 'web');
    const token = String((await partner.exchange(form)).body['access_token']);

    const log = await api.call('GET /audit-events?limit=200', { token: customer });
    const scans = await Promise.all(
      [CONTROL_TABLE, DEDUPE_TABLE].map((table) => tables.dynamodb.send(new ScanCommand({ TableName: table }))),
    );
    const stored = JSON.stringify(scans.map(({ Items: items }) => items));

    const types = dataIn(log, 'auditEvents') as { type: string; actor: { type: string } }[];
    expect(types.map(({ type, actor }) => `${actor.type} ${type}`)).toEqual(
      expect.arrayContaining(['token createGrant', 'app connectApp', 'app renewAppToken', 'token revokeGrant']),
    );
    for (const secret of [partner.secret, form.code, form.code_verifier, token]) {
      expect(stored).not.toContain(secret);
      expect(JSON.stringify(log.body)).not.toContain(secret);
    }
  });
});

test('an app is not deleted while somebody could ask in its name', async () => {
  const token = await api.token('of-short');
  await api.call('POST /apps', { token, body: { id: 'short', name: 'Short' } });
  const body = { name: 'Short', redirectUris: [CALLBACK] };
  const client = dataIn(await api.call('POST /apps/short/oauth-clients', { token, body }), 'oauthClient');

  const refused = await api.call('DELETE /apps/short', { token });
  await api.call(`DELETE /apps/short/oauth-clients/${(client as { id: string }).id}`, { token });
  const deleted = await api.call('DELETE /apps/short', { token });

  expect([codeOf(refused), codeOf(deleted)]).toEqual(['409 app_in_use', '200 ok']);
});

describe('what an app may do with a grant', () => {
  test.each([
    ['a destination that is not its own', 'GET /destinations/own', undefined, '404 not_found'],
    ['a change of one that is not its own', 'PATCH /destinations/own', { enabled: false }, '404 not_found'],
    ['its end', 'DELETE /destinations/own', undefined, '404 not_found'],
    ['a destination of another source', 'POST /destinations', aDestination({ sourceId: 'app' }), '400 invalid_body'],
    ['sources and their write keys', 'GET /sources', undefined, '403 forbidden'],
    ['a token of its own', 'POST /tokens', { name: 'Mine', role: 'read-only' }, '403 forbidden'],
    ['another grant', 'GET /oauth/grants', undefined, '403 forbidden'],
    ['the members', 'GET /users', undefined, '403 forbidden'],
    ['the log', 'GET /audit-events', undefined, '403 forbidden'],
  ])('not %s', async (...row) => {
    const [, line, body, expected] = row;
    const token = await partner.accessToken(customer, 'web');

    const answer = await api.call(line, { token, body });

    expect(codeOf(answer)).toBe(expected);
  });

  test('not what another app has made for the same source', async () => {
    const other = await aPartner(api, 'mailer');
    const token = await other.accessToken(customer, 'web');
    await api.call('POST /destinations', { token, body: aDestination({ id: 'mailed', metadataId: hookOf('mailer') }) });

    const answer = await api.call('GET /destinations/mailed', { token: await partner.accessToken(customer, 'web') });

    expect(codeOf(answer)).toBe('404 not_found');
  });

  test('not more than the person who granted it may by now', async () => {
    const added = await api.call('POST /users', { token: customer, body: { email: 'op@c.example', role: 'operator' } });
    const { id } = dataIn(added, 'user') as { id: string };
    const person = anApi(tables.dynamodb, { now: () => clock.now, verifyJwt: async () => 'op@c.example' });
    const token = await (await aPartner(person, 'helper')).accessToken('a.signed.token', 'web');
    const role = (to: string) => api.call(`PATCH /users/${id}`, { token: customer, body: { role: to } });

    await role('read-only');
    const narrowed = await api.call('POST /destinations', {
      token,
      body: aDestination({ metadataId: hookOf('helper') }),
    });
    await api.call(`DELETE /users/${id}`, { token: customer });
    const gone = await api.call('GET /destinations', { token });

    expect([codeOf(narrowed), gone.status]).toEqual(['403 forbidden', 401]);
  });

  test.each(['developer', 'reviewer', 'read-only'] as const)('a %s cannot grant anything', async (role) => {
    const token = await api.token('customer', role);

    const { status } = await api.call('POST /oauth/grants', {
      token,
      body: {
        ...{ clientId: partner.id, redirectUri: CALLBACK, scope: 'destination/crm', state: 's', sourceId: 'web' },
        ...{ codeChallenge: 'x'.repeat(43), codeChallengeMethod: 'S256' },
      },
    });

    expect(status).toBe(403);
  });
});
