import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ACCESS_REQUEST_LIMITS } from '../../../domain/access/access-requests.ts';
import { DAY_MS } from '../../../domain/base/time-units.ts';
import { anApi, anOutside, type ApiAnswer, type ApiCall } from '../../support/an-api.ts';
import { aSignInProvider } from '../../support/fake-accounts.ts';
import { startRealTables } from '../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

let now = new Date('2026-11-30T10:00:00.000Z');
/** Each test has a day of its own, because strangers are counted by the day. */
beforeEach(() => {
  now = new Date(now.getTime() + 2 * DAY_MS);
});

function anInstallation(overrides: Parameters<typeof anApi>[1] = {}) {
  const signIn = aSignInProvider();
  const outside = anOutside({ accounts: signIn.provider });
  return {
    ...signIn,
    api: anApi(tables.dynamodb, { outside, now: () => now, takesAccessRequests: true, ...overrides }),
  };
}

const aForm = (fields: object = {}) => ({
  ...{ company: 'Acme CRM, Inc.', website: 'https://acme.example.com', name: 'Ann', email: 'Ann@Acme.example.com' },
  ...{ useCase: 'Our customers want their orders in Acme CRM.', acceptsProgramme: true },
  ...fields,
});
const codeOf = ({ status, body }: ApiAnswer) => `${status} ${String(body['code'])}`;
type Request = { id: string; email: string; state: string; company: string; memberOf?: string[] };
const requestIn = ({ body }: ApiAnswer) => (body['data'] as { accessRequest: Request }).accessRequest;
const requestsIn = ({ body }: ApiAnswer) => (body['data'] as { accessRequests: Request[] }).accessRequests;

const ask = ({ api }: ReturnType<typeof anInstallation>, fields: object = {}, call: ApiCall = {}) =>
  api.call('POST /access-requests', { body: aForm(fields), ...call });

async function waitingFor({ api }: ReturnType<typeof anInstallation>, email: string): Promise<Request> {
  const listed = await api.asOperator('GET /access-requests?state=waiting&limit=200');
  const found = requestsIn(listed).find((request) => request.email === email);
  if (found === undefined) throw new Error(`nobody waits as ${email}`);
  return found;
}

