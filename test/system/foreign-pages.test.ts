import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPipeline, type Pipeline } from '../../local/start-pipeline.ts';

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({ dataDir: 'memory', signIn: true });
});

afterAll(() => pipeline.close());

type Asked = { method: string; path: string; headers: Record<string, string>; body?: string };

/** Not fetch, which lets nobody choose a Host or an Origin. */
function statusOf(base: string, { method, path, headers, body = '' }: Asked): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, base), { method, headers, agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject).end(body);
  });
}

const ATTACKS: Record<string, Record<string, string>> = {
  'from a page of another origin': { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  'by DNS rebinding': { host: 'evil.example' },
  'from an image or a script': { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
};

const OPERATIONS = [
  ['GET', '/api/ledger'],
  ['GET', '/api/trace/web/1'],
  ['GET', '/api/undelivered'],
  ['POST', '/api/undelivered/redrive'],
  ['POST', '/api/undelivered/discard'],
  ['GET', '/api/replays'],
  ['POST', '/api/replays'],
  ['POST', '/api/replays/x/cancel'],
  ['GET', '/api/workspaces'],
  ['POST', '/api/workspaces/default/tokens'],
  ['GET', '/api/v1/sources'],
  ['POST', '/api/v1/tokens'],
  ['OPTIONS', '/api/v1/tokens'],
] as const;

describe.each(Object.entries(ATTACKS))('a request %s', (_, headers) => {
  test.each(OPERATIONS)('gets nothing from %s %s', async (method, path) => {
    const status = await statusOf(pipeline.url, { method, path, headers });

    expect(status).toBe(403);
  });

  test.each(['sqsEndpoint', 's3Endpoint', 'dynamoEndpoint', 'kmsEndpoint'] as const)(
    'gets nothing from %s',
    async (emulator) => {
      const asked = { path: '/', headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables', ...headers }, body: '{}' };

      const statuses = await Promise.all(
        ['POST', 'OPTIONS', 'PUT'].map((method) => statusOf(pipeline[emulator], { ...asked, method })),
      );

      expect(statuses.every((status) => status === 400 || status === 403)).toBe(true);
    },
  );
});

test('lets nobody send a form to what wants JSON', async () => {
  const headers = { 'content-type': 'text/plain' };

  const status = await statusOf(pipeline.url, { method: 'POST', path: '/api/replays', headers, body: '{}' });

  expect(status).toBe(415);
});

test('lets nobody sign in under another name', async () => {
  const issuer = pipeline.signIn?.issuer ?? '';

  const status = await statusOf(issuer, { method: 'GET', path: '/auth', headers: { host: 'evil.example' } });

  expect(status).toBe(421);
});

test('takes events of every page', async () => {
  const headers = { origin: 'https://shop.example', 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site' };
  const body = JSON.stringify({ writeKey: 'unknown', type: 'track', event: 'Seen', anonymousId: 'a' });

  const status = await statusOf(pipeline.url, { method: 'POST', path: '/v1/track', headers, body });

  expect(status).toBe(200);
});
