import { describe, expect, test } from 'vitest';
import { anOutboundHttp, aPost, startHttpServer } from './outbound-servers.ts';

describe('a redirect', () => {
  test.each([307, 308])('with status %i on the same origin is followed with method and body', async (status) => {
    const server = await startHttpServer(async (request, response) => {
      if (request.url === '/hook') return response.writeHead(status, { location: '/hook/?v=2' }).end();
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const { method, url, headers } = request;
      return response.end(`${String(method)} ${String(url)} ${String(headers['x-signature'])} ${body}`);
    });
    const http = anOutboundHttp();

    const result = await http.send({ ...aPost(`${server.url}/hook`, 'payload'), headers: { 'x-signature': 'feed' } });

    expect(result).toMatchObject({ kind: 'response', status: 200, body: 'POST /hook/?v=2 feed payload' });
  });

  test('is followed twice and not a third time', async () => {
    const server = await startHttpServer((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('arrived');
      else response.writeHead(308, { location: `/${String(left - 1)}` }).end();
    });
    const http = anOutboundHttp();

    const two = await http.send(aPost(`${server.url}/2`));
    const three = await http.send(aPost(`${server.url}/3`));

    expect(two).toMatchObject({ kind: 'response', body: 'arrived' });
    expect(three).toMatchObject({ kind: 'failed', failure: 'redirect_refused' });
  });

  test.each([301, 302, 303])('with status %i is refused even on the same origin', async (status) => {
    const server = await startHttpServer((_request, response) => response.writeHead(status, { location: '/b' }).end());
    const http = anOutboundHttp();

    const result = await http.send(aPost(server.url));

    expect(result).toMatchObject({
      kind: 'failed',
      failure: 'redirect_refused',
      message:
        `127.0.0.1:${String(server.port)} answered ${String(status)}, a redirect to ` +
        `http://127.0.0.1:${String(server.port)}; only 307 and 308 keep the method and the body`,
    });
  });

  test('to another host is refused, named without its path, and never called', async () => {
    let calls = 0;
    const other = await startHttpServer((_request, response) => {
      calls += 1;
      response.end();
    });
    const server = await startHttpServer((_request, response) => {
      response.writeHead(307, { location: `${other.url}/token/t0ps3cret?key=k3y` }).end();
    });
    const http = anOutboundHttp();

    const result = await http.send(aPost(server.url));

    expect(result).toMatchObject({
      failure: 'redirect_refused',
      message:
        `127.0.0.1:${String(server.port)} answered 307, a redirect to http://127.0.0.1:${String(other.port)}; ` +
        'only redirects to the same origin are followed',
    });
    expect(calls).toBe(0);
  });

  test.each([
    ['another scheme', 'https://127.0.0.1/'],
    ['another spelling of another host', '//169.254.169.254/latest/meta-data/'],
    ['credentials', 'http://user:pass@127.0.0.1/'],
    ['a script', 'javascript:alert(1)'],
    ['a file', 'file:///etc/passwd'],
    ['no URL', 'http://[oops'],
    ['nothing', undefined],
  ])('to %s is refused', async (_case, location) => {
    const server = await startHttpServer((_request, response) => {
      response.writeHead(308, location === undefined ? {} : { location }).end();
    });
    const http = anOutboundHttp();

    const result = await http.send(aPost(server.url));

    expect(result).toMatchObject({ kind: 'failed', failure: 'redirect_refused' });
  });

  test('status without a redirect meaning is an answer', async () => {
    const server = await startHttpServer((_request, response) => response.writeHead(304).end());
    const http = anOutboundHttp();

    const result = await http.send(aPost(server.url));

    expect(result).toMatchObject({ kind: 'response', status: 304 });
  });
});
