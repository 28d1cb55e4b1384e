import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRouter } from '../../../../functions/control-api/http/router.ts';
import { workspaceAdminRoutes } from '../../../../functions/control-api/operator/workspace-routes.ts';
import { anApi } from '../../../support/an-api.ts';
import { CONTROL_TABLE, startRealTables } from '../../../support/real-tables.ts';
import { withoutWaits } from '../../../support/without-waits.ts';

let tables: Awaited<ReturnType<typeof startRealTables>>;

beforeAll(async () => {
  tables = await startRealTables();
});
afterAll(() => tables.close());

async function send(line: string, { body, isOpen = false, headers = {} }: Partial<Sent> = {}) {
  const control = withoutWaits({ dynamodb: tables.dynamodb, table: CONTROL_TABLE });
  const route = createRouter(workspaceAdminRoutes({ tables: control, isOpen, now: () => new Date() }));
  const [method = '', path = '/api/workspaces'] = line.split(' ');
  const event = {
    requestContext: { http: { method, path } },
    headers: { host: 'abc.execute-api.eu-west-1.amazonaws.com', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  // The real event has two dozen fields; the router reads these.
  const answer = await route(event as unknown as APIGatewayProxyEventV2);
  return { status: answer.statusCode, body: JSON.parse(answer.body ?? '') as Record<string, unknown> };
}

type Sent = { readonly body: object; readonly isOpen: boolean; readonly headers: Record<string, string> };

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

    const answer = await send('POST', { body: { id: 'mine' }, isOpen: true, headers });

    expect(answer).toMatchObject({ status: 403, body: { code: 'foreign_page' } });
  });
});
