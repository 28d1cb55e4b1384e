import { describe, expect, test } from 'vitest';
import { anEvent } from '../../support/an-event.ts';
import { anIngest, aRequest, jsonOf } from './an-ingest.ts';

/** An event that is complete as each of the six calls. */
const universal = anEvent({ groupId: 'g', previousId: 'p', traits: {}, name: 'Home', type: undefined });

describe('a path for one event', () => {
  test.each<[path: string, type: string]>([
    ...['track', 'identify', 'page', 'screen', 'group', 'alias'].map((type): [string, string] => [`/v1/${type}`, type]),
    ['/v1/t', 'track'],
    ['/v1/i', 'identify'],
    ['/v1/p', 'page'],
    ['/v1/s', 'screen'],
    ['/v1/g', 'group'],
    ['/v1/a', 'alias'],
    ['/v1/track/', 'track'],
    ['/v1/t/', 'track'],
    ['/v1/alias//', 'alias'],
    ['//v1/track', 'track'],
    ['/v1//identify', 'identify'],
    ['///v1/g/', 'group'],
    ['/api/s/track', 'track'],
    ['/api/s/s2s/page', 'page'],
    ['//api/s/identify/', 'identify'],
  ])('%s implies the type %s', async (path, type) => {
    const ingest = anIngest();

    const response = await ingest.send(aRequest({ path, body: universal }));

    expect(response.status).toBe(200);
    expect(ingest.events()).toEqual([expect.objectContaining({ type })]);
    expect(ingest.enqueued[0]?.events[0]?.type).toBe(type);
  });
});

describe('a path for a batch', () => {
  test.each([
    '/v1/batch',
    '/v1/b',
    '/v1/import',
    '//v1/batch',
    '/beacon/v1/batch',
    '/v1/batch/',
    '/v1/b/',
    '/v1/import/',
  ])('%s', async (path) => {
    const ingest = anIngest();

    const response = await ingest.send(aRequest({ path, body: { batch: [anEvent(), anEvent({ type: 'page' })] } }));

    expect(response.status).toBe(200);
    expect(ingest.events().map(({ type }) => type)).toEqual(['track', 'page']);
  });
});

describe('the path for the metrics of SDKs', () => {
  test.each(['/v1/m', '/v1/m/'])('%s takes anything and keeps nothing', async (path) => {
    const ingest = anIngest();

    const response = await ingest.send(aRequest({ path, body: '{"series":[{"type":"Counter"}]}', headers: {} }));

    expect([response.status, response.body]).toEqual([200, '{"success":true}']);
    expect(ingest.enqueued).toEqual([]);
  });
});

describe('a path that leads nowhere', () => {
  test.each([
    ...['/', '/v1', '/v1/', '/v2/track', '/v1/delete', '/v1/d', '/v1/Track', '/v1/track/x', '/v1/batch/track'],
    ...[
      '/api/s',
      '/api/s/s2s',
      '/api/s/delete',
      '/api/s/track/x',
      '/beacon/v1/track',
      '/sourceConfig/x',
      '/v1/projects',
    ],
    ...['/v1/projects/settings', '/v1/projects/wk_web', '/v1/projects/wk_web/settings/x', '/v1/hasOwnProperty'],
    ...['/v1/toString', '/v1/constructor', '/x/v1/track', '/v1/track\n', '//x/v1/track', 'v1/track'],
  ])('%j is answered 404 with the paths that there are', async (path) => {
    const ingest = anIngest();

    const response = await ingest.send(aRequest({ path }));

    expect(response.status).toBe(404);
    expect(jsonOf(response)).toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('/v1/track') as string,
    });
    expect(ingest.enqueued).toEqual([]);
  });
});

describe('a method other than POST', () => {
  test.each(['GET', 'PUT', 'DELETE', 'HEAD', 'PATCH'])('%s is answered 405', async (method) => {
    const ingest = anIngest();

    const response = await ingest.send(aRequest({ method }));

    expect(response.status).toBe(405);
    expect(response.headers).toMatchObject({ allow: 'POST, OPTIONS' });
    expect(ingest.enqueued).toEqual([]);
  });
});
