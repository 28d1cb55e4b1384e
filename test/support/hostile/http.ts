// Requests that are hostile as HTTP: in their paths, their framing and their end.
import { basic } from '../test-pipeline.ts';
import { formatRequest } from './format-request.ts';
import { hostileEvent, hostileValue } from './json.ts';
import type { Random } from './random.ts';
import type { WireRequest } from './wire.ts';

const AUTHORISED = `authorization: ${basic('wk_web')}`;
const EVENT = '{"type":"track","userId":"u","event":"Hostile"}';

const ODD_TARGETS: readonly string[] = [
  ...[
    '/',
    '*',
    '/v1',
    '/v1/',
    '/v1//track',
    '//v1/track',
    '/v1/track//',
    '/v1/../v1/track',
    '/v1/./track',
    '/V1/TRACK',
  ],
  ...['/v1/track%00', '/v1/%00', '/v1/%ff', '/v1/%', '/v1/%zz', '/v1/%2e%2e/api/ledger', '/v1/%2fapi', '/%76%31/track'],
  ...[
    '/v1/%74rack',
    '/v1/track;x=1',
    '/v1/track?',
    '/v1/track?a=%ff&a=%',
    '/v1/track#x',
    '/v1/track/track',
    '/v1/delete',
  ],
  ...['/v1/constructor', '/v1/__proto__', '/v1/tostring', '/v1/valueof', '/v1/batch/../../healthz', '/v2/track'],
  ...[`/v1/${'a'.repeat(9_000)}`, `/v1/${'a/'.repeat(2_000)}`, `/v1/track?${'q=1&'.repeat(2_000)}`, '/v1/\xff\xfe'],
  ...['http://elsewhere.example/v1/track', 'https://elsewhere.example', '//elsewhere.example/v1/track', 'v1/track'],
  ...['/api/ledger', '/api/', '/api/../v1/track', '/healthz/..', '/api/__proto__', '/favicon.ico', '/v1/pixel', '/?x'],
  ...[
    '/v1/projects/wk_web/settings',
    '/v1/track%0d%0ax-injected:%201',
    '/v1/track\\..\\',
    '/v1/😀',
    '/v1/%F0%9F%98%80',
  ],
];

export function oddPath(random: Random): WireRequest {
  const target = random.pick(ODD_TARGETS);
  const method = random.pick(['POST', 'POST', 'GET', 'OPTIONS', 'HEAD', 'PUT', 'TRACE']);
  const body = Buffer.from(EVENT);
  const bytes = formatRequest({ method, target, headers: [AUTHORISED], body, framing: 'length' });
  return { label: `odd path ${target.slice(0, 40)}`, bytes, then: 'wait', honest: [], isForIngest: false };
}

/** What a pixel is asked with, as parts of a plain request. */
export function pixelRequest(random: Random): { path: string; method: string; body: Buffer } {
  const data = Buffer.from(hostileEvent(random).slice(0, 2_000)).toString(random.pick(['base64', 'base64url']));
  const value = encodeURIComponent(hostileValue(random).slice(0, 500).toWellFormed());
  const query = random.pick([
    `data=${data}`,
    `data=${encodeURIComponent(data)}&data=x`,
    `writeKey=wk_web&userId=u&event=Pixel&properties=${value}`,
    `writeKey=wk_web&userId=u&event=Pixel&__proto__.polluted=1&constructor.prototype.polluted=1`,
    `writeKey=wk_web&userId=u&event=Pixel&properties.a.b=1&properties.a=2&properties.a.b.c=3&context.library=x`,
    `writeKey=wk_web&${'a.'.repeat(500)}b=1&.=1&..=&=&%00=%00&%ff=%fe`,
    'data=%',
  ]);
  const type = random.pick(['track', 'identify', 'page', 'alias', 'nothing', 'constructor']);
  return { path: `/v1/pixel/${type}?${query}`, method: 'GET', body: Buffer.alloc(0) };
}

const head = (...lines: string[]): string => `${['POST /v1/track HTTP/1.1', 'host: x', ...lines].join('\r\n')}\r\n\r\n`;
const CHUNKED = 'transfer-encoding: chunked';
const CLOSE = 'connection: close';

