// What the bundle puts in place of `cross-fetch`: requests of actions leave by Penstock's outbound client, which vets
// addresses, has limits and never throws, and each belongs to the call of the event that it is made for.
import { STATUS_CODES } from 'node:http';
import { isFramingHeader } from '../../../domain/delivery/outbound-rules.ts';
import { bytesOfBody, readBody, textOfBody, type Body } from './body.ts';
import { currentCall, type Call, type Exchange } from './call.ts';
import { Headers } from './headers.ts';
import type { OutboundFailure, OutboundResult } from '../../../functions/shared/outbound/outbound-http.ts';

export { Headers } from './headers.ts';

/** For one request, as long as its call has it. */
export const REQUEST_TIMEOUT_MS = 5_000;
/** What of an answer is read: destinations look things up in lists. */
const MAX_RESPONSE_BYTES = 1024 * 1024;
const USER_AGENT = 'Penstock';

type RequestInit = {
  readonly method?: string;
  readonly headers?: ConstructorParameters<typeof Headers>[0];
  readonly body?: unknown;
  readonly signal?: AbortSignal | null;
  readonly redirect?: string;
};

export class Request {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly signal: AbortSignal | null;
  readonly redirect: string;
  readonly body: Body;

  constructor(input: string | URL | Request, init: RequestInit = {}) {
    const before = input instanceof Request ? input : undefined;
    // Throws ERR_INVALID_URL, as an error of the mapping that it most likely is.
    this.url = before?.url ?? new URL(input instanceof Request ? input.url : input).href;
    this.method = (init.method ?? before?.method ?? 'GET').toUpperCase();
    this.headers = new Headers(init.headers ?? before?.headers);
    this.signal = init.signal ?? before?.signal ?? null;
    this.redirect = init.redirect ?? before?.redirect ?? 'follow';
    const given = init.body === undefined || init.body === null ? undefined : readBody(init.body);
    this.body = given?.body ?? before?.body ?? null;
    if (given?.type !== undefined && !this.headers.has('content-type')) this.headers.set('content-type', given.type);
  }

  clone(): Request {
    return new Request(this);
  }

  async text(): Promise<string> {
    return textOfBody(this.body);
  }

  async json(): Promise<unknown> {
    return JSON.parse(textOfBody(this.body)) as unknown;
  }
}

type ResponseInit = {
  readonly status?: number;
  readonly statusText?: string;
  readonly headers?: ConstructorParameters<typeof Headers>[0];
  readonly url?: string;
};

export class Response {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly url: string;
  readonly body: Body;
  readonly redirected = false;

  constructor(body?: unknown, { status = 200, statusText, headers, url = '' }: ResponseInit = {}) {
    this.status = status;
    this.statusText = statusText ?? STATUS_CODES[status] ?? '';
    this.headers = new Headers(headers);
    this.url = url;
    this.body = readBody(body).body;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  clone(): this {
    return this;
  }

  async text(): Promise<string> {
    return textOfBody(this.body);
  }

  async json(): Promise<unknown> {
    return JSON.parse(textOfBody(this.body)) as unknown;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return bytesOfBody(this.body).buffer;
  }
}

/** There was no answer. `code` is what Node calls it, which the code of destinations looks at. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly type = 'system';
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

const CODES: Readonly<Partial<Record<OutboundFailure, string>>> = {
  timeout: 'ETIMEDOUT',
  connection_refused: 'ECONNREFUSED',
  connection_reset: 'ECONNRESET',
  dns_not_found: 'ENOTFOUND',
  dns_failed: 'EAI_AGAIN',
  host_unreachable: 'EHOSTUNREACH',
};

export default async function fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const request = input instanceof Request && Object.keys(init).length === 0 ? input : new Request(input, init);
  const call = currentCall();
  const refusal = refusalOf(call);
  if (call === undefined || refusal !== undefined) throw new FetchError(refusal ?? '', 'ECALLOVER');
  call.requests += 1;
  const exchange = await send(call, request);
  // What nobody waits for any more has no answer: the code that asked must not go on.
  if (call.isOver) throw new FetchError('the call has ended', 'ECALLOVER');
  const { answer } = exchange;
  if (answer.kind === 'failed') throw new FetchError(answer.message, CODES[answer.failure] ?? 'EFAILED');
  const { status, headers, body } = answer;
  return new Response(body, { status, headers: plain(headers), url: request.url });
}

function refusalOf(call: Call | undefined): string | undefined {
  if (call === undefined) return 'a request that belongs to no event is not sent';
  if (call.isOver) return 'the call has ended';
  if (call.requests >= call.maxRequests) return `an action makes at most ${call.maxRequests} requests for an event`;
  return undefined;
}

async function send(call: Call, request: Request): Promise<Exchange> {
  const { url, method, body } = request;
  const headers = wireHeaders(request.headers);
  const result = await call.http.send({
    url,
    method,
    headers,
    ...(body === null ? {} : { body }),
    ...(request.redirect === 'manual' ? { redirects: 'return' } : {}),
    maxResponseBytes: MAX_RESPONSE_BYTES,
    timeoutMs: Math.max(1, Math.min(REQUEST_TIMEOUT_MS, call.endsAtMs - call.now().getTime())),
  });
  const { durationMs } = result;
  const exchange: Exchange = {
    ...{ method, url, headers, durationMs, answer: answerOf(result) },
    ...(body === null ? {} : { body }),
  };
  call.exchanges.push(exchange);
  return exchange;
}

function answerOf(result: OutboundResult): Exchange['answer'] {
  if (result.kind === 'failed') return { kind: 'failed', failure: result.failure, message: result.message };
  const { status, headers, body, bodyTruncated } = result;
  return { kind: 'response', status, headers, body, isCut: bodyTruncated };
}

/** Those of the framing are the outbound client's; what is left names who asks. */
function wireHeaders(headers: Headers): Record<string, string> {
  const wire: Record<string, string> = { accept: '*/*' };
  headers.forEach((value, name) => {
    if (!isFramingHeader(name)) wire[name] = value;
  });
  if (wire['user-agent'] === undefined || wire['user-agent'] === SEGMENTS_AGENT) wire['user-agent'] = USER_AGENT;
  return wire;
}

const SEGMENTS_AGENT = 'Segment (Actions)';
function plain(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}
