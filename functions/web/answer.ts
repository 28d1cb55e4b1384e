import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { STYLE } from './pages.ts';
import type { Content } from './web.ts';

export type Result = APIGatewayProxyStructuredResultV2;
export type Headers = Readonly<Record<string, string | undefined>>;

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('base64');

/** A page runs nothing, loads only the pictures of the documentation, and is shown inside of no other. */
const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${sha256(STYLE)}'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const FOR_ALL = {
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
};
const FOR_PAGES = {
  ...FOR_ALL,
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  vary: 'accept-encoding',
};
const FOR_PEOPLE = {
  ...FOR_ALL,
  'content-security-policy': PAGE_POLICY,
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  vary: 'accept, accept-encoding',
};

type Encoded = { readonly etag: string; readonly gzipped?: string };

/** Compresses each content once, and answers with it, or with less when the browser has it already. */
export function createAnswer(): (content: Content, asked: Headers) => Promise<Result> {
  const encodings = new WeakMap<Content, Promise<Encoded>>();
  return async (content, asked) => {
    const encoded = encodings.get(content) ?? encode(content.body);
    encodings.set(content, encoded);
    const { etag, gzipped } = await encoded;
    const { type, body, cacheControl, isForPages } = content;
    const headers = { ...(isForPages ? FOR_PAGES : FOR_PEOPLE), 'cache-control': cacheControl, etag };
    if (asked['if-none-match']?.includes(etag) === true) return { statusCode: 304, headers };
    const typed = { ...headers, 'content-type': type };
    if (typeof body !== 'string') {
      return { statusCode: 200, headers: typed, body: body.toString('base64'), isBase64Encoded: true };
    }
    const isPlain = gzipped === undefined || !/\bgzip\b/i.test(asked['accept-encoding'] ?? '');
    if (isPlain) return { statusCode: 200, headers: typed, body };
    const compressed = { ...typed, 'content-encoding': 'gzip' };
    return { statusCode: 200, headers: compressed, body: gzipped, isBase64Encoded: true };
  };
}

export function redirect(location: string): Result {
  return { statusCode: 302, headers: { ...FOR_PEOPLE, location } };
}

export function notFound(): Result {
  const body = 'There is nothing here. What there is: / names it, /docs has the documentation.\n';
  return { statusCode: 404, headers: { ...FOR_PEOPLE, 'content-type': 'text/plain; charset=utf-8' }, body };
}

/** Weak, because the compressed answer has the same. */
async function encode(body: string | Buffer): Promise<Encoded> {
  const etag = `W/"${sha256(body).slice(0, 22)}"`;
  if (typeof body !== 'string') return { etag };
  const compressed = await promisify(gzip)(body);
  return { etag, gzipped: compressed.toString('base64') };
}
