// Requests shaped exactly like those of the mobile SDKs and of the server SDKs that are not written for Node: paths,
// headers, encodings, envelopes and the order of their keys are those of each SDK's source.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENRICHED, startClientWorld, type ClientWorld, type DeliveredEvent } from './client-world.ts';
import { httpCall, jsonOf, type HttpCall, type HttpReply } from './http-call.ts';
import { basic, ledgerFaults } from '../support/test-pipeline.ts';

let world: ClientWorld;
/** What each SDK was answered, and what arrived when all of them had sent. */
const replies = new Map<string, HttpReply>();
let delivered: readonly DeliveredEvent[];

beforeAll(async () => {
  world = await startClientWorld();
  delivered = await world.deliveredFrom(async () => {
    for (const [name, shape] of Object.entries({ ...MOBILE, ...SERVER })) replies.set(name, await send(name, shape));
  });
});
afterAll(() => world.close());

type Shape = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body, from the items of the batch. */
  readonly envelope: (batch: readonly object[]) => object;
  readonly item: object;
  readonly wire?: 'gzip' | 'gzip in chunks';
  /** What arrives in `context.library`. */
  readonly library: object;
};

const CLOSED = { connection: 'close', accept: '*/*' };
const JSON_TYPE = { 'content-type': 'application/json' };
const SENT_AT = '2026-03-04T05:06:12.345Z';
/** Mobile SDKs append to a file and close it with these two keys, so the write key comes last. */
const writtenLast = (batch: readonly object[]): object => ({ batch, sentAt: SENT_AT, writeKey: 'wk_web' });
const uuid = (last: number): string => `5F3A1C9E-0000-4000-8000-${String(last).padStart(12, '0')}`;

const track = { type: 'track', event: 'Order Completed', properties: { revenue: 12.5 } };

function aMobileItem(name: string): object {
  const library = { name, version: '1.24.1' };
  const device = { id: 'd-1', manufacturer: 'Acme', model: 'Phone', type: 'android' };
  const context = { library, device, app: { name: 'Shop', version: '2.0' }, instanceId: uuid(99), traits: {} };
  const fields = { anonymousId: uuid(1), integrations: {}, timestamp: '2026-03-04T05:06:07.345Z' };
  return { ...track, ...fields, context, _metadata: { bundled: [], unbundled: [], bundledIds: [] } };
}

function aServerItem(library?: object): object {
  const context = library === undefined ? {} : { context: { library } };
  return { ...track, userId: 'user-1', timestamp: '2026-03-04T05:06:07.345Z', ...context };
}

const MOBILE: Record<string, Shape> = {
  Kotlin: {
    path: '/v1/b',
    headers: { 'content-type': 'text/plain', 'content-encoding': 'gzip', 'user-agent': 'analytics-kotlin/1.24.1' },
    envelope: writtenLast,
    item: aMobileItem('analytics-kotlin'),
    wire: 'gzip in chunks',
    library: { name: 'analytics-kotlin', version: '1.24.1' },
  },
  Swift: {
    path: '/v1/b',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'accept-encoding': 'gzip',
      'user-agent': 'analytics-ios/1.7.3',
      'x-retry-count': '2',
    },
    envelope: writtenLast,
    item: aMobileItem('analytics-swift'),
    library: { name: 'analytics-swift', version: '1.24.1' },
  },
  'React Native': {
    path: '/v1/b',
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-retry-count': '0' },
    envelope: writtenLast,
    item: aMobileItem('@segment/analytics-react-native'),
    library: { name: '@segment/analytics-react-native', version: '1.24.1' },
  },
  'C#': {
    path: '/v1/b',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    envelope: writtenLast,
    item: aMobileItem('Analytics-CSharp'),
    library: { name: 'Analytics-CSharp', version: '1.24.1' },
  },
  'the old Android': {
    path: '/v1/import',
    headers: { ...JSON_TYPE, 'content-encoding': 'gzip', 'user-agent': 'analytics-android/4.11.3' },
    envelope: writtenLast,
    item: aMobileItem('analytics-android'),
    wire: 'gzip in chunks',
    library: { name: 'analytics-android', version: '1.24.1' },
  },
  'the old iOS': {
    path: '/v1/batch',
    headers: { ...JSON_TYPE, 'content-encoding': 'gzip', 'accept-encoding': 'gzip' },
    envelope: writtenLast,
    item: aMobileItem('analytics-ios'),
    wire: 'gzip',
    library: { name: 'analytics-ios', version: '1.24.1' },
  },
};

