import type { ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { FaultKind } from './faults.ts';
import { HANG_HEADERS } from './functions.ts';

const HUGE_ANSWER = Buffer.alloc(10 * 1024 * 1024, 'x');
const DRIP_INTERVAL_MS = 400;
const DRIP_BYTES = 100;
const LATE_MS = 1_000;

const STATUS: Readonly<Partial<Record<FaultKind, number>>> = {
  'status-500': 500,
  'status-503': 503,
  'too-many-requests': 429,
  'too-many-requests-retry-after': 429,
  'bad-request': 400,
  'redirect-to-metadata': 307,
  'redirect-to-private': 308,
};

const HEADERS: Readonly<Partial<Record<FaultKind, Record<string, string>>>> = {
  'too-many-requests-retry-after': { 'retry-after': '1' },
  'redirect-to-metadata': { location: 'http://169.254.169.254/latest/meta-data/' },
  'redirect-to-private': { location: 'http://10.0.0.1/admin' },
};

/** Fails as the kind says. `taken` is called when an answer was written that means success. */
export function misbehave(kind: FaultKind, response: ServerResponse, taken: () => void): void {
  switch (kind) {
    case 'reset-before-reading':
    case 'reset-after-reading':
      reset(response);
      return;
    case 'reset-within-answer':
      response.writeHead(200, { 'content-length': '1000' });
      response.write('x'.repeat(500), () => reset(response));
      return;
    case 'no-http':
      response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n');
      return;
    case 'no-answer':
      return;
    case 'slow-drip':
      drip(response);
      return;
    case 'late-answer':
      setTimeout(() => succeed(response, taken), LATE_MS);
      return;
    case 'huge-answer':
      // Nobody reads ten megabytes of an answer, so it never ends: what counts is that its status was written.
      response.writeHead(200, { 'content-length': HUGE_ANSWER.length });
      taken();
      response.end(HUGE_ANSWER);
      return;
    case 'wrong-content':
      succeed(response, taken, '<!doctype html><title>Welcome</title>');
      return;
    case 'function-hangs':
      response.writeHead(200, HANG_HEADERS).end('ok');
      return;
    case 'status-500':
    case 'status-503':
    case 'too-many-requests':
    case 'too-many-requests-retry-after':
    case 'bad-request':
    case 'redirect-to-metadata':
    case 'redirect-to-private':
      response.writeHead(STATUS[kind] ?? 500, HEADERS[kind]).end('no');
      return;
  }
}

/** Answers with 200. */
export function succeed(response: ServerResponse, taken: () => void, body = 'ok'): void {
  response.once('finish', taken);
  response.writeHead(200, { 'content-length': Buffer.byteLength(body) }).end(body);
}

/** NOTE: what lies below a TLS socket cannot be reset; it is closed in the middle of TLS, which is no better for the client. */
function reset({ socket }: ServerResponse): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': DRIP_BYTES });
  let left = DRIP_BYTES;
  const timer = setInterval(() => {
    response.write('x');
    left -= 1;
    if (left === 0) clearInterval(timer);
  }, DRIP_INTERVAL_MS);
  response.once('close', () => clearInterval(timer));
}
