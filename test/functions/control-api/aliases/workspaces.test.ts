import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anApi, type ApiCall } from '../../../support/an-api.ts';
import { startRealTables } from '../../../support/real-tables.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;

beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

const send = (line: string, call: ApiCall = {}) => {
  const [method, path = '/api/workspaces'] = line.split(' ');
  return anApi(tables.dynamodb).byAlias(`${method} ${path}`, call);
};

describe('an operator', () => {
  test('creates a workspace with its first owner, and gets its first token', async () => {
    const created = await send('POST', { body: { id: 'acme', name: 'Acme', owner: 'Ann@Example.com' } });
    const { token } = created.body['token'] as { token: string };
    const users = await anApi(tables.dynamodb).call('GET /users', { token });
    const listed = await send('GET');

    expect(created.status).toBe(201);
    expect(users.body).toMatchObject({ data: { users: [{ email: 'ann@example.com', role: 'owner' }] } });
    expect(listed.body).toMatchObject({ workspaces: [{ id: 'acme', name: 'Acme' }] });
  });

  test('does not get into a workspace that is there', async () => {
    await send('POST', { body: { id: 'taken' } });

    const again = await send('POST', { body: { id: 'taken', owner: 'mallory@example.com' } });

    expect(again).toMatchObject({ status: 409, body: { code: 'already_exists' } });
  });

  test('gets a token of a workspace that is there, and of no other', async () => {
    await send('POST', { body: { id: 'by-file' } });

    const made = await send('POST /api/workspaces/by-file/tokens');
    const missing = await send('POST /api/workspaces/nowhere/tokens');
    const { token } = made.body['token'] as { token: string };
    const shown = await anApi(tables.dynamodb).call('GET /', { token });

    expect(shown.body).toMatchObject({ data: { workspace: { id: 'by-file' } } });
    expect(missing).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test('is told what to send', async () => {
    const answer = await send('POST', { body: { id: 'Not An Id' } });

    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_body' } });
  });

  test('on one machine is no web page', async () => {
    const headers = { host: 'localhost:8080', origin: 'https://evil.example' };

    const here = anApi(tables.dynamodb, { localOwner: { name: 'local', workspace: undefined } });

    const answer = await here.byAlias('POST /api/workspaces', { identity: undefined, body: { id: 'mine' }, headers });

    expect(answer).toMatchObject({ status: 403, body: { code: 'foreign_page' } });
  });
});
