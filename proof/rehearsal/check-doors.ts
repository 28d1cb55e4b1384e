import { expect } from './expect.ts';
import { notFaithful, ok, type Report } from './report.ts';
import { signedCall, signedGet } from './signed-get.ts';

/** A browser's question before it sends an event with a write key from another site. */
const PREFLIGHT = {
  origin: 'https://shop.example',
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type',
};

/** Who gets in at the deployed endpoint, and who does not. */
export async function checkDoors(report: Report, apiUrl: string): Promise<void> {
  await report.check('the endpoint answers', async () => {
    const response = await fetch(`${apiUrl}/healthz`);

    expect('GET /healthz', response.status, 200);
    return ok('by path on loopback; on AWS by its own host name');
  });

  await report.check('/api is for AWS identities only', async () => {
    const unsigned = await fetch(`${apiUrl}/api/ledger`);
    const stranger = await signedGet(`${apiUrl}/api/ledger`, 'AKIASTRANGERSTRANGER');
    const operator = await signedGet(`${apiUrl}/api/ledger`);

    expect(
      'unsigned, signed by a stranger, signed by the operator',
      statuses(unsigned, stranger, operator),
      [403, 403, 200],
    );
    return ok('refuses the unsigned and the unknown');
  });

  await report.check('/api/operator/v1 is /api/v1 for AWS identities', async () => {
    const overview = `${apiUrl}/api/operator/v1/delivery-overview`;
    const unsigned = await fetch(overview);
    const operator = await signedGet(overview);
    const elsewhere = await signedGet(`${apiUrl}/api/v1/delivery-overview`);

    expect('unsigned, signed', statuses(unsigned, operator), [403, 200]);
    expect('signed, where tokens are asked for', elsewhere.status, 401);
    return ok('the function believes who API Gateway says it is');
  });

  await report.check('/api/v1 is for API tokens', async () => {
    const without = await fetch(`${apiUrl}/api/v1/sources`);
    const created = await signedCall(`${apiUrl}/api/workspaces`, { method: 'POST', body: '{"id":"by-api"}' });
    const { token } = (await created.json()) as { token?: { token: string } };
    const headers = { authorization: `Bearer ${token?.token ?? ''}`, 'content-type': 'application/json' };
    const key = { 'idempotency-key': 'rehearsal-of-a-deployment' };
    const post = (): Promise<Response> =>
      fetch(`${apiUrl}/api/v1/sources`, { method: 'POST', headers: { ...headers, ...key }, body: '{"name":"Web"}' });
    const [first, second] = [await post(), await post()];
    const listed = await fetch(`${apiUrl}/api/v1/sources`, { headers });

    expect('without a token, a new workspace', statuses(without, created), [401, 201]);
    expect('a new source, again, the list', statuses(first, second, listed), [201, 201, 200]);
    expect('sources', ((await listed.json()) as { data: { sources: unknown[] } }).data.sources.length, 1);
    return ok('an operator creates a workspace, its token a source, once');
  });

  await checkInvitations(report, apiUrl);

  await report.check('an unknown write key is told so', async () => {
    const response = await postTrack(apiUrl, 'wk_nobody');

    expect('the status', response.status, 200);
    if (!response.headers.has('x-penstock-warning')) throw new Error('the header x-penstock-warning is missing');
    return ok('200, with the header x-penstock-warning');
  });

  await report.check('CORS preflight reaches ingest', async () => {
    const response = await fetch(`${apiUrl}/v1/track`, { method: 'OPTIONS', headers: PREFLIGHT });
    const text = await response.text();
    if (text.includes('CORS not configured')) {
      return notFaithful('the emulator answers 403 itself; AWS hands OPTIONS to the ANY route (see test/functions)');
    }

    expect('allowed origin', response.headers.get('access-control-allow-origin'), PREFLIGHT.origin);
    return ok('and allows the origin that asks');
  });
}

async function checkInvitations(report: Report, apiUrl: string): Promise<void> {
  await report.check('people are invited at the user pool, and may be asked for there', async () => {
    const created = await signedCall(`${apiUrl}/api/workspaces`, { method: 'POST', body: '{"id":"inviting"}' });
    const { token } = (await created.json()) as { token?: { token: string } };
    const headers = { authorization: `Bearer ${token?.token ?? ''}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ email: 'ann@example.com', role: 'owner', invite: true });
    const added = await fetch(`${apiUrl}/api/v1/users`, { method: 'POST', headers, body });
    const listed = await fetch(`${apiUrl}/api/v1/users`, { headers });
    const { data } = (await listed.json()) as { data: { users: { account?: { state: string } }[] } };

    expect('the person, the list', statuses(added, listed), [201, 200]);
    expect('what the pool says', data.users[0]?.account?.state, 'invited');
    return ok('by the permissions of the function alone');
  });
}

function postTrack(apiUrl: string, writeKey: string): Promise<Response> {
  return fetch(`${apiUrl}/v1/track`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${writeKey}:`)}` },
    body: JSON.stringify({ userId: 'u1', event: 'From nobody' }),
  });
}

function statuses(...responses: readonly Response[]): number[] {
  return responses.map(({ status }) => status);
}
