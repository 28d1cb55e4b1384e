import { describe, expect, test } from 'vitest';
import { anIngest, aRequest, basic } from './an-ingest.ts';

const listOf = (header: string | undefined): string[] => header?.split(',').map((name) => name.trim()) ?? [];

describe('a preflight', () => {
  const aPreflight = (path = '/v1/t') =>
    aRequest({ method: 'OPTIONS', path, body: '', headers: { origin: 'https://shop.example' } });

  test('allows what the SDKs send', async () => {
    const response = await anIngest().send(aPreflight());

    expect(response.status).toBe(204);
    expect(response.body).toBe('');
    expect(listOf(response.headers['access-control-allow-methods'])).toContain('POST');
    expect(listOf(response.headers['access-control-allow-headers'])).toEqual(
      expect.arrayContaining(['authorization', 'content-type', 'x-retry-count']),
    );
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-credentials': 'true',
      'access-control-max-age': '86400',
    });
  });

  test.each([
    'traceparent',
    'traceparent,tracestate',
    'content-type, request-id, request-context',
    'x-datadog-trace-id,x-datadog-parent-id,x-datadog-origin,x-datadog-sampling-priority',
    'sentry-trace,baggage',
    'newrelic',
    'b3, x-b3-traceid',
    'elastic-apm-traceparent',
    'x-amzn-trace-id',
    'anonymousid,sentat,rsa-retry-count',
  ])('allows what tools add to every request of a page: %s', async (asked) => {
    const { headers, ...request } = aPreflight();

    const response = await anIngest().send({
      ...request,
      headers: { ...headers, 'access-control-request-headers': asked },
    });

    expect(listOf(response.headers['access-control-allow-headers'])).toEqual(
      expect.arrayContaining(['authorization', 'content-type', ...listOf(asked)]),
    );
  });

  test.each(['', 'a b', 'x\r\ny', 'x;y', '*,', `x-${'y'.repeat(3_000)}`])(
    'does not repeat what is no list of headers: %j',
    async (asked) => {
      const { headers, ...request } = aPreflight();

      const response = await anIngest().send({
        ...request,
        headers: { ...headers, 'access-control-request-headers': asked },
      });

      expect(listOf(response.headers['access-control-allow-headers'])).toHaveLength(5);
    },
  );

  test.each(['/v1/batch', '/v1/m', '/v1/nowhere', '/'])(
    'is answered for %s without touching anything',
    async (path) => {
      const ingest = anIngest({ sourceOfWriteKey: () => Promise.reject(new Error('asked for a source')) });

      const response = await ingest.send(aPreflight(path));

      expect(response.status).toBe(204);
      expect(ingest.enqueued).toEqual([]);
    },
  );
});

describe('every answer', () => {
  test.each([
    ['a success', aRequest(), 200],
    ['an error', aRequest({ body: '{' }), 400],
    ['a path that leads nowhere', aRequest({ path: '/v1/nowhere' }), 404],
  ])('(%s) can be read by a page of any origin', async (_what, request, status) => {
    const headers = { ...request.headers, origin: 'https://shop.example' };

    const response = await anIngest().send({ ...request, headers });

    expect(response.status).toBe(status);
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-credentials': 'true',
      vary: 'origin',
    });
    expect(listOf(response.headers['access-control-expose-headers'])).toEqual(['retry-after', 'x-penstock-warning']);
  });

  test('to a request without an origin allows all, and no credentials', async () => {
    const response = await anIngest().send(aRequest());

    expect(response.headers['access-control-allow-origin']).toBe('*');
    expect(response.headers).not.toHaveProperty('access-control-allow-credentials');
    expect(response.headers).not.toHaveProperty('vary');
  });

  test('keeps its own headers beside those', async () => {
    const headers = { authorization: basic('wk_old:'), origin: 'https://shop.example' };

    const response = await anIngest().send(aRequest({ headers }));

    expect(response.headers).toMatchObject({
      'content-type': 'application/json',
      'x-penstock-warning': 'not accepted: source_disabled (1)',
    });
  });
});
