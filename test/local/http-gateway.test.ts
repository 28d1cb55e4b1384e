import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openHttpGateway, type HttpGateway } from '../../local/http-gateway.ts';
import type { Invocation } from '../../local/lambda-instance.ts';

const MB = 1024 * 1024;

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };

const ROUTES = [
  { routeKey: 'ANY /v1/{proxy+}', functionName: 'ingest', isForOperators: false },
  { routeKey: 'GET /users/{id}', functionName: 'users', isForOperators: false },
  { routeKey: 'GET /users/me', functionName: 'me', isForOperators: false },
  { routeKey: 'GET /', functionName: 'home', isForOperators: false },
];

let gateway: HttpGateway;
let invoked: { functionName: string; event: Record<string, unknown> }[];
let result: Invocation;

beforeEach(async () => {
  invoked = [];
  result = { outcome: 'returned', payload: { statusCode: 200, body: 'fine' } };
  gateway = await openHttpGateway(0);
  gateway.serve(ROUTES, async (functionName, event) => {
    invoked.push({ functionName, event: event as Record<string, unknown> });
    return result;
  });
});

afterEach(() => gateway.close());

function send(path: string, options: RequestOptions & { body?: string | Buffer } = {}): Promise<Answer> {
  const { body, ...rest } = options;
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: gateway.port, path, agent: false, ...rest }, (response) => {
      text(response).then((answer) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer });
      }, reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

function sendRaw(bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(gateway.port, '127.0.0.1', () => socket.write(bytes));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => resolve(Buffer.concat(chunks).toString()));
    socket.on('error', reject);
  });
}

describe('the event', () => {
  test('says what was asked in the words of payload 2.0', async () => {
    await send('/v1/a%20b/c?x=1&y=%C3%A4+b&x=2', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Twice': ['one', 'two'],
        Cookie: 'a=1; b=2',
        'User-Agent': 'test',
      },
      body: '{"hello":"wörld"}',
    });

    expect(invoked).toHaveLength(1);
    expect(invoked[0]).toMatchObject({
      functionName: 'ingest',
      event: {
        version: '2.0',
        routeKey: 'ANY /v1/{proxy+}',
        rawPath: '/v1/a b/c',
        rawQueryString: 'x=1&y=%C3%A4+b&x=2',
        queryStringParameters: { x: '1,2', y: 'ä b' },
        pathParameters: { proxy: 'a b/c' },
        cookies: ['a=1', 'b=2'],
        headers: { 'content-type': 'application/json', 'x-twice': 'one,two', 'x-forwarded-for': '127.0.0.1' },
        requestContext: {
          http: { method: 'POST', path: '/v1/a b/c', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
          routeKey: 'ANY /v1/{proxy+}',
          requestId: expect.stringMatching(/^[\da-f-]{36}$/) as string,
        },
        body: '{"hello":"wörld"}',
        isBase64Encoded: false,
      },
    });
    expect(invoked[0]?.event['headers']).not.toHaveProperty('cookie');
  });

  test('has a path that was decoded before it was looked at, as on AWS', async () => {
    await send('/v1/a%2Fb%252Fc/100%25%3Fd/e?x=%2F%2525');

    expect(invoked[0]?.event).toMatchObject({
      rawPath: '/v1/a/b%2Fc/100%',
      pathParameters: { proxy: 'a/b%2Fc/100%' },
      queryStringParameters: { x: '/%25' },
    });
  });

  test('leaves out what the request has not', async () => {
    await send('/');

    expect(Object.keys(invoked[0]?.event ?? {}).sort()).toEqual(
      ['headers', 'isBase64Encoded', 'rawPath', 'rawQueryString', 'requestContext', 'routeKey', 'version'].sort(),
    );
  });

  test.each([
    [{ 'content-type': 'application/x-www-form-urlencoded' }, 'a=1', 'YT0x'],
    [{ 'content-type': 'application/json', 'content-encoding': 'gzip' }, '{}', 'e30='],
    [{ 'content-type': 'application/octet-stream' }, Buffer.from([0, 255]), 'AP8='],
    [{ 'content-type': 'application/json' }, Buffer.from([0x22, 0xff, 0x22]), 'Iv8i'],
    [{}, 'a=1', 'YT0x'],
  ])('carries a body in base64 that may not be text: %j', async (headers, body, expected) => {
    await send('/v1/track', { method: 'POST', headers, body });

    expect(invoked[0]?.event).toMatchObject({ body: expected, isBase64Encoded: true });
  });

  test('has the whole of a chunked body', async () => {
    const headers = { 'content-type': 'text/plain', 'transfer-encoding': 'chunked' };

    await send('/v1/track', { method: 'POST', headers, body: 'x'.repeat(300_000) });

    expect((invoked[0]?.event['body'] as string).length).toBe(300_000);
    expect(invoked[0]?.event['headers']).not.toHaveProperty('transfer-encoding');
  });
});

