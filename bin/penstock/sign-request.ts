import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Sign } from '../../client/api-client.ts';

/** One machine asks operators for no signature. */
export const asItIs: Sign = async ({ headers }) => headers;

/** What a client of the SDK knows of the shell. */
type Shell = {
  readonly region: () => Promise<string>;
  readonly credentials: () => Promise<{ readonly accessKeyId: string; readonly secretAccessKey: string }>;
};

/** With the region and the credentials of the shell, as API Gateway wants it: the signature of `execute-api`. */
export function createSign(shell: Shell): Sign {
  const signer = new SignatureV4({
    service: 'execute-api',
    ...shell,
    sha256: Sha256,
  });
  return async ({ method, url, headers, body }) => {
    const { hostname, pathname: path, protocol, host, searchParams } = url;
    const query = Object.fromEntries(searchParams);
    const signed = await signer.sign({
      ...{ method, protocol, hostname, path, query, headers: { ...headers, host } },
      ...(body === undefined ? {} : { body }),
    });
    const { host: _setByFetch, ...rest } = signed.headers;
    return rest;
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
