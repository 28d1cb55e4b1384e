import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  aClosedPort,
  anOutboundHttp,
  aPost,
  startHttpServer,
  startScriptedServer,
  startTcpServer,
} from './outbound-servers.ts';

describe('a failing connection has its own reason', () => {
  test('when nothing listens', async () => {
    const port = await aClosedPort();
    const http = anOutboundHttp();

    const result = await http.send(aPost(`http://127.0.0.1:${String(port)}/secret-path?token=x`));

    expect(result).toMatchObject({
      kind: 'failed',
      failure: 'connection_refused',
      message: `127.0.0.1:${String(port)} refused the connection`,
    });
  });

  test('when it is reset instead of an answer', async () => {
    const server = await startTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const http = anOutboundHttp();

    const result = await http.send(aPost(server.url));

    expect(result).toMatchObject({ kind: 'failed', failure: 'connection_reset' });
  });

  test('when it is reset in the middle of the body', async () => {
    const server = await startHttpServer((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('half', () => response.socket?.resetAndDestroy());
    });
    const http = anOutboundHttp();

    const result = await http.send(aPost(server.url));

    expect(result).toMatchObject({
      kind: 'failed',
      failure: 'connection_reset',
      message: `127.0.0.1:${String(server.port)} closed the connection in the middle of its answer`,
    });
  });

  test.each([
    ['ENOTFOUND', 'dns_not_found'],
    ['EAI_AGAIN', 'dns_failed'],
    ['EHOSTUNREACH', 'host_unreachable'],
    ['ENETUNREACH', 'host_unreachable'],
    ['EMFILE', 'connection_failed'],
  ])('when the system says %s', async (code, failure) => {
    const http = anOutboundHttp({ lookup: () => Promise.reject(Object.assign(new Error('no'), { code })) });

    const result = await http.send(aPost('http://partner.test/hook'));

    expect(result).toMatchObject({ kind: 'failed', failure });
  });

  test('when all addresses of a name refuse', async () => {
    const port = await aClosedPort();
    const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
    const http = anOutboundHttp({ lookup: () => Promise.resolve(addresses) });

    const result = await http.send(aPost(`http://partner.test:${String(port)}/`));

    expect(result).toMatchObject({ kind: 'failed', failure: 'connection_refused' });
  });
});

describe('an answer that is no HTTP', () => {
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', 'invalid_response'],
    ['a status below 100', 'HTTP/1.1 099 Odd\r\ncontent-length: 0\r\n\r\n', 'invalid_response'],
    ['a bad chunk size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n', 'invalid_response'],
    ['headers of 20 KB', `HTTP/1.1 200 OK\r\nx-long: ${'y'.repeat(20_000)}\r\n\r\n`, 'invalid_response'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab', 'invalid_response'],
    ['an upgrade', 'HTTP/1.1 101 Go\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n', 'invalid_response'],
    ['a continue and no more', 'HTTP/1.1 100 Continue\r\n\r\n', 'connection_reset'],
    ['nothing at all', '', 'connection_reset'],
    ['half a header', 'HTTP/1.1 200 OK\r\nx-', 'connection_reset'],
    ['half a body', 'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 9\r\n\r\nhalf', 'connection_reset'],
    ['half a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nhalf', 'connection_reset'],
    [
      'half a chunk of a last answer',
      'HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n9\r\nhalf',
      'connection_reset',
    ],
  ])('is a failure: %s', async (_name, answer, failure) => {
    const server = await startScriptedServer(answer);
    const http = anOutboundHttp();

    const result = await http.send(aPost(server.url));

    expect(result).toMatchObject({ kind: 'failed', failure });
  });

  test('does not harm the request after it on a new connection', async () => {
    const server = await startScriptedServer(
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\nextra',
    );
    const http = anOutboundHttp({ connectionsPerOrigin: 1 });

    const first = await http.send(aPost(server.url));
    const second = await http.send(aPost(server.url));

    expect([first, second]).toMatchObject([{ body: 'ok' }, { body: 'ok' }]);
  });
});

describe('a request that cannot be sent', () => {
  test.each([
    ['', 'the URL cannot be parsed'],
    ['partner.test/hook', 'the URL cannot be parsed'],
    ['http://', 'the URL cannot be parsed'],
    ['http://partner.test:99999/', 'the URL cannot be parsed'],
    ['ftp://partner.test/', 'ftp: is not http: or https:'],
    ['file:///etc/passwd', 'file: is not http: or https:'],
    ['https://user:secret@partner.test/', 'the URL contains credentials; send them in a header'],
    ['https://token@partner.test/', 'the URL contains credentials; send them in a header'],
  ])('because of its URL "%s" says why', async (url, message) => {
    const http = anOutboundHttp();

    const result = await http.send(aPost(url));

    expect(result).toMatchObject({ kind: 'failed', failure: 'invalid_url', message });
  });

  test.each([
    ['line break', { 'x-api-key': 'secret\r\nx-evil: 1' }, 'the value of the header x-api-key has a line break or'],
    ['emoji', { 'x-name': '🚀' }, 'the value of the header x-name has a line break or'],
    ['name', { 'x name': 'a' }, '"x name" is not the name of a header'],
    ['host', { Host: 'elsewhere.test' }, 'the header host cannot be set'],
    ['framing', { 'Transfer-Encoding': 'chunked' }, 'the header transfer-encoding cannot be set'],
  ])('because of a header (%s) says why without the value', async (_case, headers, message) => {
    const http = anOutboundHttp();

    const result = await http.send({ ...aPost('http://partner.test/'), headers: { ...headers } });

    expect(result).toMatchObject({ kind: 'failed', failure: 'invalid_request' });
    expect(result).toHaveProperty('message', expect.stringContaining(message));
    expect(result).not.toHaveProperty('message', expect.stringContaining('secret'));
  });

  test.each(['CONNECT', 'post', 'GET /x', ''])('because of its method "%s" is refused', async (method) => {
    const http = anOutboundHttp();

    const result = await http.send({ ...aPost('http://partner.test/'), method });

    expect(result).toMatchObject({ kind: 'failed', failure: 'invalid_request' });
  });

  test('is always found before it takes a connection, whatever is in it', async () => {
    const server = await startHttpServer((_request, response) => response.end('ok'));
    const http = anOutboundHttp({ connectionsPerOrigin: 1 });
    const anyText = fc.string({ unit: 'binary', maxLength: 8 });

    await fc.assert(
      fc.asyncProperty(anyText, anyText, anyText, async (name, value, path) => {
        const odd = { ...aPost(`${server.url}/${path}?${path}`), headers: { [`x${name}`]: value, [name]: 'a' } };

        const [oddResult, next] = await Promise.all([http.send(odd), http.send(aPost(server.url))]);

        expect(oddResult.kind === 'response' || oddResult.failure === 'invalid_request').toBe(true);
        expect(next).toMatchObject({ kind: 'response', status: 200 });
      }),
      { numRuns: 100 },
    );
  });
});