describe('asking for access', () => {
  test('needs no token, and puts a request into the queue of the operator', async () => {
    const installation = anInstallation();

    const asked = await ask(installation);
    const waiting = await waitingFor(installation, 'ann@acme.example.com');

    expect(asked).toMatchObject({ status: 202, body: { data: { status: 'RECEIVED' } } });
    expect(waiting).toMatchObject({
      ...{
        company: 'Acme CRM, Inc.',
        name: 'Ann',
        state: 'waiting',
        memberOf: [],
        suggestedWorkspaceId: 'acme-crm-inc',
      },
    });
  });

  test('is refused where the stage takes no requests', async () => {
    const installation = anInstallation({ takesAccessRequests: false });

    expect(codeOf(await ask(installation))).toBe('404 access_requests_off');
  });

  test('a second time changes nothing, and is answered in the same way', async () => {
    const installation = anInstallation();
    const first = await ask(installation, { email: 'twice@example.com', company: 'First' });
    const second = await ask(installation, { email: 'TWICE@example.com', company: 'Somebody else' });

    const { company } = await waitingFor(installation, 'twice@example.com');

    expect(second.body).toEqual(first.body);
    expect(company).toBe('First');
  });

  test('is answered to a member as to a stranger, and the operator sees where the person is', async () => {
    const installation = anInstallation();
    const token = await installation.api.token('has-one');
    await installation.api.call('POST /users', { token, body: { email: 'here@example.com', role: 'developer' } });

    const asked = await ask(installation, { email: 'here@example.com' });

    expect(asked.body).toEqual({ data: { status: 'RECEIVED' } });
    expect(await waitingFor(installation, 'here@example.com')).toMatchObject({ memberOf: ['has-one'] });
  });

  test.each([
    ['company', 'x'.repeat(101)],
    ['company', 'two\nlines'],
    ['website', 'javascript:alert(1)'],
    ['website', 'https://user:secret@example.com'],
    ['website', 'localhost'],
    ['website', 'https://acme.example.com/\u202emoc'],
    ['website', 'https://acme.example.com/\n\u001b[2J'],
    ['name', 'two\u2028lines'],
    ['email', 'nobody'],
    ['useCase', 'too short'],
    ['useCase', 'x'.repeat(2001)],
    ['useCase', `hidden \u202e text that is long enough`],
    ['acceptsProgramme', false],
    ['role', 'owner'],
  ])('says what is wrong with %s: %s', async (field, value) => {
    const refused = await ask(anInstallation(), { [field]: value }, { sourceIp: `198.51.100.${field.length}` });

    expect(refused.body).toMatchObject({ code: 'invalid_body' });
    expect(JSON.stringify(refused.body['problems'])).toContain(field);
  });

  test('takes HTML for text', async () => {
    const installation = anInstallation();
    const company = '<img src=x onerror=alert(1)>';
    await ask(installation, { email: 'html@example.com', company });

    expect(await waitingFor(installation, 'html@example.com')).toMatchObject({ company });
  });

  test('ends for an address that asks too often, and for all of them at the number of a day', async () => {
    const installation = anInstallation();
    const answers: string[] = [];
    for (let index = 0; index < 60; index += 1) {
      const sourceIp = `203.0.113.${Math.floor(index / 6)}`;
      answers.push(codeOf(await ask(installation, { email: `flood-${index}@example.com` }, { sourceIp })));
    }

    const listed = await installation.api.asOperator('GET /access-requests?state=waiting&limit=200');
    expect(answers.slice(0, 6).map((answer) => answer.slice(0, 3))).toEqual(['202', '202', '202', '202', '202', '429']);
    expect(answers.at(-1)).toBe('429 too_many_access_requests');
    const flood = requestsIn(listed).filter(({ email }) => email.startsWith('flood-'));
    expect(flood).toHaveLength(ACCESS_REQUEST_LIMITS.perDay);
  });

  test('is forgotten when nobody has decided', async () => {
    const installation = anInstallation();
    await ask(installation, { email: 'forgotten@example.com' });
    const { id } = await waitingFor(installation, 'forgotten@example.com');

    now = new Date(now.getTime() + ACCESS_REQUEST_LIMITS.keptDays * DAY_MS);

    expect(codeOf(await installation.api.asOperator(`GET /access-requests/${id}`))).toBe('404 not_found');
  });

  test('opens nothing else to strangers', async () => {
    const { api } = anInstallation();

    const lines = ['GET /access-requests', 'POST /access-requests/req_00000000000000000000/approve', 'GET /sources'];
    for (const line of lines) expect(codeOf(await api.call(line)), line).toBe('401 unauthorized');
  });
});

