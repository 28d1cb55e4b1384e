// HTTP <-> payload format 2.0 of API Gateway,
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { RouteMatch } from './http-routes.ts';
import { ACCOUNT } from './template-values.ts';

export type HttpRequest = {
  readonly requestId: string;
  readonly receivedAtMs: number;
  readonly method: string;
  /** Decoded, as API Gateway hands it on. */
  readonly path: string;
  readonly queryString: string;
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly sourceIp: string;
  readonly protocol: string;
  readonly body: Buffer;
};

export type HttpAnswer = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | Buffer;
};

/** What API Gateway keeps to itself. Cookies get a field of their own. */
const NOT_HANDED_ON = new Set(['connection', 'cookie', 'keep-alive', 'transfer-encoding', 'upgrade', 'expect']);
const SET_BY_GATEWAY = new Set(['connection', 'content-length', 'transfer-encoding']);
/** Everything else arrives in base64; a form too, which surprises people on AWS as well. */
const TEXT = /^(text\/|application\/(json|javascript|xml|[\w.-]+\+(json|xml))\s*(;|$))/i;

/** The path and the query string of a request, or undefined if they cannot be decoded. */
export function splitTarget({
  url = '/',
}: Pick<IncomingMessage, 'url'>): { path: string; queryString: string } | undefined {
  const target = url.replace(/^https?:\/\/[^/?]*/i, '');
  const [rawPath = '', ...query] = target.split('?');
  try {
    // API Gateway decodes first, so that `%2F` divides a path and `%3F` ends it.
    const [path = ''] = decodeURIComponent(rawPath === '' ? '/' : rawPath).split('?');
    return { path, queryString: query.join('?') };
  } catch {
    return undefined;
  }
}

export function toLambdaEvent(request: HttpRequest, { routeKey, pathParameters }: RouteMatch): object {
  const { method, path, queryString, protocol, sourceIp, requestId, receivedAtMs, body } = request;
  const headers = joinHeaders(request);
  const cookies = (request.headers['cookie'] ?? []).flatMap((line) => line.split(';')).map((cookie) => cookie.trim());
  const isText = isTextual(headers, body);
  const host = headers['host'] ?? '';
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: queryString,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers,
    ...(queryString === '' ? {} : { queryStringParameters: joinQuery(queryString) }),
    ...(pathParameters === undefined ? {} : { pathParameters }),
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'local',
      domainName: host,
      domainPrefix: host.split('.')[0] ?? '',
      http: { method, path, protocol, sourceIp, userAgent: headers['user-agent'] ?? '' },
      requestId,
      routeKey,
      stage: '$default',
      time: clfTime(receivedAtMs),
      timeEpoch: receivedAtMs,
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** What the client gets for a function's result. Throws a TypeError for a result that is no HTTP answer. */
export function toHttpAnswer(result: unknown): HttpAnswer {
  if (!isStructured(result)) {
    const body = typeof result === 'string' ? result : JSON.stringify(result);
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded = false } = result;
  if (!Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599)
    throw new TypeError(`Status ${statusCode}`);
  const named = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
    .filter(([name]) => !SET_BY_GATEWAY.has(name));
  return {
    statusCode,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(named),
      ...(cookies.length === 0 ? {} : { 'set-cookie': cookies.map(String) }),
    },
    body: isBase64Encoded ? Buffer.from(String(body), 'base64') : String(body),
  };
}

type StructuredResult = {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: readonly unknown[];
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
};

function isStructured(result: unknown): result is StructuredResult {
  return typeof result === 'object' && result !== null && 'statusCode' in result;
}

function joinHeaders({ headers, sourceIp }: HttpRequest): Record<string, string> {
  const handedOn = Object.entries(headers).filter(([name]) => !NOT_HANDED_ON.has(name));
  const forwarded = headers['x-forwarded-for'] ?? [];
  return Object.fromEntries([
    ...handedOn.map(([name, values]) => [name, (values ?? []).join(',')] as const),
    ['x-forwarded-for', [...forwarded, sourceIp].join(', ')],
    ['x-forwarded-proto', 'http'],
  ]);
}

function joinQuery(queryString: string): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(queryString)) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(values);
}

/** NOTE: bytes that are no UTF-8 would not survive as text, whatever their content type says. */
function isTextual(headers: Readonly<Record<string, string>>, body: Buffer): boolean {
  return headers['content-encoding'] === undefined && TEXT.test(headers['content-type'] ?? '') && isUtf8(body);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000`, the time format of access logs. */
function clfTime(ms: number): string {
  const [year, month, day, time] = new Date(ms).toISOString().split(/[-T.]/);
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`;
}
