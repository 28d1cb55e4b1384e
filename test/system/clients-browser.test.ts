// Requests shaped exactly like those of analytics.js in a browser, of the pixel, and of the SDKs' own metrics.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { correctionMs, ENRICHED, startClientWorld, theOne, type ClientWorld } from './client-world.ts';
import { httpCall, jsonOf, type HttpCall, type HttpReply } from './http-call.ts';
import { basic, ledgerFaults } from '../support/test-pipeline.ts';

let world: ClientWorld;

beforeAll(async () => {
  world = await startClientWorld();
});
afterAll(() => world.close());

const ORIGIN = 'https://shop.example';
const BROWSER = {
  origin: ORIGIN,
  referer: `${ORIGIN}/`,
  accept: '*/*',
  'accept-encoding': 'gzip, deflate, br, zstd',
  'accept-language': 'de-DE,de;q=0.9',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'sec-fetch-site': 'cross-site',
  'sec-fetch-mode': 'cors',
  'sec-fetch-dest': 'empty',
  'content-type': 'text/plain',
};
const AUTHORISED = { ...BROWSER, authorization: basic('wk_web') };
const CONTEXT = {
  page: { path: '/tee', referrer: '', search: '', title: 'Grüner Tee 🍵', url: `${ORIGIN}/tee` },
  userAgent: BROWSER['user-agent'],
  userAgentData: { brands: [{ brand: 'Chromium', version: '140' }], mobile: false, platform: 'Linux' },
  locale: 'de-DE',
  library: { name: 'analytics.js', version: 'npm:next-1.84.0' },
  timezone: 'Europe/Berlin',
};

/** An event as analytics-next makes it; one that travels alone has a write key, `sentAt` and what it knows of plugins. */
function aBrowserEvent(messageId: string, overrides: object = {}): object {
  return {
    timestamp: '2026-03-04T05:06:07.000Z',
    integrations: {},
    type: 'track',
    properties: { revenue: 12.5 },
    event: 'Order Completed',
    context: CONTEXT,
    messageId,
    anonymousId: '0d6f2f38-61d2-4f5f-a2b1-3c4d5e6f7a8b',
    userId: null,
    ...overrides,
  };
}

const ALONE = {
  writeKey: 'wk_web',
  sentAt: '2026-03-04T05:06:09.000Z',
  _metadata: { bundled: ['Segment.io'], unbundled: [], bundledIds: [] },
};
const ID = 'ajs-next-1772600767000-11111111-2222-4333-8444-555555555555';

