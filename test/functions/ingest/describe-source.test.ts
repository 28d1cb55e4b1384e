import { describe, expect, test } from 'vitest';
import { anIngest, aRequest, basic, jsonOf } from './an-ingest.ts';

const get = (path: string, overrides: object = {}) =>
  aRequest({ method: 'GET', path, headers: {}, body: '', ...overrides });

describe('the settings of a source', () => {
  test('name this address, so that no SDK sends to Segment', async () => {
    const response = await anIngest().send(get('/v1/projects/wk_web/settings'));

    expect(response.status).toBe(200);
    expect(jsonOf(response)).toMatchObject({
      integrations: { 'Segment.io': { apiKey: 'wk_web', apiHost: 'events.example.com/v1' } },
      metrics: { sampleRate: 0 },
    });
    expect(response.body).not.toContain('protocol');
  });

  test('say http where it is', async () => {
    const response = await anIngest().send(get('/v1/projects/wk_web/settings', { origin: 'http://localhost:8080' }));

    expect(jsonOf(response)).toMatchObject({
      integrations: { 'Segment.io': { apiHost: 'localhost:8080/v1', protocol: 'http' } },
    });
  });

  test('have the objects that mobile SDKs decode', async () => {
    const response = await anIngest().send(get('/v1/projects/wk_web/settings'));

    const settings = jsonOf(response) as Record<string, unknown>;
    for (const name of ['plan', 'edgeFunction', 'middlewareSettings', 'metrics', 'consentSettings']) {
      expect(settings[name]).toBeTypeOf('object');
    }
  });

  test('may be read by pages of any origin and kept for a minute', async () => {
    const headers = { origin: 'https://shop.example' };

    const response = await anIngest().send(get('/v1/projects/wk_web/settings', { headers }));

    expect(response.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'cache-control': 'max-age=60',
      vary: expect.stringContaining('origin') as unknown,
    });
  });

  test('of a source that is off are there: it can be switched on again while an app runs', async () => {
    const response = await anIngest().send(get('/v1/projects/wk_old/settings'));

    expect(response.status).toBe(200);
  });

  test.each(['/v1/projects/wk_nobody/settings', '/sourceConfig?writeKey=wk_nobody'])(
    'of an unknown key are not there: %s',
    async (path) => {
      const response = await anIngest().send(get(path.split('?')[0] ?? '', { query: { writeKey: 'wk_nobody' } }));

      expect(response.status).toBe(404);
      expect(jsonOf(response)).toMatchObject({ code: 'unknown_source' });
      expect(response.headers).toMatchObject({ 'access-control-allow-origin': '*' });
    },
  );

  test.each(['/v1/projects/wk_web/settings', '/sourceConfig'])('%s cannot be written', async (path) => {
    const response = await anIngest().send(aRequest({ path }));

    expect(response.status).toBe(405);
    expect(response.headers).toMatchObject({ allow: 'GET, HEAD, OPTIONS' });
  });
});

describe('the source of RudderStack', () => {
  test.each([
    ['in the header', { headers: { authorization: basic('wk_web:') } }],
    ['in the query string', { query: { writeKey: 'wk_web', p: 'npm' } }],
  ])('is found by a write key %s, and has no destinations and no reports', async (_, overrides) => {
    const response = await anIngest().send(get('/sourceConfig/', overrides));

    expect(response.status).toBe(200);
    expect(jsonOf(response)).toMatchObject({
      source: {
        id: 'web',
        enabled: true,
        config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
        destinations: [],
      },
    });
  });

  test('says when it is off, so that nothing is sent', async () => {
    const response = await anIngest().send(get('/sourceConfig', { headers: { authorization: basic('wk_old:') } }));

    expect(jsonOf(response)).toMatchObject({ source: { id: 'old', enabled: false } });
  });
});

describe('the address of a sender that uses Jitsu', () => {
  const context = { library: { name: '@jitsu/js', env: 'browser' } };
  const send = async (headers: Record<string, string>) => {
    const ingest = anIngest();
    const request = aRequest({ path: '/api/s/track', body: { userId: 'u', event: 'E', context } });
    await ingest.send({ ...request, headers: { 'x-write-key': 'wk_web:s3cret', ...headers } });
    return ingest.events().map((event) => (event['context'] as { ip?: string }).ip);
  };

  test.each([
    [{}, '198.51.100.7'],
    [{ 'x-ip-policy': 'stripLastOctet' }, '198.51.100.0'],
    [{ 'x-ip-policy': 'remove' }, undefined],
  ])('is recorded as %j allows', async (headers, ip) => {
    expect(await send(headers)).toEqual([ip]);
  });
});
