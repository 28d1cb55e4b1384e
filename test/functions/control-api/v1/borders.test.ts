import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OAuthClient } from '../../../../domain/oauth.ts';
import { clientWrites } from '../../../../functions/control-api/oauth/items.ts';
import { API_ROUTES } from '../../../../functions/control-api/v1/routes.ts';
import { transact, writeItem } from '../../../../functions/shared/document-store.ts';
import { anApi } from '../../../support/an-api.ts';
import { CONTROL_TABLE, startRealTables } from '../../../support/real-tables.ts';

// Nothing crosses a workspace border: every route there is, called with another workspace's token.

type GrantExample = { clientId: string; redirectUri: string };

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let intruder: string;
let victim: string;
/** The victim's resources, by the names that paths give to their ids. */
const ids: Record<string, string> = { sourceId: 'website', destinationId: 'crm' };

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
  intruder = await api.token('intruder');
  victim = await api.token('victim');
  const settings = { url: 'https://victim.example/', sharedSecret: 'victim-secret' };
  const source = await api.call('POST /sources', { token: victim, body: { id: 'website', name: 'Victim site' } });
  const crm = { id: 'crm', sourceId: 'website', kind: 'webhook', name: 'Victim CRM', settings };
  await api.call('POST /destinations', { token: victim, body: crm });
  const user = await api.call('POST /users', {
    token: victim,
    body: { email: 'ann@victim.example', role: 'developer' },
  });
  const token = await api.call('POST /tokens', { token: victim, body: { name: 'Victim token', role: 'owner' } });
  await api.app('their-app', 'victim');
  const oauthClient = await api.call('POST /apps/their-app/oauth-clients', {
    token: victim,
    body: { name: 'Victim app', redirectUris: ['https://victim.example/callback'] },
  });
  ids['appId'] = 'their-app';
  ids['clientId'] = idOf(oauthClient.body, 'oauthClient');
  // A client of anybody may be granted something by everybody: this one is of the example.
  const example = API_ROUTES.find(({ operationId }) => operationId === 'createGrant')?.example as GrantExample;
  const client: OAuthClient = {
    ...{ id: example.clientId, workspace: 'partner', app: 'acme-crm', name: 'Acme CRM', secretHash: '' },
    ...{ redirectUris: [example.redirectUri], createdAt: '2026-11-22T00:00:00.000Z' },
  };
  const writes = clientWrites(undefined, client);
  await transact(
    api.tables,
    writes.map((write) => writeItem(CONTROL_TABLE, write)),
  );
  const grant = await api.call('POST /oauth/grants', { token: victim, body: example });
  ids['grantId'] = idOf(grant.body, 'grant');
  ids['userId'] = idOf(user.body, 'user');
  ids['tokenId'] = idOf(token.body, 'token');
  ids['writeKey'] = (source.body['data'] as { source: { writeKeys: [string] } }).source.writeKeys[0];
});
afterAll(() => tables.close());

function idOf(body: Record<string, unknown>, kind: string): string {
  return (body['data'] as Record<string, { id: string }>)[kind]?.id ?? '';
}

/** A request to a route, about the victim's resource. Fails for a route that this test cannot call yet. */
function requestTo({ method, path, example }: (typeof API_ROUTES)[number]): { line: string; body?: unknown } {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`give the victim a ${name} in this test, for ${method} ${path}`);
    return id;
  });
  return { line: `${method} ${filled}`, ...(example === undefined ? {} : { body: example }) };
}

/** Everything in the control table that is not the intruder's own. */
async function itemsOfOthers(): Promise<string[]> {
  const { Items: items = [] } = await tables.dynamodb.send(new ScanCommand({ TableName: CONTROL_TABLE }));
  const isCommon = (item: (typeof items)[number]): boolean => item['sk']?.S === 'version';
  return items
    .filter((item) => !isCommon(item))
    .map((item) => JSON.stringify(Object.entries(item).sort()))
    .filter((text) => !text.includes('intruder'))
    .sort();
}

const routes = API_ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const);

describe('with the token of another workspace', () => {
  test.each(routes)('%s shows nothing and changes nothing', async (_name, route) => {
    const before = await itemsOfOthers();
    const { line, body } = requestTo(route);

    const answer = await api.call(line, { token: intruder, body });

    if (route.path.includes('{')) expect(answer.status).toBe(404);
    expect(JSON.stringify(answer.body)).not.toMatch(/victim/i);
    expect(await itemsOfOthers()).toEqual(before);
  });

  test.each(routes)('%s cannot be pointed at that workspace', async (_name, route) => {
    const { line, body } = requestTo(route);

    const answer = await api.call(line, { token: intruder, body, headers: { 'x-penstock-workspace': 'victim' } });

    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test.each(routes)('%s is there for its own workspace', async (_name, route) => {
    const { line, body } = requestTo(route);
    // Deletes would take away what later ones need.
    if (route.method === 'DELETE') return expect(route.path).toContain('{');

    const answer = await api.call(line, { token: victim, body });

    expect(answer.status).toBeLessThan(300);
  });

  test('an id that was given up stays with its workspace, so that its archive does', async () => {
    const mine = { id: 'given-up', name: 'Mine' };
    await api.call('POST /sources', { token: victim, body: mine });
    const taken = await api.call('POST /sources', { token: intruder, body: mine });
    await api.call('DELETE /sources/given-up', { token: victim });

    const foreign = await api.call('POST /sources', { token: intruder, body: mine });
    const own = await api.call('POST /sources', { token: victim, body: mine });

    expect([taken.status, foreign.status, own.status]).toEqual([409, 409, 201]);
  });

  test('a destination cannot be connected to a foreign source', async () => {
    const settings = { url: 'https://intruder.example/' };
    const body = { sourceId: 'website', kind: 'webhook', name: 'Tap', settings };

    const answer = await api.call('POST /destinations', { token: intruder, body });

    expect(answer).toMatchObject({ status: 400, body: { problems: [{ path: 'sourceId' }] } });
  });
});

describe('without a token', () => {
  test.each(routes)('%s is refused', async (_name, route) => {
    const { line, body } = requestTo(route);

    const answer = await api.call(line, { body });

    expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer realm="penstock"' } });
  });
});

describe('with a token that may do nothing of the kind', () => {
  test.each(routes)('%s asks for its permission', async (_name, route) => {
    const other = route.permission === 'workspace:read' ? 'members:read' : 'workspace:read';
    const token = await api.token('victim', 'owner', [other]);
    const { line, body } = requestTo(route);

    const answer = await api.call(line, { token, body });

    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });
});