const SERVER: Record<string, Shape> = {
  Go: {
    path: '/v1/batch',
    headers: { ...JSON_TYPE, authorization: basic('wk_web'), 'user-agent': 'analytics-go (version: 3.0.0)' },
    envelope: (batch) => ({
      messageId: uuid(50),
      sentAt: SENT_AT,
      batch,
      context: { library: { name: 'analytics-go', version: '3.0.0' } },
    }),
    item: aServerItem(),
    library: { name: 'analytics-go', version: '3.0.0' },
  },
  'Rust with an address that ends in a slash': {
    path: '//v1/batch',
    headers: { ...JSON_TYPE, authorization: basic('wk_web') },
    envelope: (batch) => ({
      batch,
      sentAt: SENT_AT,
      context: { library: { name: 'analytics-rust', version: '0.5.0' } },
    }),
    item: aServerItem(),
    library: { name: 'analytics-rust', version: '0.5.0' },
  },
  Java: {
    path: '/v1/import/',
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      authorization: basic('wk_web'),
      'user-agent': 'analytics-java/3.5.2',
      'x-retry-count': '0',
    },
    envelope: (batch) => ({
      batch,
      sentAt: SENT_AT,
      context: { library: { name: 'analytics-java', version: '3.5.2' } },
      sequence: 1,
      writeKey: 'wk_web',
    }),
    item: aServerItem(),
    library: { name: 'analytics-java', version: '3.5.2' },
  },
  Python: {
    path: '/v1/batch',
    headers: { ...JSON_TYPE, 'user-agent': 'analytics-python/2.3.4', 'accept-encoding': 'gzip, deflate' },
    envelope: (batch) => ({ batch, sentAt: '2026-03-04T05:06:12.345678+00:00', writeKey: 'wk_web' }),
    item: {
      ...aServerItem({ name: 'analytics-python', version: '2.3.4' }),
      timestamp: '2026-03-04T05:06:07.345678+00:00',
      integrations: {},
    },
    library: { name: 'analytics-python', version: '2.3.4' },
  },
  'Python with gzip': {
    path: '/v1/batch',
    headers: { ...JSON_TYPE, 'content-encoding': 'gzip', 'user-agent': 'analytics-python/2.3.4' },
    envelope: (batch) => ({ batch, sentAt: '2026-03-04T06:06:12.345678+01:00', writeKey: 'wk_web' }),
    item: aServerItem({ name: 'analytics-python', version: '2.3.4' }),
    wire: 'gzip',
    library: { name: 'analytics-python', version: '2.3.4' },
  },
  Ruby: {
    path: '/v1/import',
    headers: { ...JSON_TYPE, authorization: basic('wk_web'), 'user-agent': 'analytics-ruby/2.5.0' },
    envelope: (batch) => ({ sentAt: SENT_AT, batch }),
    item: aServerItem({ name: 'analytics-ruby', version: '2.5.0' }),
    library: { name: 'analytics-ruby', version: '2.5.0' },
  },
  PHP: {
    path: '/v1/batch',
    headers: {
      ...JSON_TYPE,
      'content-encoding': 'gzip',
      authorization: basic('wk_web'),
      'user-agent': 'analytics-php/3.8.1',
    },
    envelope: (batch) => ({ batch, sentAt: '2026-03-04T05:06:12.345+00:00' }),
    item: aServerItem({ name: 'analytics-php', version: '3.8.1', consumer: 'LibCurl' }),
    wire: 'gzip',
    library: { name: 'analytics-php', version: '3.8.1', consumer: 'LibCurl' },
  },
};

/** Sends three events, the ids of which name the SDK, as the SDK would. */
function send(name: string, { path, headers, envelope, item, wire }: Shape): Promise<HttpReply> {
  const batch = [1, 2, 3].map((number) => ({ ...item, messageId: `${name}-event-${number}` }));
  const json = JSON.stringify(envelope(batch));
  return httpCall(`${world.url}${path}`, { headers: { ...CLOSED, ...headers }, body: bodyOf(json, wire) });
}

