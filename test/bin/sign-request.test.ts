import { expect, test } from 'vitest';
import { createSign } from '../../bin/penstock/sign-request.ts';
import { createApiClient } from '../../client/api-client.ts';
import { HASH_HEADER, isSignedWith, sha256 } from '../../local/sigv4.ts';

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
const sign = createSign({ region: async () => 'eu-west-1', credentials: async () => credentials });

type Sent = { readonly url: URL; readonly init: RequestInit };

/** What an operator's client has sent. */
async function sentBy(call: (client: ReturnType<typeof createApiClient>) => Promise<unknown>): Promise<Sent> {
  let sent: Sent | undefined;
  const answer: typeof fetch = async (url, init = {}) => {
    sent = { url: url as URL, init };
    return Response.json({ data: {} });
  };
  const url = 'https://abc.execute-api.eu-west-1.amazonaws.com';
  await call(createApiClient({ url, operator: sign, workspace: 'shop', fetch: answer }));
  if (sent === undefined) throw new Error('Nothing was sent.');
  return sent;
}

function isSigned({ url, init }: Sent): boolean {
  const headers = { ...Object.fromEntries(new Headers(init.headers)), host: url.host };
  const request = { method: init.method ?? '', target: `${url.pathname}${url.search}`, headers };
  return isSignedWith(credentials, request, () => sha256(typeof init.body === 'string' ? init.body : ''));
}

test('a request of an operator goes to the door of operators, and its signature holds for all of it', async () => {
  const body = { id: 'web', name: 'Web & App' };

  const posted = await sentBy((client) => client.call('POST /sources', { body, idempotencyKey: 'a-key-of-16-chars' }));
  const asked = await sentBy((client) => client.call('GET /events', { query: { messageId: 'a b+c/d' } }));

  expect(posted.url.pathname).toBe('/api/operator/v1/sources');
  expect(new Headers(posted.init.headers).get('x-penstock-workspace')).toBe('shop');
  expect(new Headers(posted.init.headers).get('authorization')).toContain('/eu-west-1/execute-api/aws4_request');
  expect([isSigned(posted), isSigned(asked)]).toEqual([true, true]);
  expect(new Headers(posted.init.headers).get(HASH_HEADER)).toBe(sha256(JSON.stringify(body)));
});

test('the workspace that a request names is signed along', async () => {
  const sent = await sentBy((client) => client.call('GET /sources'));
  const headers = new Headers(sent.init.headers);
  headers.set('x-penstock-workspace', 'other');

  expect(isSigned({ ...sent, init: { ...sent.init, headers } })).toBe(false);
});
