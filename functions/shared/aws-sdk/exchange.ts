import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http';

export type AwsResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
};

type Http = {
  readonly request: (options: RequestOptions, answered: (response: IncomingMessage) => void) => ClientRequest;
  readonly agent: Agent;
};

/** As many as the SDK keeps; more requests wait for one another. */
const CONNECTIONS = 50;

/**
 * NOTE: importing node:http in an ES module reads every property of it, one of which loads Node's own undici: 70 ms of a
 * cold start. This does not.
 */
const clients = new Map<string, Http>();

function clientOf(protocol: string): Http {
  const known = clients.get(protocol);
  if (known !== undefined) return known;
  const module = process.getBuiltinModule(protocol === 'http:' ? 'node:http' : 'node:https');
  const agent = new module.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const client: Http = { request: module.request, agent };
  clients.set(protocol, client);
  return client;
}

/** Sends one request on a kept connection and reads all of the answer. Rejects with the error of the connection. */
export function exchange(
  { protocol, hostname, port }: URL,
  options: Pick<RequestOptions, 'method' | 'path'> & { readonly headers: Record<string, string> },
  body: string | Uint8Array,
): Promise<AwsResponse> {
  const { request, agent } = clientOf(protocol);
  const headers = { ...options.headers, 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, hostname, port, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
