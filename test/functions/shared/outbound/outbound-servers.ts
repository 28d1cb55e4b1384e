// Servers for the tests of the outbound client: they listen on a free loopback port and are closed after each test.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer, type Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';
import {
  createOutboundHttp,
  type OutboundHttp,
  type OutboundHttpOptions,
} from '../../../../functions/shared/outbound/outbound-http.ts';
import type { TestCertificate } from '../../../../proof/soak/tls-certificates.ts';

/** May be asynchronous; a test sees its failure as a missing answer. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

export type RunningServer = { port: number; url: string; connections: () => number };

/** A client that may call the loopback network, closed after the test. */
export function anOutboundHttp(options: Partial<OutboundHttpOptions> = {}): OutboundHttp {
  const http = createOutboundHttp({
    allowedNetworks: ['127.0.0.0/8'],
    maxResponseBytes: 10_000,
    connectionsPerOrigin: 8,
    ...options,
  });
  onTestFinished(() => http.close());
  return http;
}

export function aPost(url: string, body = '{"type":"track"}') {
  return { url, method: 'POST', headers: { 'content-type': 'application/json' }, body, timeoutMs: 5_000 };
}

export function startHttpServer(answer: Answer): Promise<RunningServer> {
  return start(
    createServer((request, response) => void answer(request, response)),
    'http',
  );
}

export function startHttpsServer(options: TestCertificate & TlsOptions, answer: Answer): Promise<RunningServer> {
  return start(
    createTlsServer(options, (request, response) => void answer(request, response)),
    'https',
  );
}

/** Speaks no HTTP of its own: for answers that no HTTP server would give. */
export function startTcpServer(onConnection: (socket: Socket) => void): Promise<RunningServer> {
  return start(createTcpServer(onConnection), 'http');
}

/** Answers the first bytes of each connection with exactly this text, and then closes the connection. */
export function startScriptedServer(answer: string): Promise<RunningServer> {
  return startTcpServer((socket) => socket.once('data', () => socket.end(answer)));
}

/** A port on which nothing listens. */
export async function aClosedPort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function start(server: Server | TcpServer, scheme: string): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    // A peer that resets is what half of these tests are about.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, url: `${scheme}://127.0.0.1:${String(port)}`, connections: () => connections };
}
