import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { createDynamoDb } from '../../functions/shared/lambda/clients.ts';
import { errorOfAnswer, invalidId, unreachable } from '../../client/call-error.ts';
import { joinPages } from '../../client/join-pages.ts';
import { pathSegment } from '../../client/path-segment.ts';
import { urlOf, type Target } from './target.ts';

/** The routes of operators, who see all workspaces. */
export type OperatorApi = <T>(method: 'GET' | 'POST', path: string, body?: object) => Promise<T>;

type Request = { method: string; url: URL; headers: Record<string, string>; body?: string };

/** What a route answers in pages, as one. */
export async function readWhole<T extends object>(api: OperatorApi, path: string): Promise<T> {
  type Page = T & { readonly cursor?: string };
  const sign = path.includes('?') ? '&' : '?';
  const { cursor: _, ...all } = await joinPages<Page>(
    (cursor) => api('GET', cursor === undefined ? path : `${path}${sign}cursor=${encodeURIComponent(cursor)}`),
    ({ cursor }) => cursor,
  );
  return all as unknown as T;
}

/** An id as a part of a path. */
export function idInPath(id: string): string {
  const segment = pathSegment(id);
  if (segment === undefined) throw invalidId(id);
  return segment;
}

/** On AWS every request is signed with the credentials of the shell. One machine asks for none. */
export async function createOperatorApi(target: Target): Promise<OperatorApi> {
  const url = await urlOf(target);
  return apiAt(url, target.stage === undefined ? async ({ headers }) => headers : createSign());
}

function apiAt(base: string, sign: (request: Request) => Promise<Record<string, string>>): OperatorApi {
  return async <T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> => {
    const url = new URL(path, base);
    // A blank is `%20` to the signature, and `+` to nobody but forms.
    url.search = url.search.replaceAll('+', '%20');
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { host: url.host, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const { host: _setByFetch, ...signed } = await sign({ method, url, headers, ...text });
    const response = await fetch(url, { method, headers: signed, ...text }).catch((error: unknown) => {
      throw unreachable(url.origin, error);
    });
    const answer: unknown = await response.json().catch(() => ({}));
    if (!response.ok) throw errorOfAnswer(response.status, answer);
    return answer as T;
  };
}

/** The SDK knows the region and the credentials of the shell; API Gateway wants them as the signature of `execute-api`. */
function createSign(): (request: Request) => Promise<Record<string, string>> {
  const { config } = createDynamoDb();
  const signer = new SignatureV4({
    service: 'execute-api',
    region: () => config.region(),
    credentials: () => config.credentials(),
    sha256: Sha256,
  });
  return async ({ method, url, headers, body }) => {
    const signed = await signer.sign({
      ...{ method, protocol: url.protocol, hostname: url.hostname, path: url.pathname, headers, body },
      query: Object.fromEntries(url.searchParams),
    });
    return signed.headers;
  };
}

type Digest = ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

/** The hash that the signer asks for. */
class Sha256 {
  readonly #secret: Parameters<typeof createHmac>[1] | undefined;
  #hash: Digest;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined || typeof secret === 'string' ? secret : bytesOf(secret);
    this.#hash = this.#create();
  }

  update(chunk: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof chunk === 'string' ? chunk : bytesOf(chunk));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#create();
  }

  #create(): Digest {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Buffer {
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}
