// HTTP/1.1 with a server of this machine that is known: it answers in order, with a Content-Length, and keeps
// connections. What else it says is an error of the connection.
import { connect, type Socket } from 'node:net';

type Server = { readonly host: string; readonly port: number };

type Request = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

type Answer = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

type Connection = {
  readonly isOpen: () => boolean;
  exchange(request: Request): Promise<Answer>;
  end(): void;
};

const END_OF_HEAD = '\r\n\r\n';
/** Written anew, because they are about this connection. */
const OWN_HEADERS: ReadonlySet<string> = new Set(['host', 'content-length', 'connection', 'expect']);

/** Sends requests over connections that are kept, each with one request at a time. */
export function createHttpExchange(server: Server): (request: Request, signal?: AbortSignal) => Promise<Answer> {
  const free: Connection[] = [];
  const take = (): Connection => {
    for (let kept = free.pop(); kept !== undefined; kept = free.pop()) if (kept.isOpen()) return kept;
    return openConnection(server);
  };
  return async (request, signal) => {
    signal?.throwIfAborted();
    const connection = take();
    const end = (): void => connection.end();
    signal?.addEventListener('abort', end, { once: true });
    try {
      const answer = await connection.exchange(request);
      if (connection.isOpen()) free.push(connection);
      return answer;
    } finally {
      signal?.removeEventListener('abort', end);
    }
  };
}

function openConnection({ host, port }: Server): Connection {
  const socket: Socket = connect({ host, port, noDelay: true });
  let chunks: Buffer[] = [];
  let waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;
  const fail = (error: Error): void => {
    socket.destroy();
    waiting?.reject(error);
    waiting = undefined;
  };
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    const answer = readAnswer(chunks.length === 1 ? chunk : (chunks = [Buffer.concat(chunks)])[0]);
    if (answer === 'incomplete') return;
    if (answer === 'unreadable' || waiting === undefined) return fail(connectionError('answered what cannot be read'));
    chunks = [];
    waiting.resolve(answer);
    waiting = undefined;
  });
  socket.on('error', fail);
  socket.on('close', () => fail(connectionError('was closed')));
  return {
    isOpen: () => !socket.destroyed && !socket.readableEnded,
    exchange(request) {
      write(socket, request, `${host}:${port}`);
      return new Promise((resolve, reject) => (waiting = { resolve, reject }));
    },
    end: () => fail(Object.assign(new Error('The call was called off.'), { name: 'AbortError' })),
  };
}

/** The SDK repeats what failed with this code. */
function connectionError(what: string): Error {
  return Object.assign(new Error(`The connection to the emulator ${what}.`), { code: 'ECONNRESET' });
}

function write(socket: Socket, { method, path, headers, body = '' }: Request, host: string): void {
  const lines = Object.entries(headers).map(([name, value]) =>
    OWN_HEADERS.has(name.toLowerCase()) ? '' : `${name}: ${value}\r\n`,
  );
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  const head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: ${length}\r\n${lines.join('')}\r\n`;
  if (typeof body === 'string') socket.write(head + body);
  else {
    socket.cork();
    socket.write(head);
    socket.write(body);
    socket.uncork();
  }
}

function readAnswer(bytes: Buffer | undefined): Answer | 'incomplete' | 'unreadable' {
  const end = bytes?.indexOf(END_OF_HEAD) ?? -1;
  if (bytes === undefined || end === -1) return 'incomplete';
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const statusCode = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1]);
  const headers = Object.fromEntries(
    lines.map((line) => {
      const mark = line.indexOf(':');
      return [line.slice(0, mark).toLowerCase(), line.slice(mark + 1).trim()];
    }),
  );
  const length = Number(headers['content-length']);
  if (!Number.isInteger(statusCode) || !Number.isInteger(length)) return 'unreadable';
  const from = end + END_OF_HEAD.length;
  if (bytes.length < from + length) return 'incomplete';
  return bytes.length === from + length ? { statusCode, headers, body: bytes.subarray(from) } : 'unreadable';
}
