import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What a caller signs with. */
export type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string };

/** A request as it goes over the wire, with header names in lower case. */
export type WireRequest = {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
};

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** Where a caller says what the body's hash is. */
export const HASH_HEADER = 'x-amz-content-sha256';
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;
const ISO_PUNCTUATION = /[-:]|\.\d+/g;
const DATE_LENGTH = 8;

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** The headers that sign a request, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export function signatureHeaders(
  { url, method, body }: { readonly url: string; readonly method: string; readonly body: string },
  { accessKeyId, secretAccessKey }: Credentials,
  { region, service, now }: { readonly region: string; readonly service: string; readonly now: Date },
): Record<string, string> {
  const { host, pathname, search } = new URL(url);
  const at = now.toISOString().replaceAll(ISO_PUNCTUATION, '');
  const scope = `${at.slice(0, DATE_LENGTH)}/${region}/${service}/aws4_request`;
  const request = { method, target: `${pathname}${search}`, headers: { host, 'x-amz-date': at } };
  const signed = ['host', 'x-amz-date'];
  const signature = sign(canonical(request, signed, sha256(body)), { at, scope, secretAccessKey });
  const authorization = `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${signed.join(';')}, Signature=${signature}`;
  return { 'x-amz-date': at, authorization };
}

/** Whether the holder of `credentials` has signed this request. `bodyHash` is asked for when no header says it. */
export function isSignedWith(
  { accessKeyId, secretAccessKey }: Credentials,
  request: WireRequest,
  bodyHash: () => string,
): boolean {
  const [, id, scope, names, signature] = AUTHORIZATION.exec(one(request.headers['authorization'])) ?? [];
  if (id !== accessKeyId || scope === undefined || names === undefined || signature === undefined) return false;
  const signed = names.split(';');
  if (!signed.includes('host')) return false;
  const hash = one(request.headers[HASH_HEADER]) || bodyHash();
  const at = one(request.headers['x-amz-date']);
  const expected = sign(canonical(request, signed, hash), { at, scope, secretAccessKey });
  return timingSafeEqual(Buffer.from(expected), Buffer.from(signature));
}

function sign(
  canonicalRequest: string,
  { at, scope, secretAccessKey }: { at: string; scope: string; secretAccessKey: string },
): string {
  const key = scope.split('/').reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  return hmac(key, [ALGORITHM, at, scope, sha256(canonicalRequest)].join('\n')).toString('hex');
}

function canonical({ method, target, headers }: WireRequest, signed: readonly string[], bodyHash: string): string {
  const [path, query] = split(target);
  const lines = signed.map((name) => `${name}:${one(headers[name]).trim().replaceAll(/ +/g, ' ')}`);
  return [method, path, canonicalQuery(query), ...lines, '', signed.join(';'), bodyHash].join('\n');
}

function split(target: string): [string, string] {
  const mark = target.indexOf('?');
  return mark === -1 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  return query
    .split('&')
    .map((part) => {
      const [name = '', value = ''] = part.split(/=(.*)/s);
      return [name, value].map((text) => encode(decode(text))).join('=');
    })
    .sort()
    .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Text that is not percent-encoded properly cannot have been signed, and stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function one(value: string | readonly string[] | undefined = ''): string {
  return typeof value === 'string' ? value : value.join(',');
}