describe('the route', () => {
  test.each([
    ['GET', '/', 'home'],
    ['GET', '/users/me', 'me'],
    ['GET', '/users/7', 'users'],
    ['PUT', '/v1/x/y', 'ingest'],
  ])('of %s %s leads to %s', async (method, path, functionName) => {
    await send(path, { method });

    expect(invoked.map((call) => call.functionName)).toEqual([functionName]);
  });

  test.each([
    ['GET', '/v1/'],
    ['GET', '/nowhere'],
    ['POST', '/users/me'],
    ['GET', '/users/7/more'],
    ['GET', '//v1/track'],
  ])('of %s %s is not found', async (method, path) => {
    const answer = await send(path, { method });

    expect(answer).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
    expect(invoked).toEqual([]);
  });
});

describe('the answer', () => {
  test('is what the function says, with its cookies and its bytes', async () => {
    const headers = { 'Content-Type': 'image/gif', 'X-Number': 7, Connection: 'close', 'Content-Length': '99' };
    const payload = { statusCode: 201, headers, cookies: ['a=1', 'b=2'], body: 'R0lG', isBase64Encoded: true };
    result = { outcome: 'returned', payload };

    const answer = await send('/');

    expect(answer).toMatchObject({ status: 201, body: 'GIF' });
    expect(answer.headers).toMatchObject({ 'content-type': 'image/gif', 'x-number': '7', 'content-length': '3' });
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
  });

  test('is JSON where the function returns no status', async () => {
    result = { outcome: 'returned', payload: { ok: true } };

    const answer = await send('/');

    expect(answer).toMatchObject({ status: 200, body: '{"ok":true}' });
    expect(answer.headers['content-type']).toBe('application/json');
  });

  test('to HEAD has no body', async () => {
    const answer = await send('/v1/x', { method: 'HEAD' });

    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.headers['content-length']).toBe('4');
  });

  test.each([
    [{ outcome: 'failed', errorType: 'Error', message: 'secret detail' }, 500, '{"message":"Internal Server Error"}'],
    [{ outcome: 'refused' }, 503, '{"message":"Service Unavailable"}'],
    [{ outcome: 'returned', payload: { statusCode: 'ok' } }, 500, '{"message":"Internal Server Error"}'],
    [
      { outcome: 'returned', payload: { statusCode: 200, headers: { 'x-bad': 'a\nb' } } },
      500,
      '{"message":"Internal Server Error"}',
    ],
  ] as const)('to %j is in the words of API Gateway', async (invocation, status, body) => {
    result = invocation;

    const answer = await send('/');

    expect(answer).toMatchObject({ status, body });
  });

  test.each([
    [{ outcome: 'failed', errorType: 'Sandbox.Timedout', message: 'timed out' }],
    [{ outcome: 'failed', errorType: 'Runtime.ExitError', message: 'exited' }],
    [{ outcome: 'refused' }],
  ] as const)('to events whose function did not answer, %j, is one that senders repeat', async (invocation) => {
    result = invocation;

    const answer = await send('/v1/x', { method: 'POST', body: '{}' });

    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
  });

  test('to a body above 10 MB is a refusal, whether its size is announced or not', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);

    const announced = await send('/v1/track', { method: 'POST', body });
    const chunked = await send('/v1/track', { method: 'POST', headers: { 'transfer-encoding': 'chunked' }, body });

    expect(announced).toMatchObject({ status: 413, body: '{"message":"Request Entity Too Large"}' });
    expect(chunked).toMatchObject({ status: 413, body: '{"message":"Request Entity Too Large"}' });
    expect(invoked).toEqual([]);
  });

  test.each<[what: string, contentType: string, body: Buffer]>([
    ['in base64', 'application/octet-stream', Buffer.alloc(4.6 * MB)],
    ['with its quotes escaped', 'application/json', Buffer.alloc(3.1 * MB, '"')],
  ])('to an event that is above 6 MB %s is a refusal, as by Lambda', async (_what, contentType, body) => {
    const answer = await send('/v1/batch', { method: 'POST', headers: { 'content-type': contentType }, body });

    expect(answer).toMatchObject({ status: 413, body: '{"message":"Request Too Long"}' });
    expect(invoked).toEqual([]);
  });

  test.each<[what: string, contentType: string, body: Buffer]>([
    ['in base64', 'application/octet-stream', Buffer.alloc(4.4 * MB)],
    ['with its quotes escaped', 'application/json', Buffer.alloc(2.9 * MB, '"')],
    ['as text', 'application/json', Buffer.alloc(5.9 * MB, 'x')],
  ])('to one that is below 6 MB %s is that of the function', async (_what, contentType, body) => {
    const answer = await send('/v1/batch', { method: 'POST', headers: { 'content-type': contentType }, body });

    expect(answer.body).toBe('fine');
  });

  test('to bodies that together are more than fit is to come again, and there is room when they were answered', async () => {
    const held = Promise.withResolvers<Invocation>();
    const slow = await openHttpGateway(0);
    slow.serve(ROUTES, () => held.promise);
    const body = Buffer.alloc(4 * MB, 'x');
    const post = (): Promise<Answer> => send('/v1/batch', { port: slow.port, method: 'POST', body });

    const answers = Array.from({ length: 33 }, post);
    const first = await Promise.race(answers);
    held.resolve(result);
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    const later = await post();
    await slow.close();

    expect(first).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(28);
    expect(later.status).toBe(200);
  });
});

