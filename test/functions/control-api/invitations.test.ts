import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anApi, anOutside, type ApiAnswer } from '../../support/an-api.ts';
import { aSignInProvider } from '../../support/fake-accounts.ts';
import { startRealTables } from '../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

const NOW = new Date('2026-11-30T10:00:00.000Z');

function anInstallation(known: Parameters<typeof aSignInProvider>[0] = {}) {
  const signIn = aSignInProvider(known);
  const outside = anOutside({ accounts: signIn.provider });
  return { ...signIn, api: anApi(tables.dynamodb, { outside, now: () => NOW }) };
}

const codeOf = ({ status, body }: ApiAnswer) => `${status} ${String(body['code'])}`;
const userIn = ({ body }: ApiAnswer) => (body['data'] as { user: { id: string; account?: object } }).user;
const INVITED = { state: 'invited', invitationEndsAt: '2026-12-07T10:00:00.000Z' };

describe('adding a person', () => {
  test('sends an invitation to who has no account, when it is wanted', async () => {
    const { api, invited } = anInstallation();
    const token = await api.token('inviting');
    const add = (email: string, invite?: boolean) =>
      api.call('POST /users', { token, body: { email, role: 'developer', invite } });

    const wanted = await add('wanted@example.com', true);
    const unwanted = await add('unwanted@example.com');

    expect(userIn(wanted).account).toEqual(INVITED);
    expect(userIn(unwanted).account).toEqual({ state: 'none' });
    expect(invited).toEqual(['wanted@example.com']);
  });

  test.each(['active', 'disabled'] as const)('sends nothing to who has an account that is %s', async (state) => {
    const { api, invited } = anInstallation({ 'known@example.com': { state } });
    const token = await api.token(`known-${state}`);

    const added = await api.call('POST /users', {
      token,
      body: { email: 'known@example.com', role: 'owner', invite: true },
    });

    expect(userIn(added).account).toEqual({ state });
    expect(invited).toEqual([]);
  });

  test('is refused, and nobody is added, where nobody signs in', async () => {
    const api = anApi(tables.dynamodb);
    const token = await api.token('no-sign-in');
    const body = { email: 'ann@example.com', role: 'owner', invite: true };

    const refused = await api.call('POST /users', { token, body });
    const listed = await api.call('GET /users', { token });
    const added = await api.call('POST /users', { token, body: { ...body, invite: false } });

    expect(codeOf(refused)).toBe('409 no_sign_in');
    expect(listed.body).toMatchObject({ data: { users: [] } });
    expect(userIn(added).account).toBeUndefined();
  });

  test('leaves a member who can be invited later when the provider sends nothing', async () => {
    const { api, goAway } = anInstallation();
    const token = await api.token('provider-away');
    goAway();

    const failed = await api.call('POST /users', {
      token,
      body: { email: 'later@example.com', role: 'developer', invite: true },
    });
    const listed = await api.call('GET /users', { token });

    expect(codeOf(failed)).toBe('503 invitation_not_sent');
    expect(listed.body).toMatchObject({
      data: { users: [{ email: 'later@example.com', account: { state: 'unknown' } }] },
    });
  });

  test('writes to nobody for a person who is a member already', async () => {
    const { api, invited } = anInstallation();
    const token = await api.token('member-already');
    const body = { email: 'twice@example.com', role: 'developer' };
    await api.call('POST /users', { token, body });

    const again = await api.call('POST /users', { token, body: { ...body, invite: true } });

    expect(codeOf(again)).toBe('409 already_exists');
    expect(invited).toEqual([]);
  });

  test('is in the log with the invitation', async () => {
    const { api } = anInstallation();
    const token = await api.token('invitation-log');
    await api.call('POST /users', { token, body: { email: 'log@example.com', role: 'developer', invite: true } });

    const log = await api.call('GET /audit-events?resourceType=user', { token });

    expect(log.body).toMatchObject({ data: { auditEvents: [{ type: 'addUser', after: { isInvited: true } }] } });
  });
});

