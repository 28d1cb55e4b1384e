// The door before dynoxide, which looks at no signature and answers pages of every origin. It reads requests of HTTP/1.1
// as SDKs send them and passes their bytes on as they are: parsing and writing them anew would cost more than dynoxide's
// own work. What it cannot read it refuses, so that door and server never differ about where a request ends.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { sha256, type Credentials, type WireRequest } from '../sigv4.ts';
import { refuseUnsigned, type Refusal } from './credentials.ts';

export type Door = { readonly endpoint: string; close(): Promise<void> };

type Target = { readonly host: string; readonly port: number };

type Head = WireRequest & { readonly headBytes: number; readonly bodyBytes: number };

const END_OF_HEAD = '\r\n\r\n';
const MAX_HEAD_BYTES = 64 * 1024;
/** DynamoDB takes 16 MB at most. */
const MAX_BODY_BYTES = 17 * 1024 * 1024;
const REQUEST_LINE = /^([A-Z]+) (\/\S*) HTTP\/1\.1$/;
const HEADER_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/;

const UNREADABLE: Refusal = { status: 400, contentType: 'text/plain', body: 'Bad Request' };

/** Opens a free loopback port that passes signed requests on to `target`. */
export async function openSignedDoor(target: Target, credentials: Credentials): Promise<Door> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ noDelay: true }, (client) => {
    sockets.add(client);
    client.once('close', () => sockets.delete(client));
    passOn(client, target, credentials);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function passOn(client: Socket, target: Target, credentials: Credentials): void {
  let upstream: Socket | undefined;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let wantedBytes = 0;
  client.on('error', () => client.destroy());
  client.on('close', () => upstream?.destroy());

  const open = (): Socket => {
    const socket = connect({ ...target, noDelay: true });
    socket.on('error', () => client.destroy());
    socket.on('close', () => client.destroy());
    socket.pipe(client);
    return socket;
  };

  client.on('data', (chunk: Buffer) => {
    waiting.push(chunk);
    waitingBytes += chunk.length;
    while (waitingBytes > 0 && waitingBytes >= wantedBytes) {
      const bytes = waiting.length === 1 && waiting[0] !== undefined ? waiting[0] : Buffer.concat(waiting);
      waiting = [bytes];
      const head = readHead(bytes);
      if (head === 'incomplete') return;
      if (head === 'unreadable') return refuse(client, UNREADABLE);
      wantedBytes = head.headBytes + head.bodyBytes;
      if (waitingBytes < wantedBytes) return;
      const refusal = refuseUnsigned(credentials, head, () => sha256(bytes.subarray(head.headBytes, wantedBytes)));
      if (refusal !== undefined) return refuse(client, refusal);
      upstream ??= open();
      upstream.write(bytes.subarray(0, wantedBytes));
      waiting = [bytes.subarray(wantedBytes)];
      waitingBytes -= wantedBytes;
      wantedBytes = 0;
    }
  });
}

function readHead(bytes: Buffer): Head | 'incomplete' | 'unreadable' {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end === -1) return bytes.length > MAX_HEAD_BYTES ? 'unreadable' : 'incomplete';
  const [requestLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const [, method, target] = REQUEST_LINE.exec(requestLine) ?? [];
  const headers = readHeaders(lines);
  if (method === undefined || target === undefined || headers === undefined) return 'unreadable';
  const length = headers['content-length'] ?? '0';
  const bodyBytes = Number(length);
  if (!/^\d+$/.test(length) || bodyBytes > MAX_BODY_BYTES) return 'unreadable';
  if (headers['transfer-encoding'] !== undefined || headers['upgrade'] !== undefined) return 'unreadable';
  return { method, target, headers, headBytes: end + END_OF_HEAD.length, bodyBytes };
}

/** Undefined for what has no single meaning: a line that is none, or a header that comes twice. */
function readHeaders(lines: readonly string[]): Record<string, string> | undefined {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = HEADER_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) return undefined;
    const key = name.toLowerCase();
    if (Object.hasOwn(headers, key)) return undefined;
    headers[key] = value;
  }
  return headers;
}

function refuse(client: Socket, { status, contentType, body }: Refusal): void {
  client.removeAllListeners('data').resume();
  client.end(
    [
      `HTTP/1.1 ${status} Refused`,
      `content-type: ${contentType}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
