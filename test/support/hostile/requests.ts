// Makes hostile requests, with honest ones among them.
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { basic } from '../test-pipeline.ts';
import { brokenHttp, cutUpload, oddPath, pixelRequest } from './http.ts';
import { formatRequest } from './format-request.ts';
import * as json from './json.ts';
import type { Random } from './random.ts';
import type { WireRequest } from './wire.ts';

type Kind = (random: Random, number: number) => WireRequest;

/** What a kind adds to a plain request to the tracking API. */
type Draft = { path?: string; method?: string; headers?: readonly string[]; body: Buffer; honest?: readonly string[] };

const MEGABYTE = 1024 * 1024;
const AUTHORISED = `authorization: ${basic('wk_web')}`;

const EVENT_PATHS: readonly string[] = [
  ...['/v1/track', '/v1/t', '/v1/identify', '/v1/i', '/v1/page', '/v1/p', '/v1/screen', '/v1/s/', '/v1/group', '/v1/a'],
];
const BATCH_PATHS: readonly string[] = ['/v1/batch', '/v1/b', '/v1/import', '/v1/import/', '/v1/batch//'];

const ODD_HEADERS: readonly string[] = [
  ...['content-type: application/json', 'content-type: text/plain', 'content-type: application/octet-stream'],
  ...[
    'content-type: multipart/form-data; boundary=',
    'content-type: \xff',
    'content-type: application/json; charset=utf-7',
  ],
  ...['content-encoding: br', 'content-encoding: gzip, gzip', 'content-encoding: identity', 'content-encoding: \xa9'],
  ...['origin: null', 'origin: \xff\xfe', `origin: https://${'a'.repeat(3_000)}.example`, 'origin: a\torigin: b'],
  ...[
    'x-forwarded-for: , , ,',
    'x-retry-count: NaN',
    'cookie: =; ;;a',
    'cookie: a=b\r\ncookie: c=d',
    'x-write-key: __proto__',
  ],
  ...['__proto__: 1', 'constructor: 1', `x-long: ${'y'.repeat(5_000)}`, 'user-agent:', 'accept-encoding: *;q=0'],
  ...['if-none-match: *', 'range: bytes=0-', 'expect: 100-continue', 'upgrade: websocket', 'x-amzn-trace-id: Root=;'],
];

const ODD_KEYS: readonly string[] = [
  ...['authorization: Basic', 'authorization: Basic ====', 'authorization: Basic \xff', 'authorization: Bearer x.y.z'],
  ...[`authorization: Basic ${'QUFB'.repeat(1_000)}`, 'authorization: Digest username="x"', 'authorization:'],
  ...['__proto__', 'constructor', 'nobody', 'wk_we', 'wk_web ', '\u0000', '../wk_web'].map(
    (key) => `authorization: ${basic(key)}`,
  ),
  `${AUTHORISED}\r\n${AUTHORISED}`,
  `authorization: ${basic('nobody')}\r\n${AUTHORISED}`,
];

function toTracking(label: string, draft: (random: Random, number: number) => Draft): Kind {
  return (random, number) => {
    const { path = random.pick(EVENT_PATHS), method = 'POST', headers, body, honest = [] } = draft(random, number);
    const all = headers ?? [random.chance(0.8) ? AUTHORISED : random.pick(ODD_KEYS), ...oddHeaders(random)];
    const framing = random.chance(0.25) ? 'chunked' : 'length';
    const bytes = formatRequest({ method, target: path, headers: all, body, framing });
    return { label, bytes, then: 'wait', honest, isForIngest: true };
  };
}

/** None of them matters: what a body is follows from its bytes. */
function oddHeaders(random: Random): string[] {
  return Array.from({ length: random.int(3) }, () => random.pick(ODD_HEADERS));
}

/** An honest event. It has the number of its request in its id, so each is unlike all others. */
function honestEvent(random: Random, id: string): string {
  const name = random.pick(['Signed Up', 'Grüner Tee 🍵', 'a"b\\c', 'O\u2028O']);
  const properties = { revenue: 12.5, text: name, list: [1, null, { deep: [[[]]] }], 'key.with.dots': true };
  return JSON.stringify({ type: 'track', event: name, userId: `user-${id}`, messageId: id, properties });
}

const honestSingle = toTracking('honest event', (random, number) => {
  const id = `honest-${number}`;
  const body = Buffer.from(honestEvent(random, id));
  const isZipped = random.chance(0.3);
  return {
    path: random.pick(['/v1/track', '/v1/t', '/v1/track/']),
    headers: [AUTHORISED, ...(isZipped ? ['content-encoding: gzip'] : []), ...oddHeaders(random)],
    body: isZipped ? gzipSync(body) : body,
    honest: [id],
  };
});

