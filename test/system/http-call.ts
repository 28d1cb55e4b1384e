import { request, type IncomingHttpHeaders } from 'node:http';

export type HttpCall = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** A list is sent chunk by chunk, without a content-length. */
  readonly body?: string | Uint8Array | readonly (string | Uint8Array)[];
};

export type HttpReply = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

/** One HTTP request with exactly these headers (and `host`), on a connection of its own. */
export function httpCall(url: string, { method = 'POST', headers = {}, body }: HttpCall = {}): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, agent: false, headers: framed(headers, body) }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) });
      });
    });
    outgoing.on('error', reject);
    if (typeof body === 'string' || body instanceof Uint8Array) outgoing.end(body);
    else {
      for (const chunk of body ?? []) outgoing.write(chunk);
      outgoing.end();
    }
  });
}

export function jsonOf(reply: HttpReply): unknown {
  return JSON.parse(reply.body.toString('utf8'));
}

function framed(headers: HttpCall['headers'] = {}, body: HttpCall['body']): Record<string, string | string[]> {
  const isWhole = typeof body === 'string' || body instanceof Uint8Array;
  return { ...headers, ...(isWhole ? { 'content-length': String(Buffer.byteLength(body)) } : {}) };
}