describe('inviting a member', () => {
  test('sends it again, and says so in the log', async () => {
    const { api, invited } = anInstallation();
    const token = await api.token('again');
    const body = { email: 'again@example.com', role: 'developer', invite: true };
    const { id } = userIn(await api.call('POST /users', { token, body }));

    const again = await api.call(`POST /users/${id}/invitations`, { token });
    const log = await api.call('GET /audit-events?resourceType=user', { token });

    expect(userIn(again).account).toEqual(INVITED);
    expect(invited).toEqual(['again@example.com', 'again@example.com']);
    const logged = (log.body['data'] as { auditEvents: { type: string }[] }).auditEvents.map(({ type }) => type);
    expect(logged.sort()).toEqual(['addUser', 'inviteUser']);
  });

  test.each([
    ['active', '409 account_active'],
    ['disabled', '409 account_disabled'],
  ] as const)('is refused when the account is %s', async (state, code) => {
    const { api, invited } = anInstallation({ 'has@example.com': { state } });
    const token = await api.token(`has-${state}`);
    const { id } = userIn(
      await api.call('POST /users', { token, body: { email: 'has@example.com', role: 'developer' } }),
    );

    const refused = await api.call(`POST /users/${id}/invitations`, { token });

    expect(codeOf(refused)).toBe(code);
    expect(invited).toEqual([]);
  });

  test('is for owners, and says so to others', async () => {
    const { api } = anInstallation();
    const owner = await api.token('who-may');
    const developer = await api.token('who-may', 'developer');
    const body = { email: 'may@example.com', role: 'developer' };
    const { id } = userIn(await api.call('POST /users', { token: owner, body }));

    const refused = await api.call(`POST /users/${id}/invitations`, { token: developer });

    expect(refused.body).toMatchObject({ code: 'forbidden', params: { roles: 'owner' } });
  });

  test('ends after five to one address in a day, from whatever workspaces', async () => {
    const { api, invited } = anInstallation();
    const answers: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      const token = await api.token(`flood-${index}`);
      const body = { email: 'victim@example.com', role: 'developer', invite: true };
      answers.push(codeOf(await api.call('POST /users', { token, body })));
    }

    expect(answers.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => '201 undefined'));
    expect(answers[5]).toBe('429 too_many_invitations');
    expect(invited).toHaveLength(5);
  });

  test('ends at the quota of the workspace', async () => {
    const { api, invited } = anInstallation();
    const token = await api.token('mass');
    const add = (index: number) =>
      api.call('POST /users', { token, body: { email: `mass-${index}@example.com`, role: 'developer', invite: true } });
    for (let index = 0; index < 30; index += 1) await add(index);

    const refused = await add(30);

    expect(refused.body).toMatchObject({ code: 'quota_exceeded', params: { name: 'invitationsPerDay', most: 30 } });
    expect(refused.headers['retry-after']).toBeDefined();
    expect(invited).toHaveLength(30);
  });
});

describe('making a workspace', () => {
  const ownerIn = ({ body }: ApiAnswer) => (body['data'] as { owner?: object }).owner;
  const make = ({ api }: Pick<ReturnType<typeof anInstallation>, 'api'>, body: object) =>
    api.asOperator('POST /workspaces', { body });

  test('invites its owner when it is wanted, and says so in the log', async () => {
    const installation = anInstallation();

    const made = await make(installation, { id: 'made-invited', owner: 'Owner@example.com', invite: true });

    expect([made.status, ownerIn(made)]).toEqual([201, { email: 'owner@example.com', account: INVITED }]);
    expect(installation.invited).toEqual(['owner@example.com']);
    const token = await installation.api.token('made-invited');
    const { body } = await installation.api.call('GET /audit-events?resourceType=workspace', { token });
    expect(JSON.stringify(body)).toContain('"isInvited":true');
  });

  test('writes to nobody unless it is wanted, and says whether the owner can sign in', async () => {
    const installation = anInstallation({ 'known@example.com': { state: 'active' } });

    const unknown = await make(installation, { id: 'made-unknown', owner: 'unknown@example.com' });
    const known = await make(installation, { id: 'made-known', owner: 'known@example.com' });
    const nobodys = await make(installation, { id: 'made-alone' });

    expect([unknown, known, nobodys].map(ownerIn)).toEqual([
      { email: 'unknown@example.com', account: { state: 'none' } },
      { email: 'known@example.com', account: { state: 'active' } },
      undefined,
    ]);
    expect(installation.invited).toEqual([]);
  });

  test('is refused, and nothing is made, where there is nobody to invite or nobody signs in', async () => {
    const installation = anInstallation();
    const signsIn = await make(installation, { id: 'made-not', invite: true });
    const nowhere = await make(
      { api: anApi(tables.dynamodb) },
      { id: 'made-not', owner: 'a@example.com', invite: true },
    );

    const made = await make(installation, { id: 'made-not' });

    expect(signsIn.body).toMatchObject({
      code: 'invalid_body',
      problems: [{ path: 'invite', message: 'needs an owner' }],
    });
    expect([codeOf(nowhere), made.status]).toEqual(['409 no_sign_in', 201]);
  });

  test('leaves one whose owner can be invited later when the provider sends nothing', async () => {
    const installation = anInstallation();
    const { api, goAway, invited } = installation;
    await make(installation, { id: 'made-away', owner: 'away-owner@example.com' });
    const at = { headers: { 'x-penstock-workspace': 'made-away-2' } };
    goAway();

    const failed = await make(installation, { id: 'made-away-2', owner: 'away-owner@example.com', invite: true });
    goAway(false);
    const { body } = await api.asOperator('GET /users', at);
    const [owner] = (body['data'] as { users: { id: string }[] }).users;
    const again = await api.asOperator(`POST /users/${owner?.id ?? ''}/invitations`, at);

    expect([codeOf(failed), again.status, invited]).toEqual([
      '503 invitation_not_sent',
      201,
      ['away-owner@example.com'],
    ]);
  });
});
