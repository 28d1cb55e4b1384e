import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anApi, type ApiAnswer } from '../../support/an-api.ts';
import { startRealTables } from '../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
});
afterAll(() => tables.close());

const codeOf = ({ status, body }: ApiAnswer) => `${status} ${String(body['code'])}`;
const userIn = ({ body }: ApiAnswer) => (body['data'] as { user: { id: string; role: string } }).user;

describe('members', () => {
  test('are added by email, once, and listed', async () => {
    const token = await api.token('team');
    const body = { email: ' Ann@Example.com ', role: 'owner', name: 'Ann' };

    const added = await api.call('POST /users', { token, body });
    const again = await api.call('POST /users', { token, body: { ...body, role: 'reviewer' } });
    const listed = await api.call('GET /users', { token });

    expect(userIn(added)).toMatchObject({ email: 'ann@example.com', role: 'owner', name: 'Ann' });
    expect(userIn(added).id).toMatch(/^usr_[0-9a-f]{20}$/);
    expect(codeOf(again)).toBe('409 already_exists');
    expect(listed.body).toMatchObject({ data: { users: [{ email: 'ann@example.com', role: 'owner' }] } });
  });

  test('always have an owner among them, also when two go at once', async () => {
    const token = await api.token('owners');
    const add = (email: string) => api.call('POST /users', { token, body: { email, role: 'owner' } });
    const [ann, bob] = [userIn(await add('ann@example.com')), userIn(await add('bob@example.com'))];

    const [one, other] = await Promise.all([
      api.call(`DELETE /users/${ann.id}`, { token }),
      api.call(`PATCH /users/${bob.id}`, { token, body: { role: 'reviewer' } }),
    ]);
    const left = await api.call('GET /users', { token });

    const owners = (left.body['data'] as { users: { role: string }[] }).users.filter(({ role }) => role === 'owner');
    expect([one.status, other.status].sort()).toEqual([200, 409]);
    expect(owners).toHaveLength(1);
  });

  test('keep their last owner', async () => {
    const token = await api.token('last');
    const ann = userIn(await api.call('POST /users', { token, body: { email: 'ann@example.com', role: 'owner' } }));

    const removed = await api.call(`DELETE /users/${ann.id}`, { token });
    const demoted = await api.call(`PATCH /users/${ann.id}`, { token, body: { role: 'operator' } });
    const renamed = await api.call(`PATCH /users/${ann.id}`, { token, body: { name: 'Ann B.' } });

    expect([codeOf(removed), codeOf(demoted), renamed.status]).toEqual(['409 last_owner', '409 last_owner', 200]);
  });
});

describe('the end of a token', () => {
  test.each([
    ['2099-01-31', '2099-01-31T00:00:00.000Z'],
    ['2099-01-31 10:00:00+02', '2099-01-31T08:00:00.000Z'],
  ])('is read as every time: %s', async (expiresAt, expected) => {
    const token = await api.token('ends');

    const made = await api.call('POST /tokens', { token, body: { name: 'x', role: 'developer', expiresAt } });

    expect(made.body).toMatchObject({ data: { token: { expiresAt: expected } } });
  });

  test.each(['31/01/2099', '2099-02-30', '2099', '1'])('is refused when it is no time: %s', async (expiresAt) => {
    const token = await api.token('ends');

    const made = await api.call('POST /tokens', { token, body: { name: 'x', role: 'developer', expiresAt } });

    expect(codeOf(made)).toBe('400 invalid_body');
  });
});

describe('the audit log', () => {
  test('says who changed what, from what to what, newest first and page by page, without secrets', async () => {
    const token = await api.token('logged');
    const settings = { url: 'https://a.example/', sharedSecret: 'first-secret' };
    await api.call('POST /sources', { token, body: { id: 'logged-web', name: 'Web' } });
    const destination = { id: 'logged-crm', sourceId: 'logged-web', kind: 'webhook', name: 'CRM', settings };
    await api.call('POST /destinations', { token, body: destination });
    const patch = { settings: { sharedSecret: 'second-secret' }, enabled: false };
    await api.call('PATCH /destinations/logged-crm', { token, body: patch });

    const first = await api.call('GET /audit-events?limit=2', { token });
    const page = first.body['data'] as { auditEvents: { type: string }[]; pagination: { next: string } };
    const second = await api.call(`GET /audit-events?limit=2&cursor=${page.pagination.next}`, { token });

    expect(page.auditEvents[0]).toMatchObject({
      type: 'updateDestination',
      actor: { type: 'token' },
      resourceType: 'destination',
      resourceId: 'logged-crm',
      before: { enabled: true, settings: { sharedSecret: { set: true } } },
      after: { enabled: false, settings: { url: 'https://a.example/', sharedSecret: { set: true, changed: true } } },
    });
    expect(page.auditEvents[1]?.type).toBe('createDestination');
    expect(second.body).toMatchObject({ data: { auditEvents: [{ type: 'createSource' }], pagination: {} } });
    expect(JSON.stringify([first.body, second.body])).not.toMatch(/first-secret|second-secret/);
  });

  test('has nothing of what was refused', async () => {
    const token = await api.token('quiet');
    await api.call('POST /sources', { token, body: { id: 'quiet-web', name: 'Web' } });

    await api.call('POST /sources', { token, body: { id: 'quiet-web', name: 'Again' } });
    await api.call('PATCH /sources/quiet-web', { token, body: { name: 'New' }, headers: { 'if-match': '"0"' } });
    const { body } = await api.call('GET /audit-events', { token });

    expect((body['data'] as { auditEvents: unknown[] }).auditEvents).toHaveLength(1);
  });
});
