// What may be asked for at all, decided before any name is resolved, and which redirects may be followed.
import { isFramingHeader, isHeaderName, isHeaderValue, problemOfUrl } from '../../../domain/delivery/outbound-rules.ts';
import type { OutboundRequest } from './outbound-http.ts';
import type { OutboundFailure } from './outbound-failure.ts';

export type WireRequest = {
  url: URL;
  method: string;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array | null;
  timeoutMs: number;
  maxResponseBytes?: number | undefined;
};

export type CheckedRequest =
  | { kind: 'ok'; request: WireRequest }
  | { kind: 'refused'; failure: Extract<OutboundFailure, 'invalid_url' | 'invalid_request'>; message: string };

export type Redirect = { kind: 'none' } | { kind: 'follow'; url: URL } | { kind: 'refused'; message: string };

/** setTimeout fires at once above this. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export function checkRequest(request: OutboundRequest): CheckedRequest {
  const url = URL.parse(request.url);
  // The URL itself is never repeated in a message: its path and query may be a secret.
  if (url === null) return refuse('invalid_url', 'the URL cannot be parsed');
  const urlProblem = problemOfUrl(url);
  if (urlProblem !== undefined) return refuse('invalid_url', urlProblem);
  const { method, headers, body = null, timeoutMs, maxResponseBytes } = request;
  const problem = problemOfRequest(request);
  if (problem !== undefined) return refuse('invalid_request', problem);
  return { kind: 'ok', request: { url, method, headers, body, timeoutMs, maxResponseBytes } };
}

/**
 * Only 307 and 308 keep the method and the body, and only the same origin is what the customer agreed to and what the
 * headers (signatures, credentials) were made for.
 */
export function redirectTarget(
  answer: { status: number; headers: Readonly<Record<string, string | string[] | undefined>> },
  from: URL,
): Redirect {
  const { status } = answer;
  if (![301, 302, 303, 307, 308].includes(status)) return { kind: 'none' };
  const location = answer.headers['location'];
  const target = typeof location === 'string' ? URL.parse(location, from.href) : null;
  const said = `${from.host} answered ${String(status)}, a redirect`;
  if (target === null) return { kind: 'refused', message: `${said} without a usable Location header` };
  // An opaque scheme (javascript:, data:) has no host; what follows its colon may be anything and is not repeated.
  const place = target.host === '' ? target.protocol : `${target.protocol}//${target.host}`;
  if (target.origin !== from.origin || problemOfUrl(target) !== undefined) {
    return { kind: 'refused', message: `${said} to ${place}; only redirects to the same origin are followed` };
  }
  if (status !== 307 && status !== 308) {
    return { kind: 'refused', message: `${said} to ${place}; only 307 and 308 keep the method and the body` };
  }
  return { kind: 'follow', url: target };
}

/**
 * Everything that undici would refuse is refused here first. A request that undici refuses when its turn comes in the
 * queue leaves the connection marked busy for ever (8.12, Pool): one bad header would stop all deliveries to an origin.
 */
function problemOfRequest({ method, headers, body, timeoutMs }: OutboundRequest): string | undefined {
  // CONNECT would turn the connection into a tunnel.
  if (!/^[A-Z]{1,20}$/.test(method) || method === 'CONNECT') return 'the method is not an HTTP method in capitals';
  if (!(timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS)) return 'timeoutMs is not a positive number of milliseconds';
  if (body !== undefined && typeof body !== 'string' && !ArrayBuffer.isView(body))
    return 'the body is not text or bytes';
  for (const [name, value] of Object.entries(headers)) {
    const problem = problemOfHeader(name, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Values are credentials more often than not, and are never repeated. */
function problemOfHeader(name: string, value: string): string | undefined {
  if (!isHeaderName(name)) return `${JSON.stringify(name)} is not the name of a header`;
  if (isFramingHeader(name)) return `the header ${name.toLowerCase()} cannot be set`;
  if (isHeaderValue(value)) return undefined;
  return `the value of the header ${name} has a line break or a character outside of Latin-1`;
}

function refuse(failure: 'invalid_url' | 'invalid_request', message: string): CheckedRequest {
  return { kind: 'refused', failure, message };
}