/** Requests that are no HTTP/1.1, or say two things about where they end. */
const BROKEN: readonly string[] = [
  ...['', '\r\n\r\n', '\0\0\0\0', 'GET', 'POST /v1/track', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '{"event":"x"}\r\n\r\n'],
  ...['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'GET /v1/track\r\n', 'POST /v1/track HTTP/9.9\r\n\r\n'],
  ...['FOO /v1/track HTTP/1.1\r\nhost: x\r\n\r\n', 'post /v1/track HTTP/1.1\r\nhost: x\r\n\r\n'],
  ...[
    'CONNECT x:443 HTTP/1.1\r\nhost: x\r\n\r\n',
    'POST /v1/track HTTP/1.1\nhost: x\n\n',
    'POST  /v1/track  HTTP/1.1\r\n\r\n',
  ],
  ...['POST /v1/track HTTP/1.1\r\n\r\n', `POST /v1/track HTTP/1.0\r\ncontent-length: ${EVENT.length}\r\n\r\n${EVENT}`],
  `${head('content-length: 5', 'content-length: 6', CLOSE)}12345`,
  `${head('content-length: 5, 5', CLOSE)}12345`,
  `${head('content-length: -1', CLOSE)}12345`,
  `${head('content-length: 99999999999999999999', CLOSE)}12345`,
  `${head('content-length: 1000', CLOSE)}12345`,
  `${head('content-length: 0x5', CLOSE)}12345`,
  `${head('content-length: 4', CHUNKED, CLOSE)}0\r\n\r\n`,
  `${head('transfer-encoding: chunked, identity', CLOSE)}0\r\n\r\n`,
  `${head('transfer-encoding: xchunked', CLOSE)}0\r\n\r\n`,
  `${head(CHUNKED, CLOSE)}zz\r\n${EVENT}\r\n0\r\n\r\n`,
  `${head(CHUNKED, CLOSE)}-1\r\n\r\n`,
  `${head(CHUNKED, CLOSE)}ffffffffffffffff\r\n${EVENT}`,
  `${head(CHUNKED, CLOSE)}1;${'e'.repeat(20_000)}\r\n{\r\n0\r\n\r\n`,
  `${head(CHUNKED, CLOSE)}${'1\r\n \r\n'.repeat(5_000)}0\r\n\r\n`,
  `${head(CHUNKED, CLOSE)}2\r\n{}\r\n0\r\n${'x-trailer: 1\r\n'.repeat(50)}\r\n`,
  `${head(CHUNKED, CLOSE)}5\r\n{}`,
  head(`x-long: ${'x'.repeat(40_000)}`),
  head(...Array.from({ length: 3_000 }, (_, index) => `x-${index}: y`), CLOSE),
  head('no colon here', CLOSE),
  head(': no name', CLOSE),
  head('x-nul: a\0b', CLOSE),
  head('x-space : a', CLOSE),
  head('x-folded: a\r\n b', CLOSE),
  head('host: y', 'content-length: 0', CLOSE),
  `${head('expect: a-miracle', `content-length: ${EVENT.length}`, CLOSE)}${EVENT}`,
  head('connection: upgrade', 'upgrade: h2c', 'http2-settings: AAMAAABkAAQAAP__', 'content-length: 0'),
  // Several requests at once, the second of them broken.
  `${head(`content-length: ${EVENT.length}`)}${EVENT}GARBAGE\r\n\r\n`,
];

export function brokenHttp(random: Random): WireRequest {
  const text = random.pick(BROKEN);
  const bytes = random.chance(0.1) ? random.bytes(1 + random.int(500)) : Buffer.from(text, 'latin1');
  return {
    label: `broken HTTP ${JSON.stringify(text.slice(0, 60))}`,
    bytes,
    then: 'end',
    honest: [],
    isForIngest: false,
  };
}

/** An upload whose sender goes away in the middle. */
export function cutUpload(random: Random): WireRequest {
  const body = Buffer.from(`{"batch":[${'{"type":"track","userId":"u","event":"Cut off"},'.repeat(500)}{}]}`);
  const framing = random.chance(0.5) ? 'chunked' : 'length';
  const whole = formatRequest({ method: 'POST', target: '/v1/batch', headers: [AUTHORISED], body, framing });
  return {
    label: 'cut upload',
    bytes: whole.subarray(0, random.int(whole.length)),
    then: 'cut',
    honest: [],
    isForIngest: false,
  };
}