function bodyOf(json: string, wire: Shape['wire']): NonNullable<HttpCall['body']> {
  if (wire === undefined) return json;
  const zipped = gzipSync(json);
  return wire === 'gzip' ? zipped : [zipped.subarray(0, 20), zipped.subarray(20, 100), zipped.subarray(100)];
}

describe.each([
  ...Object.entries(MOBILE).map(([name, shape]) => ({ name, shape, side: 'client' })),
  ...Object.entries(SERVER).map(([name, shape]) => ({ name, shape, side: 'server' })),
])('the SDK for $name', ({ name, shape, side }) => {
  test('is answered with exactly 200 and delivers each event once, with its fields', () => {
    const reply = replies.get(name);
    const events = delivered.filter(({ messageId }) => String(messageId).startsWith(`${name}-event-`));

    expect(reply?.status).toBe(200);
    expect(reply?.headers['content-type']).toBe('application/json');
    expect(reply?.headers).not.toHaveProperty('x-penstock-warning');
    expect(reply === undefined ? undefined : jsonOf(reply)).toEqual({ success: true });
    expect(events.map(({ messageId }) => messageId).sort()).toEqual(
      [1, 2, 3].map((number) => `${name}-event-${number}`),
    );
    for (const event of events) {
      expect(event).toMatchObject({
        ...ENRICHED,
        ...track,
        channel: side,
        context: { library: shape.library },
        integrations: {},
      });
      expect(event).not.toHaveProperty('writeKey');
      expect(event).not.toHaveProperty('sequence');
      expect((event['context'] as { ip?: string }).ip).toBe(side === 'client' ? '127.0.0.1' : undefined);
      // The event happened five seconds before it was sent.
      expect(Date.parse(String(event['receivedAt'])) - Date.parse(String(event['timestamp']))).toBe(5_000);
      expect(event['originalTimestamp']).toBe('2026-03-04T05:06:07.345Z');
    }
  });
});

describe('what an envelope says for all of its events', () => {
  test('is merged into each, whose own words win', async () => {
    const own = { context: { locale: 'fr-FR', library: { name: 'mine' } }, integrations: { crm: true } };
    const batch = [
      { ...aServerItem(), messageId: 'merged' },
      { ...aServerItem(), ...own, messageId: 'own' },
    ];
    const envelope = {
      batch,
      sentAt: SENT_AT,
      context: { locale: 'en-GB', timezone: 'Europe/London', library: { name: 'analytics-go', version: '3.0.0' } },
      integrations: { All: false, crm: { list: 7 } },
    };

    const events = await world.deliveredFrom(async () => {
      await world.pipeline.send('/v1/batch', envelope);
    });

    const byId = new Map(events.map((event) => [event['messageId'], event]));
    expect(byId.get('merged')).toMatchObject({
      context: { locale: 'en-GB', timezone: 'Europe/London', library: { name: 'analytics-go', version: '3.0.0' } },
      integrations: { All: false, crm: { list: 7 } },
    });
    expect(byId.get('own')).toMatchObject({
      context: { locale: 'fr-FR', timezone: 'Europe/London', library: { name: 'mine' } },
      integrations: { All: false, crm: true },
    });
    expect(byId.size).toBe(2);
  });
});

describe('an SDK that is refused', () => {
  test.each([
    ['Python, which wants code and message', '/v1/batch', '{"batch":['],
    ['Ruby, which wants error', '/v1/import', '{"batch":{}}'],
    ['Java, which wants success', '/v1/import/', '[]'],
  ])('is told why in JSON: %s', async (_, path, body) => {
    const reply = await httpCall(`${world.url}${path}`, { headers: JSON_TYPE, body });

    expect(reply.status).toBe(400);
    expect(jsonOf(reply)).toEqual({
      success: false,
      code: expect.stringMatching(/^[a-z_]+$/) as unknown,
      message: expect.stringMatching(/\.$/) as unknown,
      error: expect.stringMatching(/\.$/) as unknown,
    });
  });
});

test('counts nothing twice and leaves a ledger whose sums close', async () => {
  await world.pipeline.drain();
  const ledger = await world.pipeline.ledger();

  // Thirteen SDKs with three events each, and the two of the envelope.
  expect(ledger.sources[0]).toMatchObject({ accepted: 41, duplicates: 0 });
  expect(ledger.destinations[0]).toMatchObject({ delivered: 41, attempts: 41 });
  expect(ledgerFaults(ledger)).toEqual([]);
});
