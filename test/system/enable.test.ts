import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aDefinition } from '../support/a-component.ts';
import { startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

// "Enable with Penstock" over HTTP, as a partner's server and a customer's page do it, until events arrive.

const CALLBACK = 'https://partner.example/callback';
const SHARED_SECRET = 'between-penstock-and-partner';

let receiver: Receiver;
let pipeline: TestPipeline;

beforeAll(async () => {
  receiver = await startReceiver();
  pipeline = await startTestPipeline({ workspace: 'acme', sources: [{ id: 'web', writeKeys: ['wk_web'] }] });
  await api('POST /apps', { id: 'crm', name: 'CRM' });
  const config = { url: `${receiver.url}/crm`, sharedSecret: SHARED_SECRET };
  await api('POST /components', { ...aDefinition, id: 'crm-hook', appId: 'crm', kind: 'webhook', config });
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

type Body = Record<string, unknown>;

async function api(line: string, body?: object, token?: string): Promise<{ status: number; body: Body }> {
  const [method = 'GET', path = '/'] = line.split(' ');
  const response = await fetch(`${pipeline.url}/api/v1${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

const dataIn = ({ body }: { body: Body }, name: string): unknown => (body['data'] as Body)[name];

describe('Enable with Penstock on a running pipeline', () => {
  test("goes from a customer's click to events at the partner, and ends when the customer says so", async () => {
    const registered = await api('POST /apps/crm/oauth-clients', { name: 'CRM', redirectUris: [CALLBACK] });
    const client = dataIn(registered, 'oauthClient') as { id: string; secret: string };
    const verifier = randomBytes(32).toString('base64url');
    const query = new URLSearchParams({
      ...{
        response_type: 'code',
        client_id: client.id,
        redirect_uri: CALLBACK,
        scope: 'destination/crm',
        state: 'xyz',
      },
      ...{ code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' },
    });

    // The customer's page.
    const described = await fetch(`${pipeline.url}/oauth2/authorize?${query.toString()}`);
    const { request } = (await described.json()) as { request: object };
    const granted = await api('POST /oauth/grants', { ...request, sourceId: 'web' });
    const back = new URL(String(dataIn(granted, 'redirectTo')));
    const grant = dataIn(granted, 'grant') as { id: string };

    // The partner's server.
    const exchanged = await fetch(`${pipeline.url}/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}` },
      body: new URLSearchParams({
        ...{ grant_type: 'authorization_code', code: back.searchParams.get('code') ?? '' },
        ...{ redirect_uri: CALLBACK, code_verifier: verifier },
      }),
    });
    const { access_token: token = '' } = (await exchanged.json()) as { access_token?: string };
    const settings = { apiKey: 'given-by-the-partner' };
    const created = await api('POST /destinations', { sourceId: 'web', metadataId: 'crm-hook', settings }, token);

    const arrives = async (): Promise<number> => {
      await pipeline.send('/v1/track', { userId: 'u', event: 'E' });
      await pipeline.drain();
      return receiver.requests.length;
    };
    await expect.poll(arrives, { interval: 200 }).toBeGreaterThan(0);
    const foreign = await api('GET /sources/web', undefined, token);
    await api(`DELETE /oauth/grants/${grant.id}`);
    const afterwards = await api('GET /destinations', undefined, token);

    expect([described.status, exchanged.status, created.status]).toEqual([200, 200, 201]);
    expect(back.searchParams.get('state')).toBe('xyz');
    expect([foreign.status, afterwards.status]).toEqual([403, 401]);
    expect(receiver.requests[0]?.path).toBe('/crm');
    expect(receiver.requests[0]?.headers['x-signature']).toMatch(/^[0-9a-f]{40}$/);
    const secrets = [client.secret, token, 'given-by-the-partner', SHARED_SECRET];
    expect(pipeline.lines.join('\n')).not.toMatch(new RegExp(secrets.join('|')));
  });
});
