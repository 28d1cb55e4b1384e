import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { anOutboundHttp, aPost, startHttpServer } from './outbound-servers.ts';

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

describe('an answer', () => {
  test('comes back with its status, headers and body', async () => {
    const server = await startHttpServer((_request, response) => {
      response.writeHead(202, { 'X-Trace': 'abc', 'Set-Cookie': ['a=1', 'b=2'] }).end('größe');
    });
    const http = anOutboundHttp();

    const result = await http.send(aPost(server.url));

    expect(result).toMatchObject({
      kind: 'response',
      status: 202,
      headers: { 'x-trace': 'abc', 'set-cookie': ['a=1', 'b=2'] },
      body: 'größe',
      bodyTruncated: false,
    });
  });

  test('with an error status is still an answer', async () => {
    const server = await startHttpServer((_request, response) => response.writeHead(503).end('later'));
    const http = anOutboundHttp();

    const result = await http.send(aPost(server.url));

    expect(result).toMatchObject({ kind: 'response', status: 503, body: 'later' });
  });

  test('is the final one after interim answers', async () => {
    const server = await startHttpServer((_request, response) => {
      response.writeProcessing();
      response.writeEarlyHints({ link: '</a.css>; rel=preload' });
      response.writeHead(200).end('final');
    });
    const http = anOutboundHttp();

    const result = await http.send(aPost(server.url));

    expect(result).toMatchObject({ status: 200, body: 'final' });
  });

  test('with bytes that are not UTF-8 is read with replacement characters', async () => {
    const server = await startHttpServer((_request, response) => response.end(Buffer.from([0x61, 0xff, 0x62])));
    const http = anOutboundHttp();

    const result = await http.send(aPost(server.url));

    expect(result).toMatchObject({ kind: 'response', body: 'a\ufffdb' });
  });

  test('is cut at the limit and the rest of 10 MB is not read', async () => {
    let unfinished: ServerResponse | undefined;
    const server = await startHttpServer((_request, response) => {
      unfinished = response;
      response.end(Buffer.alloc(10_000_000, 'x'));
    });
    const http = anOutboundHttp({ maxResponseBytes: 1_000 });

    const result = await http.send(aPost(server.url));
    if (unfinished !== undefined && !unfinished.closed) await once(unfinished, 'close');

    expect(result).toMatchObject({ kind: 'response', status: 200, body: 'x'.repeat(1_000), bodyTruncated: true });
    expect(unfinished?.writableFinished).toBe(false);
  });

  test('of exactly the limit is whole', async () => {
    const server = await startHttpServer((_request, response) => response.end('x'.repeat(1_000)));
    const http = anOutboundHttp({ maxResponseBytes: 1_000 });

    const result = await http.send(aPost(server.url));

    expect(result).toMatchObject({ kind: 'response', body: 'x'.repeat(1_000), bodyTruncated: false });
  });
});

describe('a request', () => {
  test('arrives with its method, path, headers and exact body', async () => {
    const seen: unknown[] = [];
    const server = await startHttpServer(async (request, response) => {
      const { method, url, headers } = request;
      seen.push([method, url, headers['x-signature'], headers.host, await textOf(request)]);
      response.end();
    });
    const http = anOutboundHttp();

    await http.send({
      ...aPost(`${server.url}/hook?a=1#part`, '{"name":"größe"}'),
      method: 'PUT',
      headers: { 'X-Signature': 'feed' },
    });

    expect(seen).toEqual([['PUT', '/hook?a=1', 'feed', `127.0.0.1:${String(server.port)}`, '{"name":"größe"}']]);
  });

  test('may have bytes as its body', async () => {
    const server = await startHttpServer(async (request, response) => response.end(await textOf(request)));
    const http = anOutboundHttp();

    const result = await http.send({ ...aPost(server.url), body: new TextEncoder().encode('bytes') });

    expect(result).toMatchObject({ body: 'bytes' });
  });

  test('may have no body', async () => {
    const server = await startHttpServer((request, response) => response.end(request.method));
    const http = anOutboundHttp();

    const result = await http.send({ url: server.url, method: 'GET', headers: {}, timeoutMs: 5_000 });

    expect(result).toMatchObject({ kind: 'response', body: 'GET' });
  });
});

