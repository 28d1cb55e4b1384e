import { MAX_BODY_BYTES, MAX_EVENT_BYTES } from '../../domain/base/limits.ts';
import type { IngestResponse } from './request.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

/** Browsers ask again after a day at most; Chromium caps this at two hours. */
const PREFLIGHT_MAX_AGE_SECONDS = 86_400;

/** What every SDK takes for success: exactly 200 and this body. `warning` says what people should know all the same. */
export function success(warning?: string): IngestResponse {
  return {
    status: 200,
    headers: warning === undefined ? JSON_TYPE : { ...JSON_TYPE, 'x-penstock-warning': warning },
    body: '{"success":true}',
  };
}

/** A document that is asked for. */
export function json(document: object, headers: Readonly<Record<string, string>>): IngestResponse {
  return { status: 200, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(document) };
}

/** An error in the shape that all SDKs can read: Python wants `code` and `message`, Ruby `error`, Java `success`. */
export function failure(
  status: number,
  { code, message }: { code: string; message: string },
  headers: Readonly<Record<string, string>> = {},
): IngestResponse {
  return {
    status,
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify({ success: false, code, message, error: message }),
  };
}

const kilobytes = (bytes: number): string => `${bytes / 1024} KB`;
const megabytes = (bytes: number): string => `${bytes / 1024 / 1024} MB`;

/** The problems for which a whole request is refused, and what to do about each. */
export const REFUSALS = {
  body_too_large: `The body is larger than ${megabytes(MAX_BODY_BYTES)}, so it was not read, and counts as one event that was refused. Send fewer events in one request.`,
  event_too_large: `The event is larger than ${kilobytes(MAX_EVENT_BYTES)}. Send less in its properties, traits or context.`,
  malformed_encoding:
    'The body is not valid gzip. Send it as it is, or compress it with gzip and say so in Content-Encoding.',
  unsupported_encoding:
    'The body is compressed with {coding}, which is not read here. Send it as it is, or compress it once, with gzip.',
  nested_too_deeply: 'The body is nested too deeply. Send events that are nested less.',
  malformed_text: 'The body is not valid UTF-8. Encode it as UTF-8 and send it again.',
  malformed_json: 'The body is not valid JSON. Send one JSON object, such as {"userId":"u1","event":"Signed Up"}.',
  not_an_object:
    'The body is JSON, but not an object. Send one JSON object, such as {"userId":"u1","event":"Signed Up"}.',
  batch_not_list: 'The body has no list "batch". Send {"batch":[{"type":"track",...},...]}.',
} as const;

export type Refusal = keyof typeof REFUSALS;

/** `coding`: how the body is compressed, for the answer that says so. */
export function refusal(code: Refusal, coding = 'something else'): IngestResponse {
  return failure(400, { code, message: REFUSALS[code].replace('{coding}', coding) });
}

const PATIENCE = { 'retry-after': '1' };

export function tooManyRequests(): IngestResponse {
  const message = 'Too many requests at the moment. Send this one again later.';
  return failure(429, { code: 'too_many_requests', message }, PATIENCE);
}

/** Nothing was accepted: 503, which every SDK repeats. */
export function unavailable(): IngestResponse {
  const message = 'The events could not be stored. Send the same request again.';
  return failure(503, { code: 'unavailable', message }, PATIENCE);
}

/** 1x1 transparent GIF; a pixel is answered with it whatever happens. */
const TRANSPARENT_GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

export function pixel(): IngestResponse {
  return { status: 200, headers: { 'content-type': 'image/gif', 'cache-control': 'no-store' }, body: TRANSPARENT_GIF };
}

const SDK_HEADERS = 'authorization, content-type, content-encoding, x-retry-count, x-write-key';

/** Longer lists than any page has are answered as if nothing had been asked for. */
const MAX_ASKED_CHARACTERS = 2_000;
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+( *, *[\w!#$%&'*+.^`|~-]+)*$/;

/**
 * Every header that the page asks for is allowed: tools for tracing add theirs (`traceparent`, `sentry-trace`) to every
 * request of a page, SDKs have headers of their own, and a browser drops the event when one of them is not allowed.
 * Ingest reads the few that it knows.
 */
export function preflight(asked = ''): IngestResponse {
  const isAllowed = asked.length <= MAX_ASKED_CHARACTERS && HEADER_NAMES.test(asked);
  return {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': isAllowed ? `${SDK_HEADERS}, ${asked}` : SDK_HEADERS,
      'access-control-max-age': String(PREFLIGHT_MAX_AGE_SECONDS),
    },
    body: '',
  };
}

/**
 * Lets pages of any origin read the answer. The origin is echoed, because `*` is refused by browsers when an SDK is
 * configured to send credentials; no cookie means anything here, so that gives nothing away.
 */
export function withCors(response: IngestResponse, origin: string | undefined): IngestResponse {
  return {
    ...response,
    headers: {
      ...response.headers,
      'access-control-allow-origin': origin ?? '*',
      'access-control-expose-headers': 'retry-after, x-penstock-warning',
      ...(origin === undefined ? {} : { 'access-control-allow-credentials': 'true', vary: 'origin' }),
    },
  };
}