describe('hostile bytes', () => {
  test.each([
    ['no HTTP', '\x16\x03\x01\x02 TLS is elsewhere\r\n\r\n'],
    ['a bad header', 'GET / HTTP/1.1\r\nhost: x\r\nbad header\x00: y\r\n\r\n'],
    ['two lengths', 'POST /v1/t HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['a path that cannot be decoded', 'GET /v1/%E0%A4%A HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'],
  ])('are answered 400: %s', async (_, bytes) => {
    const answer = await sendRaw(bytes);

    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect((await send('/')).status).toBe(200);
  });

  test('may be an absolute address, which is understood', async () => {
    await sendRaw('GET http://elsewhere.example/v1/x?y=1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');

    expect(invoked[0]?.event).toMatchObject({ rawPath: '/v1/x', rawQueryString: 'y=1' });
  });

  test('do no harm through names that objects have anyway', async () => {
    await send('/v1/x?__proto__=1&constructor=2', { headers: { ['__proto__']: 'x', constructor: 'y' } });

    expect(Object.entries(invoked[0]?.event['queryStringParameters'] ?? {})).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
    expect({}).not.toHaveProperty('1');
  });

  test('may stop in the middle of a body', async () => {
    const socket = connect(gateway.port, '127.0.0.1');
    socket.write('POST /v1/track HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nhalf');
    await new Promise((resolve) => socket.once('ready', resolve));

    socket.destroy();
    const answer = await send('/');

    expect(answer.status).toBe(200);
    expect(invoked.map(({ functionName }) => functionName)).toEqual(['home']);
  });
});

describe('closing', () => {
  test('does not wait for a client that never finishes its request', async () => {
    const slow = await openHttpGateway(0);
    slow.serve(ROUTES, async () => ({ outcome: 'refused' }));
    const socket = connect(slow.port, '127.0.0.1');
    socket.write('POST /v1/track HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 1000\r\n\r\nhalf');
    await new Promise((resolve) => socket.once('data', resolve));
    socket.on('error', () => undefined);

    await slow.close();

    await expect.poll(() => socket.destroyed || socket.readableEnded).toBe(true);
  });
});

describe('the port', () => {
  test('is refused in words when it is taken', async () => {
    const second = openHttpGateway(gateway.port);

    await expect(second).rejects.toThrow(
      `Port ${gateway.port} is taken by another program. Choose another one with --port NUMBER (or the variable PORT), or 0 for any free one.`,
    );
  });

  test('answers requests at work before it closes', async () => {
    const answering = Promise.withResolvers<Invocation>();
    const arrived = Promise.withResolvers<undefined>();
    const slow = await openHttpGateway(0);
    slow.serve(ROUTES, () => {
      arrived.resolve(undefined);
      return answering.promise;
    });
    const answer = fetch(`http://127.0.0.1:${slow.port}/`);
    await arrived.promise;

    const closed = slow.close();
    answering.resolve({ outcome: 'returned', payload: { statusCode: 200, body: 'in time' } });

    await closed;
    expect(await (await answer).text()).toBe('in time');
    await expect(fetch(`http://127.0.0.1:${slow.port}/`)).rejects.toThrow();
  });
});
