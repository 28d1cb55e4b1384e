import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A request as the pretend destination saw it. Header names are lower-case. */
export type ReceivedRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
};

/** What the pretend destination does with a request. */
export type Reaction =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly afterMs?: number;
    }
  /** Takes the request and never answers. */
  | 'hang'
  /** Closes the connection without an answer. */
  | 'reset';

export type Receiver = {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  /** Changes how it reacts from now on. */
  react(reaction: (request: ReceivedRequest) => Reaction): void;
  close(): Promise<void>;
};

/** Starts a pretend destination on loopback: it records what arrives and reacts as it is told, with 200 if not. */
export async function startReceiver({
  port = 0,
  onRequest,
}: { port?: number; onRequest?: (request: ReceivedRequest) => void } = {}): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  let react: (request: ReceivedRequest) => Reaction = () => ({ status: 200 });
  const server = createServer((incoming, response) => {
    void receive(incoming, response);
  });

  async function receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(incoming);
    if (body === undefined) return;
    const { method = '', url = '', headers } = incoming;
    const request = { method, path: url, headers, body, receivedAt: Date.now() };
    requests.push(request);
    onRequest?.(request);
    await answer(response, react(request));
  }

  await listen(server, port);
  const { port: actualPort } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actualPort}`,
    requests,
    react(reaction) {
      react = reaction;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

/** Undefined when the sender went away in the middle. */
async function readAll(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function answer(response: ServerResponse, reaction: Reaction): Promise<void> {
  if (reaction === 'hang') return;
  if (reaction === 'reset') {
    response.destroy();
    return;
  }
  if (reaction.afterMs !== undefined) await wait(reaction.afterMs);
  response.writeHead(reaction.status, reaction.headers).end(reaction.body ?? '');
}
