import type { AccessRequest } from '../../../domain/access/access-requests.ts';
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OAuthClient } from '../../../domain/access/oauth.ts';
import { undeliveredId, type UndeliveredItem } from '../../../domain/delivery/undelivered.ts';
import { accessRequestKey, claimKey } from '../../../domain/tables/table-keys.ts';
import { clientWrites } from '../../../functions/control-api/auth/grant-items.ts';
import { API_ROUTES } from '../../../functions/control-api/routes.ts';
import { transact, writeItem } from '../../../functions/shared/dynamo/document-store.ts';
import { putUndelivered } from '../../../functions/shared/stores/undelivered-store.ts';
import { AN_OPERATOR, anApi } from '../../support/an-api.ts';
import { aStream } from '../../support/a-stream.ts';
import { aComponent, decide } from '../../support/a-component.ts';
import { CONTROL_TABLE, DEDUPE_TABLE, startRealTables } from '../../support/real-tables.ts';

// Nothing crosses a workspace border: every route there is, called with another workspace's token.

type GrantExample = { clientId: string; redirectUri: string };

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let intruder: string;
let victim: string;
/** The victim's resources, by the names that paths give to their ids. */
const ids: Record<string, string> = {
  ...{ sourceId: 'website', destinationId: 'crm', subscriptionId: 'orders', slug: 'slack' },
};

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
  intruder = await api.token('intruder');
  // Of the workspace that reviews, so that the reviewers' routes are there for it.
  await api.reviewingWorkspace('victim');
  victim = await api.token('victim');
  // Of the origins that the examples of routes name: to another one, secrets do not move.
  const settings = { url: 'https://crm.example/victim', sharedSecret: 'victim-secret' };
  const config = { url: 'https://in.acme.example/victim', sharedSecret: 'whsec_c2VjcmV0LXNlY3JldA==' };
  const source = await api.call('POST /sources', { token: victim, body: { id: 'website', name: 'Victim site' } });
  const crm = { id: 'crm', sourceId: 'website', kind: 'webhook', name: 'Victim CRM', settings };
  await api.call('POST /destinations', { token: victim, body: crm });
  const user = await api.call('POST /users', {
    token: victim,
    body: { email: 'ann@victim.example', role: 'developer' },
  });
  const token = await api.call('POST /tokens', { token: victim, body: { name: 'Victim token', role: 'owner' } });
  const endpoint = { url: 'https://partner.victim.example/' };
  const suite = await api.call('POST /component-tests', { token: victim, body: endpoint });
  ids['componentTestId'] = idOf(suite.body, 'componentTest');
  const definition = { name: 'Victim component', config };
  ids['componentId'] = await aComponent(api, victim, { appId: 'acme-crm', id: 'a-draft', definition });
  // Somebody else than who decides below.
  const partner = await api.token('victim');
  ids['catalogId'] = await aComponent(api, partner, {
    appId: 'a-tile',
    id: 'a-beta',
    until: 'private-beta',
    definition,
  });
  ids['sourceMetadataId'] = await aComponent(api, partner, {
    ...{ appId: 'a-stream-tile', id: 'a-stream', until: 'private-beta', definition: aStream },
  });
  ids['submissionId'] = await aComponent(api, partner, { appId: 'next', id: 'a-new', until: 'in-review', definition });
  ids['appId'] = 'acme-crm';
  ids['version'] = '1';
  ids['functionId'] = 'acme-function';
  for (const code of ['function onTrack() {}', 'function onTrack(event) {}']) {
    const fn = { id: 'acme-function', type: 'destination', code };
    const made = await api.call('POST /functions', { token: victim, body: fn });
    if (made.status === 409) await api.call('PATCH /functions/acme-function', { token: victim, body: { code } });
  }
  ids['addressId'] = await theirAddress();
  Object.assign(ids, await theirEvents());
  Object.assign(ids, await theirPartners());
  ids['accessRequestId'] = await theirRequest();
  ids['userId'] = idOf(user.body, 'user');
  ids['tokenId'] = idOf(token.body, 'token');
  ids['writeKey'] = (source.body['data'] as { source: { writeKeys: [string] } }).source.writeKeys[0];
});
afterAll(() => tables.close());

/** Routes that want a component in another state than the one above. */
const OWN_IDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  getVersionOfComponent: { componentId: 'a-beta' },
  promoteReview: { submissionId: 'a-beta' },
  createAddressForSource: { sourceId: 'victim-shop' },
  revokeAddress: { sourceId: 'victim-shop' },
};
/** By the time that these are called, others have brought the component to a state in which they are refused. */
const REFUSED: Readonly<Record<string, string>> = {
  listSourceRequests: 'no_addresses',
  // A webhook names nothing that it does with events.
  ...{ createDestinationSubscription: 'invalid_body', getSubscriptionFromDestination: 'unknown_subscription' },
  updateSubscriptionForDestination: 'unknown_subscription',
  // The catalog of actions is nobody's, and is not here.
  getActionsMetadata: 'not_found',
  ...{ retireComponent: 'wrong_state', submitComponent: 'not_ready', rejectReview: 'wrong_state' },
  // Nobody signs in to this installation.
  ...{ inviteUser: 'no_sign_in', inviteApprovedPerson: 'no_sign_in' },
  ...{ askForAccess: 'access_requests_off', declineAccessRequest: 'already_decided' },
};
/** One of a source of requests, which ends because there is another one. */
async function theirAddress(): Promise<string> {
  const fn = { id: 'from-shop', type: 'source', code: 'function onRequest() {}' };
  await api.call('POST /functions', { token: victim, body: fn });
  const shop = { id: 'victim-shop', name: 'Victim shop', function: 'from-shop' };
  await api.call('POST /sources', { token: victim, body: shop });
  const rotated = await api.call('POST /sources/victim-shop/addresses', { token: victim, body: {} });
  return (rotated.body['data'] as { source: { addresses: [{ id: string }] } }).source.addresses[0].id;
}