const post = (path: string, body: object | string, headers: HttpCall['headers'] = AUTHORISED): Promise<HttpReply> =>
  httpCall(`${world.url}${path}`, { headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

const words = (header: string | undefined): string[] => (header ?? '').toLowerCase().split(/\s*,\s*/);

describe('analytics-next', () => {
  test('may send what its preflight asks for, from any origin and with credentials', async () => {
    const reply = await httpCall(`${world.url}/v1/t`, {
      method: 'OPTIONS',
      headers: {
        origin: ORIGIN,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-retry-count',
      },
    });

    expect(reply.status).toBe(204);
    expect(reply.headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-credentials': 'true',
      'access-control-max-age': '86400',
      vary: 'origin',
    });
    expect(words(reply.headers['access-control-allow-methods'])).toContain('post');
    expect(words(reply.headers['access-control-allow-headers'])).toEqual(
      expect.arrayContaining(['authorization', 'content-type', 'x-retry-count']),
    );
  });

  test.each(['/v1/t', '/v1/track', '/v1/b', '/v1/batch', '/v1/m', '/v1/i/', '/v1/there-is-nothing-here'])(
    'is let through by the preflight of %s',
    async (path) => {
      const reply = await httpCall(`${world.url}${path}`, { method: 'OPTIONS', headers: { origin: ORIGIN } });

      expect(reply.status).toBe(204);
      expect(reply.headers['access-control-allow-origin']).toBe(ORIGIN);
    },
  );

  test('delivers a call with the fields of the browser, and with the address of the sender', async () => {
    let reply: HttpReply | undefined;
    const events = await world.deliveredFrom(async () => {
      reply = await post('/v1/t', aBrowserEvent(ID, ALONE));
    });

    expect(reply?.status).toBe(200);
    expect(reply?.body.toString()).toBe('{"success":true}');
    expect(reply?.headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-credentials': 'true',
    });
    expect(words(reply?.headers['access-control-expose-headers'])).toContain('retry-after');
    expect(events).toHaveLength(1);
    const [event = {}] = events;
    expect(event).toMatchObject({
      ...ENRICHED,
      type: 'track',
      event: 'Order Completed',
      properties: { revenue: 12.5 },
      messageId: ID,
      anonymousId: '0d6f2f38-61d2-4f5f-a2b1-3c4d5e6f7a8b',
      originalTimestamp: '2026-03-04T05:06:07.000Z',
      sentAt: '2026-03-04T05:06:09.000Z',
      channel: 'client',
      context: { ...CONTEXT, ip: '127.0.0.1' },
      _metadata: { bundled: ['Segment.io'], unbundled: [], bundledIds: [] },
    });
    expect(event).not.toHaveProperty('writeKey');
    // The call was made two seconds before it was sent, so it happened two seconds before it was received.
    expect(Date.parse(String(event['receivedAt'])) - Date.parse(String(event['timestamp']))).toBe(2_000);
  });

  test('delivers a call once that it repeats, with the header and the metadata of a retry', async () => {
    const again = { ...ALONE, sentAt: '2026-03-04T05:06:19.000Z', _metadata: { ...ALONE._metadata, retryCount: 1 } };

    const events = await world.deliveredFrom(async () => {
      await post('/v1/t', aBrowserEvent('ajs-next-1-repeated', ALONE));
      const reply = await post('/v1/t', aBrowserEvent('ajs-next-1-repeated', again), {
        ...AUTHORISED,
        'x-retry-count': '1',
      });
      expect(reply.status).toBe(200);
    });

    expect(events).toHaveLength(1);
    expect((await world.pipeline.ledger()).sources[0]).toMatchObject({ duplicates: 1 });
  });

  test('delivers what it sends to the short path of each call', async () => {
    const calls = {
      '/v1/i': { type: 'identify', userId: 'user-1', traits: { plan: 'pro' } },
      '/v1/p': { type: 'page', name: 'Tee', category: null, properties: { path: '/tee' } },
      '/v1/s': { type: 'screen', name: 'Home' },
      '/v1/g': { type: 'group', userId: 'user-1', groupId: 'group-1', traits: { employees: 40 } },
      '/v1/a': { type: 'alias', userId: 'user-1', previousId: 'anonymous-1' },
    };
    const statuses: number[] = [];

    const events = await world.deliveredFrom(async () => {
      for (const [path, fields] of Object.entries(calls)) {
        statuses.push((await post(path, { ...aBrowserEvent(`ajs${path}`, ALONE), ...fields })).status);
      }
    });

    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    expect(events).toHaveLength(5);
    for (const [path, fields] of Object.entries(calls)) {
      expect(theOne(events, fields.type)).toMatchObject({ ...ENRICHED, ...fields, messageId: `ajs${path}` });
    }
  });

  test('delivers a batch whose write key is in the body only, as it does when the page is left', async () => {
    const batch = ['one', 'two', 'three'].map((name) => aBrowserEvent(`ajs-next-batch-${name}`, { event: name }));

    const events = await world.deliveredFrom(async () => {
      const reply = await post('/v1/b', { writeKey: 'wk_web', batch, sentAt: '2026-03-04T05:06:10.000Z' }, BROWSER);
      expect({ status: reply.status, body: jsonOf(reply) }).toEqual({ status: 200, body: { success: true } });
    });

    expect(events.map(({ event }) => event).sort()).toEqual(['one', 'three', 'two']);
    for (const event of events) {
      expect(event).toMatchObject({ ...ENRICHED, context: { ...CONTEXT, ip: '127.0.0.1' } });
      expect(Date.parse(String(event['receivedAt'])) - Date.parse(String(event['timestamp']))).toBe(3_000);
    }
  });

  test('keeps the address that it gives itself, and no forwarded one that a sender made up', async () => {
    const hidden = aBrowserEvent('ajs-hidden', { ...ALONE, context: { ...CONTEXT, ip: '0.0.0.0' } });

    const events = await world.deliveredFrom(async () => {
      await post('/v1/t', hidden);
      await post('/v1/t', aBrowserEvent('ajs-forged', ALONE), { ...AUTHORISED, 'x-forwarded-for': '203.0.113.9' });
    });

    const ips = Object.fromEntries(
      events.map(({ messageId, context }) => [messageId, (context as { ip?: string }).ip]),
    ) as Record<string, string>;
    expect(ips).toEqual({ 'ajs-hidden': '0.0.0.0', 'ajs-forged': '127.0.0.1' });
  });

  test('can read why a request was refused, across origins too', async () => {
    const reply = await post('/v1/t', '{"event":');

    expect(reply.status).toBe(400);
    expect(reply.headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(jsonOf(reply)).toMatchObject({ success: false, code: 'malformed_json' });
  });
});

describe('the pixel', () => {
  const isPicture = (reply: HttpReply): boolean =>
    reply.status === 200 &&
    reply.headers['content-type'] === 'image/gif' &&
    reply.body.subarray(0, 6).toString() === 'GIF89a';
  const get = (query: string): Promise<HttpReply> => httpCall(`${world.url}/v1/pixel/${query}`, { method: 'GET' });

  test.each([
    ['unpadded base64', 'base64url'],
    ['padded base64', 'base64'],
  ] as const)('delivers an event in %s', async (_, encoding) => {
    const json = { writeKey: 'wk_web', userId: 'user-1', event: 'Mail Opened', properties: { subject: 'Grüße?>' } };
    const data = encodeURIComponent(Buffer.from(JSON.stringify(json)).toString(encoding));

    const events = await world.deliveredFrom(async () => {
      expect(isPicture(await get(`track?data=${data}`))).toBe(true);
    });

    expect(events).toEqual([
      expect.objectContaining({
        ...ENRICHED,
        type: 'track',
        userId: 'user-1',
        event: 'Mail Opened',
        properties: { subject: 'Grüße?>' },
        context: { library: { name: 'pixel' }, ip: '127.0.0.1' },
      }),
    ]);
    expect(events[0]).not.toHaveProperty('writeKey');
  });

  test('delivers an event in flat parameters', async () => {
    const query = 'writeKey=wk_web&anonymousId=a1&name=Newsletter&properties.campaign.name=Fr%C3%BChling';

    const events = await world.deliveredFrom(async () => {
      expect(isPicture(await get(`page?${query}`))).toBe(true);
    });

    expect(events).toEqual([
      expect.objectContaining({
        type: 'page',
        anonymousId: 'a1',
        name: 'Newsletter',
        properties: { campaign: { name: 'Frühling' } },
      }),
    ]);
    expect(correctionMs(events[0] ?? {})).toBe(0);
  });

  test('is a picture whatever is asked of it', async () => {
    const queries = ['track?data=%%%', 'track?data=bm8', 'track', 'nothing?writeKey=wk_web', 'track?writeKey=nobody'];
    const replies: HttpReply[] = [];

    const events = await world.deliveredFrom(async () => {
      for (const query of queries) replies.push(await get(query));
    });

    expect(replies.map(isPicture)).toEqual([true, true, true, true, true]);
    expect(events).toEqual([]);
  });
});

test('takes the metrics that SDKs report about themselves, and counts them as nothing', async () => {
  const series = [{ type: 'Counter', metric: 'analytics_js.invoke', value: 1, tags: { version: 'npm:next-1.84.0' } }];
  const before = await world.pipeline.ledger();

  const events = await world.deliveredFrom(async () => {
    const reply = await post('/v1/m', { series }, BROWSER);
    expect({ status: reply.status, body: jsonOf(reply) }).toEqual({ status: 200, body: { success: true } });
  });

  expect(events).toEqual([]);
  expect((await world.pipeline.ledger()).sources).toEqual(before.sources);
});

test('leaves a ledger whose sums close', async () => {
  await world.pipeline.drain();

  expect(ledgerFaults(await world.pipeline.ledger())).toEqual([]);
});