/** As long as a body may be, so that the honest events in it have to be taken. */
const MAX_HONEST_BYTES = 480 * 1024;

const mixedBatch = toTracking('honest events among hostile ones', (random, number) => {
  const honest = Array.from({ length: 1 + random.int(3) }, (_, index) => `honest-${number}-${index}`);
  const items: string[] = [];
  for (const id of honest) {
    items.push(...Array.from({ length: random.int(8) }, () => json.hostileEvent(random)), honestEvent(random, id));
  }
  const envelope = Buffer.from(json.hostileEnvelope(random, items));
  const isTooLarge = envelope.length > MAX_HONEST_BYTES;
  const body = isTooLarge ? Buffer.from(`{"batch":[${honest.map((id) => honestEvent(random, id)).join()}]}`) : envelope;
  return { path: random.pick(BATCH_PATHS), headers: [AUTHORISED, ...oddHeaders(random)], body, honest };
});

const gzip = toTracking('gzip', (random) => {
  const path = random.pick(BATCH_PATHS);
  const whole = gzipSync(`{"batch":[${json.hostileEvent(random)}]}`);
  const variants: readonly (() => Buffer)[] = [
    () => whole.subarray(0, random.int(whole.length)),
    () => Buffer.concat([Buffer.from([0x1f, 0x8b]), random.bytes(random.int(200))]),
    () => Buffer.concat([whole.subarray(0, 10), random.bytes(40), whole.subarray(10)]),
    () => Buffer.concat([whole, whole]),
    () => Buffer.concat([whole, random.bytes(20)]),
    () => gzipSync(whole),
    () => deflateSync('{"batch":[]}'),
    () => brotliCompressSync('{"batch":[]}'),
    () => BOMB,
    () => BOMB_OF_SPACES,
  ];
  return { path, body: random.pick(variants)() };
});

const BOMB = gzipSync(Buffer.alloc(64 * MEGABYTE));
const BOMB_OF_SPACES = gzipSync(`{"batch":[${' '.repeat(16 * MEGABYTE)}]}`);
const OVERSIZE = Buffer.from(`{"userId":"u","event":"x","properties":{"x":"${'x'.repeat(MEGABYTE)}"}}`);
const BEYOND_GATEWAY = Buffer.alloc(10 * MEGABYTE + 1, 0x20);

const tooLarge = toTracking('oversize body', (random) => ({
  body: random.chance(0.05) ? BEYOND_GATEWAY : OVERSIZE.subarray(0, 512_001 + random.int(500_000)),
}));

/** How often each kind comes, out of the sum of all. */
const KINDS: readonly (readonly [number, Kind])[] = [
  [8, honestSingle],
  [10, mixedBatch],
  [18, toTracking('hostile event', (random) => ({ body: Buffer.from(json.hostileEvent(random)) }))],
  [6, toTracking('value that is no event', (random) => ({ body: Buffer.from(json.hostileValue(random)) }))],
  [6, toTracking('broken envelope', (random) => batch(random, Buffer.from(json.brokenEnvelope(random))))],
  [1, toTracking('enormous batch', (random) => batch(random, Buffer.from(json.enormousBatch(random))))],
  [8, toTracking('mutated JSON', (random) => ({ body: json.mutated(random, json.hostileEvent(random)) }))],
  [5, toTracking('random bytes', (random) => ({ body: random.bytes(random.int(300)) }))],
  [4, toTracking('broken UTF-8', (random) => ({ body: json.brokenText(random) }))],
  [7, gzip],
  [1, tooLarge],
  [3, toTracking('odd method', (random) => ({ method: oddMethod(random), body: Buffer.from('{}') }))],
  [2, toTracking('metrics', (random) => ({ path: '/v1/m', body: Buffer.from(json.hostileValue(random)) }))],
  [4, toTracking('pixel', pixelRequest)],
  [6, oddPath],
  [8, brokenHttp],
  [3, cutUpload],
];

const TOTAL = KINDS.reduce((sum, [weight]) => sum + weight, 0);

function batch(random: Random, body: Buffer): Draft {
  return { path: random.pick(BATCH_PATHS), body };
}

function oddMethod(random: Random): string {
  return random.pick(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'SEARCH', 'PURGE']);
}

/** Request number `number`. No two of them have the same honest events. */
export function anyRequest(random: Random, number: number): WireRequest {
  let rest = random.int(TOTAL);
  for (const [weight, kind] of KINDS) {
    rest -= weight;
    if (rest < 0) return kind(random, number);
  }
  return honestSingle(random, number);
}