/** An event that was taken and not delivered, and a replay that can be paused, resumed and cancelled, in this order. */
async function theirEvents(): Promise<Record<string, string>> {
  const endedAt = '2026-11-22T10:00:00.000Z';
  const item: UndeliveredItem = {
    ...{ destinationId: 'crm', itemKey: `${endedAt}#pack-0`, objectKey: 'undelivered/victim', endedAt },
    groups: [{ outcome: 'dead-lettered', reason: 'http_500', count: 1 }],
    resolutions: [],
  };
  await putUndelivered(tables.dynamodb, CONTROL_TABLE, item);
  const claim = { pk: { S: claimKey('website', 'msg-1') }, owner: { S: 'p#0' }, batchId: { S: 'victim-batch' } };
  await tables.dynamodb.send(new PutItemCommand({ TableName: DEDUPE_TABLE, Item: claim }));
  const from = '2026-11-22T00:00:00Z';
  const replay = await api.call('POST /replays', { token: victim, body: { destinationId: 'crm', from } });
  return { undeliveredEventId: undeliveredId(item, 0), messageId: 'msg-1', replayId: idOf(replay.body, 'replay') };
}

/** A client of their app, as the example of a grant names it, and a grant to it. */
async function theirPartners(): Promise<Record<string, string>> {
  const example = API_ROUTES.find(({ operationId }) => operationId === 'createGrant')?.example as GrantExample;
  const client: OAuthClient = {
    ...{ id: example.clientId, workspace: 'victim', app: 'acme-crm', name: 'Acme CRM', secretHash: '' },
    ...{ redirectUris: [example.redirectUri], createdAt: '2026-11-22T00:00:00.000Z' },
  };
  const writes = clientWrites(undefined, client).map((write) => writeItem(CONTROL_TABLE, write));
  await transact(api.tables, writes);
  const grant = await api.call('POST /oauth/grants', { token: victim, body: example });
  return { clientId: client.id, grantId: idOf(grant.body, 'grant') };
}

/** A request of somebody for access, which no workspace but the reviewing one decides about. */
async function theirRequest(): Promise<string> {
  const request: AccessRequest = {
    ...{ id: 'req_00000000000000000000', company: 'Victim Inc', website: 'https://victim.example', name: 'Ann' },
    ...{ email: 'ann@victim.example', useCase: 'Of the victim', state: 'waiting' },
    requestedAt: new Date().toISOString(),
  };
  const write = { key: accessRequestKey(request.id), document: request, replaces: 'nothing' } as const;
  await transact(api.tables, [writeItem(CONTROL_TABLE, write)]);
  return request.id;
}

function idOf(body: Record<string, unknown>, kind: string): string {
  return (body['data'] as Record<string, { id: string }>)[kind]?.id ?? '';
}

/** What a query names, where it names something of the victim's. */
const IN_QUERY: Readonly<Record<string, string>> = {
  listEvents: 'messageId',
  traceEvent: 'messageId',
  revokeWriteKey: 'writeKey',
};

/** A request to a route, about the victim's resource. Fails for a route that this test cannot call yet. */
function requestTo(
  { method, path, operationId, example }: (typeof API_ROUTES)[number],
  others: Readonly<Record<string, string>> = {},
): { line: string; body?: unknown } {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const id = others[name] ?? ids[name];
    if (id === undefined) throw new Error(`give the victim a ${name} in this test, for ${method} ${path}`);
    return id;
  });
  const named = IN_QUERY[operationId];
  const query = named === undefined ? '' : `?${named}=${ids[named]}`;
  const line = `${method} ${filled}${query}`;
  return { line, ...(example === undefined ? {} : { body: example }) };
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

const named = (list: typeof API_ROUTES) => list.map((route) => [`${route.method} ${route.path}`, route] as const);
const routes = named(API_ROUTES.filter(({ reach }) => reach !== 'installation'));

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
    const { line, body } = requestTo(route, OWN_IDS[route.operationId]);
    // Deletes would take away what later ones need.
    if (route.method === 'DELETE') return expect(route.path).toContain('{');

    const answer = await (route.ifMatch === 'required'
      ? decide(api, line, { token: victim, body })
      : api.call(line, { token: victim, body }));

    const code = REFUSED[route.operationId];
    if (code !== undefined) expect(answer.body['code']).toBe(code);
    else expect(answer.status).toBeLessThan(300);
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
  test.each(routes.filter(([, { isOpen }]) => isOpen !== true))('%s is refused', async (_name, route) => {
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

describe('for operators of the installation', () => {
  test.each(named(API_ROUTES.filter(({ reach }) => reach === 'installation')))(
    '%s refuses every token, and who has no AWS identity',
    async (_name, route) => {
      const { line, body } = requestTo(route, { workspaceId: 'victim' });

      const owner = await api.call(line, { token: victim, body });
      const unsigned = await api.asOperator(line, { token: victim, body, identity: undefined });

      expect(owner).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      expect(unsigned).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    },
  );

  test.each(named(API_ROUTES))('%s is not there for a token at the door of operators', async (_name, route) => {
    const { line, body } = requestTo(route, { workspaceId: 'victim' });

    const answer = await api.asOperator(line, { token: victim, body, identity: undefined });

    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
  });

  test('an AWS identity is none at the door of tokens', async () => {
    const answer = await api.call('GET /workspaces', { identity: AN_OPERATOR });

    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
  });
});
