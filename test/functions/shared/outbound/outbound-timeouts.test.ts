import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { anOutboundHttp, aPost, startHttpServer, startTcpServer } from './outbound-servers.ts';

const TIMEOUT_MS = 120;
/** Generous, because tests share their processor; far below any timeout that is not ours. */
const FAR_TOO_LATE_MS = 4_000;

describe('a request ends at its timeout', () => {
  test('when the name is never resolved', async () => {
    const http = anOutboundHttp({ lookup: () => new Promise(() => undefined) });

    const result = await http.send({ ...aPost('http://slow-dns.test/hook'), timeoutMs: TIMEOUT_MS });

    expectTimeout(result, 'slow-dns.test took longer than 120 ms: no connection was free or could be made');
  });

  test('when the TLS handshake is never answered', async () => {
    const server = await startTcpServer(() => undefined);
    const http = anOutboundHttp();

    const result = await http.send({ ...aPost(`https://127.0.0.1:${String(server.port)}`), timeoutMs: TIMEOUT_MS });

    expectTimeout(result, 'no connection was free or could be made');
  });

  test('when no headers come', async () => {
    const server = await startTcpServer(() => undefined);
    const http = anOutboundHttp();

    const result = await http.send({ ...aPost(server.url), timeoutMs: TIMEOUT_MS });

    expectTimeout(result, 'it did not answer the request');
  });

  test('when the headers come line by line', async () => {
    const server = await startTcpServer((socket) => drip(socket, 'HTTP/1.1 200 OK\r\n', 'x-filler: 1\r\n'));
    const http = anOutboundHttp();

    const result = await http.send({ ...aPost(server.url), timeoutMs: TIMEOUT_MS });

    expectTimeout(result, 'it did not answer the request');
  });

  test('when the body comes byte by byte', async () => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n';
    const server = await startTcpServer((socket) => drip(socket, head, 'x'));
    const http = anOutboundHttp();

    const result = await http.send({ ...aPost(server.url), timeoutMs: TIMEOUT_MS });

    expectTimeout(result, 'it began to answer and did not finish');
  });

  test('when interim answers never stop', async () => {
    const server = await startTcpServer((socket) => drip(socket, '', 'HTTP/1.1 102 Processing\r\n\r\n'));
    const http = anOutboundHttp();

    const result = await http.send({ ...aPost(server.url), timeoutMs: TIMEOUT_MS });

    expectTimeout(result, 'it did not answer the request');
  });

  test('when a redirect has used up a part of it', async () => {
    const server = await startHttpServer((request, response) => {
      if (request.url === '/') response.writeHead(307, { location: '/never' }).end();
    });
    const http = anOutboundHttp();

    const result = await http.send({ ...aPost(server.url), timeoutMs: TIMEOUT_MS });

    expectTimeout(result, 'it did not answer the request');
  });
});

test('a request that timed out while it waited for a connection is never sent', async () => {
  const held: ServerResponse[] = [];
  const paths: (string | undefined)[] = [];
  const server = await startHttpServer((request, response) => {
    paths.push(request.url);
    if (request.url === '/first') held.push(response);
    else response.end('ok');
  });
  const http = anOutboundHttp({ connectionsPerOrigin: 1 });

  const first = http.send(aPost(`${server.url}/first`));
  const second = await http.send({ ...aPost(`${server.url}/second`), timeoutMs: TIMEOUT_MS });
  const third = http.send(aPost(`${server.url}/third`));
  for (const response of held) response.end('held');

  expectTimeout(second, 'no connection was free or could be made');
  await expect(first).resolves.toMatchObject({ body: 'held' });
  await expect(third).resolves.toMatchObject({ body: 'ok' });
  expect(paths).toEqual(['/first', '/third']);
  expect(server.connections()).toBe(1);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])(
  'a timeout of %s ms is refused',
  async (timeoutMs) => {
    const http = anOutboundHttp();

    const result = await http.send({ ...aPost('http://127.0.0.1:1'), timeoutMs });

    expect(result).toMatchObject({ kind: 'failed', failure: 'invalid_request' });
  },
);

type Drippable = { write(text: string): unknown; on(event: 'close', listener: () => void): unknown };

function drip(socket: Drippable, opening: string, drop: string): void {
  socket.write(opening);
  const timer = setInterval(() => socket.write(drop), 10);
  socket.on('close', () => clearInterval(timer));
}

function expectTimeout(result: { kind: string; message?: string; durationMs: number }, message: string): void {
  expect(result).toMatchObject({ kind: 'failed', failure: 'timeout' });
  expect(result.message).toContain(message);
  expect(result.durationMs).toBeGreaterThanOrEqual(TIMEOUT_MS - 5);
  expect(result.durationMs).toBeLessThan(FAR_TOO_LATE_MS);
}