describe('connections', () => {
  test('are reused by one request after another', async () => {
    const server = await startHttpServer((_request, response) => response.end('ok'));
    const http = anOutboundHttp({ connectionsPerOrigin: 1 });

    for (let sent = 0; sent < 20; sent += 1) await http.send(aPost(server.url));

    expect(server.connections()).toBe(1);
  });

  test('are not reused after an idle time in which the process was frozen', async () => {
    let now = 1_000_000;
    const server = await startHttpServer((_request, response) => response.end('ok'));
    const http = anOutboundHttp({ nowMs: () => now });

    await http.send(aPost(server.url));
    now += 10_000;
    const result = await http.send(aPost(server.url));

    expect(result).toMatchObject({ kind: 'response', status: 200 });
    expect(server.connections()).toBe(2);
  });

  test('are not reused after an idle time in which other origins were busy', async () => {
    let now = 1_000_000;
    const quiet = await startHttpServer((_request, response) => response.end('ok'));
    const busy = await startHttpServer((_request, response) => response.end('ok'));
    const http = anOutboundHttp({ nowMs: () => now });

    for (const [laterMs, server] of [
      [3_000, quiet],
      [1_500, busy],
      [3_000, quiet],
    ] as const) {
      now += laterMs;
      await http.send(aPost(server.url));
    }

    expect(quiet.connections()).toBe(2);
  });

  test('are shared by more requests than there are connections, and all succeed', async () => {
    const server = await startHttpServer((_request, response) => setImmediate(() => response.end('ok')));
    const http = anOutboundHttp({ connectionsPerOrigin: 8 });

    const results = await Promise.all(Array.from({ length: 64 }, () => http.send(aPost(server.url))));

    expect(results.map((result) => (result.kind === 'response' ? result.status : result.message))).toEqual(
      Array.from({ length: 64 }, () => 200),
    );
    expect(server.connections()).toBe(8);
  });

  test('are free again after each kind of failed request', async () => {
    const server = await startHttpServer((request, response) => {
      if (request.url === '/reset') request.socket.resetAndDestroy();
      else if (request.url === '/long') response.end('x'.repeat(5_000));
      else if (request.url !== '/never') response.end('ok');
    });
    const http = anOutboundHttp({ connectionsPerOrigin: 1, maxResponseBytes: 100 });

    const results = await Promise.all([
      http.send(aPost(`${server.url}/reset`)),
      http.send({ ...aPost(`${server.url}/never`), timeoutMs: 300 }),
      http.send(aPost(`${server.url}/long`)),
      http.send({ ...aPost(server.url), headers: { 'x-bad': 'a\nb' } }),
      http.send(aPost(`${server.url}/last`)),
    ]);

    expect(results.map((result) => (result.kind === 'response' ? result.body.slice(0, 2) : result.failure))).toEqual([
      'connection_reset',
      'timeout',
      'xx',
      'invalid_request',
      'ok',
    ]);
  });

  test('are all closed when the client is closed, after what is being sent has its answer', async () => {
    const server = await startHttpServer((_request, response) => setImmediate(() => response.end('ok')));
    const http = anOutboundHttp();

    const sending = http.send(aPost(server.url));
    await http.close();

    await expect(sending).resolves.toMatchObject({ status: 200 });
    await expect(http.send(aPost(server.url))).rejects.toThrow('closed');
  });
});

describe('a route', () => {
  test('takes the requests of its host elsewhere as they are, and no others', async () => {
    const seen: unknown[] = [];
    const server = await startHttpServer((request, response) => {
      void textOf(request).then((body) => {
        seen.push([request.method, request.headers.host, request.url, request.headers['x-a'], body]);
        response.end('ok');
      });
    });
    const http = anOutboundHttp({ routes: { 'hooks.partner.example': new URL(server.url).origin } });
    const request = { ...aPost('https://hooks.partner.example/in/b?c=d'), headers: { 'x-a': '1' }, body: 'text' };

    const result = await http.send(request);
    const other = await http.send({ ...request, url: 'http://nowhere.invalid/in' });

    expect(result).toMatchObject({ kind: 'response', status: 200, body: 'ok' });
    expect(seen).toEqual([['POST', 'hooks.partner.example', '/in/b?c=d', '1', 'text']]);
    expect(other).toMatchObject({ kind: 'failed' });
  });
});
