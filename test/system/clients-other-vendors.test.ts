// Jitsu's published SDK as its users run it, and requests shaped as in the sources of RudderStack's and Customer.io's.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { jitsuAnalytics } from '@jitsu/js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENRICHED, startClientWorld, theOne, type ClientWorld } from './client-world.ts';
import { httpCall, jsonOf, type HttpReply } from './http-call.ts';
import { basic, ledgerFaults } from '../support/test-pipeline.ts';

const MB = 1024 * 1024;

let world: ClientWorld;

beforeAll(async () => {
  world = await startClientWorld();
});
afterAll(() => world.close());

describe('@rudderstack/analytics-js', () => {
  const page = { origin: 'https://shop.example' };

  test('may send what its preflights ask for, and starts with what /sourceConfig says', async () => {
    const asked = 'anonymousid,authorization,content-type,rsa-retry-attempt,rsa-retry-reason,sentat';
    const preflight = await httpCall(`${world.url}/v1/track`, {
      method: 'OPTIONS',
      headers: { ...page, 'access-control-request-method': 'POST', 'access-control-request-headers': asked },
    });
    const config = await httpCall(`${world.url}/sourceConfig/?p=npm&v=3.34.1&writeKey=wk_web`, {
      method: 'GET',
      headers: { ...page, authorization: basic('wk_web') },
    });

    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-headers']).toContain(asked);
    expect(config.status).toBe(200);
    expect(config.headers['access-control-allow-origin']).toBe(page.origin);
    expect(jsonOf(config)).toMatchObject({ source: { id: 'web', enabled: true, config: {}, destinations: [] } });
  });

  test('delivers beacons, which carry their write key in the address alone', async () => {
    const batch = [{ type: 'track', event: 'Left', anonymousId: 'a1', messageId: 'beacon-1' }];

    const events = await world.deliveredFrom(async () => {
      const reply = await httpCall(`${world.url}/beacon/v1/batch?writeKey=wk_web`, {
        headers: { origin: 'https://shop.example', 'content-type': 'text/plain' },
        body: JSON.stringify({ batch, sentAt: '2026-03-04T05:06:09.000Z' }),
      });
      expect(reply.status).toBe(200);
      expect(reply.headers['x-penstock-warning']).toBeUndefined();
    });

    expect(events).toEqual([expect.objectContaining({ ...ENRICHED, event: 'Left', messageId: 'beacon-1' })]);
  });
});

/** Text that compresses no better than by half, so that the events need several messages. */
const aText = (seed: string, characters: number): string =>
  createHash('shake256', { outputLength: Math.ceil(characters / 2) })
    .update(seed)
    .digest('hex')
    .slice(0, characters);

describe("RudderStack's SDKs, which send up to 4 MB at once", () => {
  const aBatchOf = (count: number, bytes: number, prefix: string): string =>
    JSON.stringify({
      batch: Array.from({ length: count }, (_, number) => ({
        type: 'track',
        event: 'Imported',
        userId: `u-${number}`,
        messageId: `${prefix}-${number}`,
        properties: { filler: aText(`${prefix}-${number}`, bytes) },
      })),
    });
  const send = (body: string | Buffer, headers: Record<string, string> = {}): Promise<HttpReply> =>
    httpCall(`${world.url}/v1/batch`, {
      headers: { 'content-type': 'application/json', authorization: basic('wk_web'), ...headers },
      body,
    });

  test.each([
    ['as it is', (body: string) => body, {}],
    ['in gzip', (body: string) => gzipSync(body), { 'content-encoding': 'gzip' }],
  ])('delivers every event of 3.9 MB %s', async (how, encode, headers) => {
    const body = aBatchOf(2_400, 1_600, how);
    expect(body.length).toBeGreaterThan(3.85 * MB);

    const events = await world.deliveredFrom(async () => {
      const reply = await send(encode(body), headers);
      expect(reply.status).toBe(200);
      expect(reply.headers['x-penstock-warning']).toBeUndefined();
    });

    const ids = events.map((event) => (event as { messageId: string }).messageId);
    expect(new Set(ids).size).toBe(2_400);
    expect(ids).toHaveLength(2_400);
  });

  test('sees every refused event counted where the body can be read, and one where it cannot', async () => {
    const rejected = async () => (await world.pipeline.ledger()).sources[0]?.rejected ?? {};
    const before = await rejected();

    const readable = await send(aBatchOf(40, 90_000, 'each-too-large'));
    const tooMany = await send(aBatchOf(2_501, 1_000, 'too-many'));
    const unreadable = await send(aBatchOf(2_700, 1_500, 'beyond'));
    await world.pipeline.drain();

    expect([readable, tooMany, unreadable].map(({ status }) => status)).toEqual([200, 200, 400]);
    expect(jsonOf(unreadable)).toMatchObject({
      code: 'body_too_large',
      message: expect.stringContaining('counts as one') as unknown,
    });
    const after = await rejected();
    const growth = (reason: string): number => (after[reason] ?? 0) - (before[reason] ?? 0);
    expect([growth('event_too_large'), growth('too_many_events'), growth('body_too_large')]).toEqual([40, 2_501, 1]);
  });
});

describe('@jitsu/js', () => {
  test.each([
    ['a page', false],
    ['a server', true],
  ])('delivers its calls as %s, with a key that has a secret behind it', async (_, s2s) => {
    const failures: unknown[] = [];
    const sdk = jitsuAnalytics({
      host: world.url,
      writeKey: 'wk_web:a-secret',
      s2s,
      errorPolicy: (...texts: unknown[]) => void failures.push(texts),
    });

    const events = await world.deliveredFrom(async () => {
      await sdk.identify('user-1', { email: 'ada@example.com' });
      await sdk.track('Order Completed', { revenue: 12.5 });
      await sdk.page({ name: 'Index' });
      await sdk.group('group-1', { employees: 40 });
    });

    expect(failures).toEqual([]);
    expect(events.map(({ type }) => type).sort()).toEqual(['group', 'identify', 'page', 'track']);
    for (const event of events) {
      expect(event).toMatchObject({ ...ENRICHED, context: { library: { name: '@jitsu/js' } } });
      expect(JSON.stringify(event)).not.toContain('wk_web');
    }
    expect(theOne(events, 'track')).toMatchObject({ event: 'Order Completed', properties: { revenue: 12.5 } });
    expect(theOne(events, 'identify')).toMatchObject({ userId: 'user-1', traits: { email: 'ada@example.com' } });
  });
});

test("delivers what Customer.io's Python SDK sends with its key as a bearer token", async () => {
  const batch = [{ type: 'track', event: 'Ordered', userId: 'user-1', messageId: 'cio-1', integrations: {} }];

  const events = await world.deliveredFrom(async () => {
    const reply = await httpCall(`${world.url}/v1/batch`, {
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer wk_web',
        'user-agent': 'analytics-python/1.1.0',
      },
      body: JSON.stringify({ batch, sentAt: '2026-03-04T05:06:12.345678+00:00' }),
    });
    expect(reply.headers['x-penstock-warning']).toBeUndefined();
  });

  expect(events).toEqual([expect.objectContaining({ ...ENRICHED, event: 'Ordered', messageId: 'cio-1' })]);
});

test('leaves a ledger whose sums close', async () => {
  await world.pipeline.drain();

  expect(ledgerFaults(await world.pipeline.ledger())).toEqual([]);
});