describe('a request for access', () => {
  test('that is approved makes a workspace with the person as its owner, who is invited', async () => {
    const installation = anInstallation();
    const { api, invited } = installation;
    await ask(installation, { email: 'owner@example.com', name: 'Olga' });
    const { id } = await waitingFor(installation, 'owner@example.com');

    const approved = await api.asOperator(`POST /access-requests/${id}/approve`, { body: { workspaceId: 'olgas' } });

    const users = await api.asOperator('GET /users', { headers: { 'x-penstock-workspace': 'olgas' } });
    const tokens = await api.asOperator('GET /tokens', { headers: { 'x-penstock-workspace': 'olgas' } });
    expect(requestIn(approved)).toMatchObject({
      state: 'approved',
      workspaceId: 'olgas',
      account: { state: 'invited' },
    });
    expect(users.body).toMatchObject({
      data: { users: [{ email: 'owner@example.com', name: 'Olga', role: 'owner' }] },
    });
    expect(tokens.body).toMatchObject({ data: { tokens: [] } });
    expect(invited).toEqual(['owner@example.com']);
  });

  test('is known of the workspace to the person who has asked, and to nobody else there', async () => {
    const installation = anInstallation({
      verifyJwt: async (token: string) => `${token.split('.')[0] ?? ''}@example.com`,
    });
    const { api } = installation;
    await ask(installation, { email: 'builder@example.com' });
    const { id } = await waitingFor(installation, 'builder@example.com');
    await api.asOperator(`POST /access-requests/${id}/approve`, { body: { workspaceId: 'builds' } });
    await api.call('POST /users', { token: 'builder.b.c', body: { email: 'colleague@example.com', role: 'owner' } });

    const [asker, colleague] = await Promise.all(
      ['builder', 'colleague'].map((person) => api.call('GET /caller', { token: `${person}.b.c` })),
    );

    expect(asker?.body).toMatchObject({ data: { caller: { workspaceId: 'builds', isFromAccessRequest: true } } });
    expect(colleague?.body).toMatchObject({ data: { caller: { workspaceId: 'builds', isFromAccessRequest: false } } });
  });

  test('stays waiting when the id of the workspace is taken, and nobody is written to', async () => {
    const installation = anInstallation();
    const { api, invited } = installation;
    await api.token('taken-id');
    await ask(installation, { email: 'taken@example.com' });
    const { id } = await waitingFor(installation, 'taken@example.com');

    const refused = await api.asOperator(`POST /access-requests/${id}/approve`, { body: { workspaceId: 'taken-id' } });

    expect(codeOf(refused)).toBe('409 already_exists');
    expect(await waitingFor(installation, 'taken@example.com')).toMatchObject({ state: 'waiting' });
    expect(invited).toEqual([]);
  });

  test('is approved also when the provider is away, and the invitation is sent later', async () => {
    const installation = anInstallation();
    const { api, goAway, invited } = installation;
    await ask(installation, { email: 'away@example.com' });
    const { id } = await waitingFor(installation, 'away@example.com');
    goAway();

    const failed = await api.asOperator(`POST /access-requests/${id}/approve`, { body: { workspaceId: 'away' } });
    goAway(false);
    const again = await api.asOperator(`POST /access-requests/${id}/invitations`);

    expect(codeOf(failed)).toBe('503 invitation_not_sent');
    expect(requestIn(again)).toMatchObject({ state: 'approved', workspaceId: 'away' });
    expect(invited).toEqual(['away@example.com']);
  });

  test('that is approved is not undone by who asks with the same email again', async () => {
    const installation = anInstallation();
    const { api } = installation;
    await ask(installation, { email: 'kept@example.com', company: 'First' });
    const { id } = await waitingFor(installation, 'kept@example.com');
    await api.asOperator(`POST /access-requests/${id}/approve`, { body: { workspaceId: 'kept' } });

    const again = await ask(installation, { email: 'Kept@example.com', company: 'Somebody else' });

    const shown = requestIn(await api.asOperator(`GET /access-requests/${id}`));
    expect(again.status).toBe(202);
    expect(shown).toMatchObject({ state: 'approved', company: 'First', workspaceId: 'kept' });
  });

  test('is decided once, also when two decide at the same moment', async () => {
    const installation = anInstallation();
    const { api, invited } = installation;
    await ask(installation, { email: 'race@example.com' });
    const { id } = await waitingFor(installation, 'race@example.com');
    const approve = (workspaceId: string) =>
      api.asOperator(`POST /access-requests/${id}/approve`, { body: { workspaceId } });

    const answers = await Promise.all([
      ...[approve('race-one'), approve('race-two')],
      api.asOperator(`POST /access-requests/${id}/decline`, { body: { reason: 'No.' } }),
    ]);

    const { state, workspaceId } = requestIn(await api.asOperator(`GET /access-requests/${id}`)) as Request & {
      workspaceId?: string;
    };
    const made = JSON.stringify((await api.asOperator('GET /workspaces')).body).match(/race-(one|two)/g) ?? [];
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect([...new Set(made)]).toEqual(state === 'approved' ? [workspaceId] : []);
    expect(invited).toHaveLength(state === 'approved' ? 1 : 0);
  });

  test('that is declined has a reason, and can be asked again', async () => {
    const installation = anInstallation();
    const { api } = installation;
    await ask(installation, { email: 'no@example.com' });
    const { id } = await waitingFor(installation, 'no@example.com');
    const body = { reason: 'We have one already.' };

    const declined = await api.asOperator(`POST /access-requests/${id}/decline`, { body });
    const again = await api.asOperator(`POST /access-requests/${id}/approve`, { body: { workspaceId: 'no' } });
    await ask(installation, { email: 'no@example.com', company: 'Second try' });

    expect(requestIn(declined)).toMatchObject({ state: 'declined', ...body });
    expect(codeOf(again)).toBe('409 already_decided');
    expect(await waitingFor(installation, 'no@example.com')).toMatchObject({ company: 'Second try' });
  });

  test('is decided by owners of the reviewing workspace, and by no other', async () => {
    const installation = anInstallation();
    const { api } = installation;
    await api.reviewingWorkspace('programme');
    await ask(installation, { email: 'reviewed@example.com' });
    const { id } = await waitingFor(installation, 'reviewed@example.com');
    const line = `POST /access-requests/${id}/decline`;
    const body = { reason: 'No.' };

    const elsewhere = await api.call(line, { token: await api.token('elsewhere'), body });
    const reviewer = await api.call(line, { token: await api.token('programme', 'reviewer'), body });
    const owner = await api.call(line, { token: await api.token('programme'), body });

    expect([codeOf(elsewhere), codeOf(reviewer), owner.status]).toEqual(['404 not_found', '403 forbidden', 200]);
  });

  test('stands in the log of the reviewing workspace, without what the stranger has written', async () => {
    const installation = anInstallation();
    const { api } = installation;
    await api.reviewingWorkspace('programme');
    const token = await api.token('programme');
    const ids: string[] = [];
    for (const email of ['logged-no@example.com', 'logged-yes@example.com', 'logged-by-owner@example.com']) {
      await ask(installation, { email, company: 'A secret company' });
      ids.push((await waitingFor(installation, email)).id);
    }
    const [no = '', yes = '', byOwner = ''] = ids;

    await api.asOperator(`POST /access-requests/${no}/decline`, { body: { reason: 'No.' } });
    await api.asOperator(`POST /access-requests/${yes}/approve`, { body: { workspaceId: 'logged-yes' } });
    await api.call(`POST /access-requests/${byOwner}/decline`, { token, body: { reason: 'Not now.' } });

    const { body } = await api.call('GET /audit-events?resourceType=access-request&limit=200', { token });
    type Event = { resourceId: string; type: string; actor: { type: string }; before: object; after: object };
    const { auditEvents } = body['data'] as { auditEvents: Event[] };
    const noted = ids.map((id) =>
      auditEvents
        .filter(({ resourceId }) => resourceId === id)
        .map(({ type, actor, before, after }) => ({ type, by: actor.type, before, after })),
    );
    const before = { state: 'waiting' };
    expect(noted).toEqual([
      [{ type: 'declineAccessRequest', by: 'operator', before, after: { state: 'declined', reason: 'No.' } }],
      [
        {
          type: 'approveAccessRequest',
          by: 'operator',
          before,
          after: { state: 'approved', workspaceId: 'logged-yes' },
        },
      ],
      [{ type: 'declineAccessRequest', by: 'token', before, after: { state: 'declined', reason: 'Not now.' } }],
    ]);
    expect(JSON.stringify(noted)).not.toMatch(/A secret company|logged-no@/);
  });
});
