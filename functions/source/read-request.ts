import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { FUNCTION_LIMITS } from '../../domain/functions/function-limits.ts';
import type { SourceRequest } from '../../domain/functions/source-run.ts';

/** A request as it came to an address. */
export type ArrivedRequest = {
  readonly method: string;
  /** Undefined where there is none. */
  readonly token: string | undefined;
  /** `too-large`: longer than a function is given. */
  readonly request: SourceRequest | 'too-large';
};

const NO_HOST = 'https://penstock.example';
const MOST_HEADER_CHARACTERS = 8_192;

/** `/fn/<token>`, or `/fn?b=<token>` as Segment writes it. */
export function readRequest(event: APIGatewayProxyEventV2): ArrivedRequest {
  const { rawPath, rawQueryString, requestContext, headers, pathParameters, queryStringParameters } = event;
  const { method } = requestContext.http;
  const token = pathParameters?.['token'] ?? queryStringParameters?.['b'];
  const body = bodyOf(event);
  if (body === 'too-large') return { method, token, request: 'too-large' };
  const { 'content-encoding': _decoded, ...others } = headers;
  const kept = body.isDecoded ? others : headers;
  const shown = Object.entries(kept).flatMap(([name, value = '']) =>
    value.length > MOST_HEADER_CHARACTERS ? [] : [[name.toLowerCase(), value] as const],
  );
  const named = `${headers['x-forwarded-proto'] ?? 'https'}://${requestContext.domainName}`;
  // Whoever sends may name a host that is none; functions are given a URL in any case.
  const origin = URL.canParse(named) ? named : NO_HOST;
  const url = `${origin}${encodeURI(rawPath)}${rawQueryString === '' ? '' : `?${rawQueryString}`}`.slice(0, 8_192);
  const about = { method, url, headers: Object.fromEntries(shown) };
  const { bytes } = body;
  return {
    ...{ method, token },
    request: isUtf8(bytes)
      ? { ...about, text: bytes.toString('utf8') }
      : { ...about, base64: bytes.toString('base64') },
  };
}

type Body = { readonly bytes: Buffer; readonly isDecoded: boolean };

/** Functions cannot unpack gzip, so it is done here; a bomb costs no more than an honest request. */
function bodyOf({ body = '', isBase64Encoded, headers }: APIGatewayProxyEventV2): Body | 'too-large' {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const most = FUNCTION_LIMITS.requestBodyBytes;
  if (bytes.length > most) return 'too-large';
  const isGzip = headers['content-encoding']?.trim().toLowerCase() === 'gzip' && bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip) return { bytes, isDecoded: false };
  try {
    return { bytes: gunzipSync(bytes, { maxOutputLength: most }), isDecoded: true };
  } catch (error) {
    // What is broken is handed on as it is: the function knows what it wants of it.
    return error instanceof RangeError ? 'too-large' : { bytes, isDecoded: false };
  }
}
