import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { anOutboundHttp, aPost, startHttpServer, startTcpServer } from './outbound-servers.ts';

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const FINAL = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nfinal';

describe('interim answers that nobody asked for are passed over', () => {
  test.each<[what: string, packets: readonly string[]]>([
    ['a continue in the packet of the answer', [CONTINUE + FINAL]],
    ['a continue before the answer', [CONTINUE, FINAL]],
    ['a continue cut within its status', ['HTTP/1.1 1', '0', '0 Continue\r\n\r', `\n${FINAL}`]],
    ['a continue with headers', ['HTTP/1.1 100 Continue\r\nx-a: 100\r\nx-b: HTTP/1.1 100\r\n\r\n', FINAL]],
    ['two of them, and others', [CONTINUE, CONTINUE, 'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n', FINAL]],
    ['a continue without a reason', ['HTTP/1.1 100 \r\n\r\n', FINAL]],
    ['one that nobody has defined', ['HTTP/1.1 199 Odd\r\n\r\n', FINAL]],
    ['one byte after the other', (CONTINUE + FINAL).match(/[^]/g) ?? []],
  ])('%s', async (_what, packets) => {
    const server = await startTcpServer((socket) => {
      socket.setNoDelay(true);
      socket.on('data', () => {
        const send = ([packet, ...rest]: readonly string[]): void => {
          if (packet !== undefined) socket.write(packet, () => setImmediate(() => send(rest)));
        };
        send(packets);
      });
    });
    const http = anOutboundHttp({ connectionsPerOrigin: 1 });

    const results = [await http.send(aPost(server.url)), await http.send(aPost(server.url))];

    expect(results).toMatchObject([
      { status: 200, body: 'final' },
      { status: 200, body: 'final' },
    ]);
    expect(server.connections()).toBe(1);
  });

  test('and a body that looks like one stays as it is', async () => {
    const server = await startHttpServer((_request, response) => response.end(CONTINUE));
    const http = anOutboundHttp();

    const result = await http.send(aPost(server.url));

    expect(result).toMatchObject({ status: 200, body: CONTINUE });
  });
});

describe('the body of an answer', () => {
  const text = '{"message":"Größe fehlt"}';

  test.each<[coding: string, body: Uint8Array]>([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['zstd', zstdCompressSync(text)],
    ['identity', Buffer.from(text)],
  ])('is read when it is in %s', async (coding, body) => {
    const server = await startHttpServer((_request, response) =>
      response.writeHead(422, { 'content-encoding': coding }).end(body),
    );

    const result = await anOutboundHttp().send(aPost(server.url));

    expect(result).toMatchObject({ status: 422, body: text });
  });

  test.each<[shown: string, coding: string, body: Uint8Array]>([
    ['compressed (gzip)', 'gzip', Buffer.from('no gzip')],
    ['compressed (gzip)', 'gzip', gzipSync(Buffer.alloc(1_000_000))],
    ['compressed (snappy)', 'snappy', Buffer.from('x')],
    ['compressed (gzip, br)', 'gzip, br', Buffer.from('x')],
    ['', 'gzip', Buffer.alloc(0)],
  ])('is named when it cannot be read: %s', async (shown, coding, body) => {
    const server = await startHttpServer((_request, response) =>
      response.writeHead(422, { 'content-encoding': coding }).end(body),
    );

    const result = await anOutboundHttp().send(aPost(server.url));

    expect(result).toMatchObject({ status: 422, body: shown });
  });

  test.each([
    ['text/plain; charset=iso-8859-1', Buffer.from('Größe', 'latin1')],
    ['text/plain; charset="windows-1252"', Buffer.from('Größe', 'latin1')],
    ['text/plain; charset=utf-16le', Buffer.from('Größe', 'utf16le')],
    ['text/plain; charset=klingon', Buffer.from('Größe')],
  ])('is read in its charset: %s', async (type, body) => {
    const server = await startHttpServer((_request, response) =>
      response.writeHead(400, { 'content-type': type }).end(body),
    );

    const result = await anOutboundHttp().send(aPost(server.url));

    expect(result).toMatchObject({ body: 'Größe' });
  });
});
