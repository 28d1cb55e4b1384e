import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttpExchange } from '../../local/http-exchange.ts';

const REQUEST = { method: 'POST', path: '/', headers: { host: 'elsewhere', 'x-amz-target': 'T' }, body: 'b' };
const OK = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\ncontent-length: 2\r\n\r\nhi';

let server: Server;
let sockets: Socket[];
let heard: string[];

/** Whatever is heard at once is one request. */
async function serve(answer: (socket: Socket, request: string) => void) {
  [sockets, heard] = [[], []];
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      heard.push(data.toString());
      answer(socket, data.toString());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return createHttpExchange({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
}

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

describe('an exchange', () => {
  test('sends what the request says, under a host and a length of its own', async () => {
    const exchange = await serve((socket) => socket.write(OK));

    const { statusCode, headers, body } = await exchange(REQUEST);

    expect({ statusCode, headers, body: String(body) }).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'text/plain', 'content-length': '2' },
      body: 'hi',
    });
    const [host] = /127\.0\.0\.1:\d+/.exec(heard[0] ?? '') ?? [];
    expect(heard).toEqual([`POST / HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 1\r\nx-amz-target: T\r\n\r\nb`]);
  });

  test('understands an answer that comes in pieces', async () => {
    const exchange = await serve((socket) => {
      const rest = OK.split(/(?<=\r\n)/);
      const writeNext = (): void => {
        const next = rest.shift();
        if (next !== undefined) socket.write(next, writeNext);
      };
      writeNext();
    });

    expect(String((await exchange(REQUEST)).body)).toBe('hi');
  });

  test('keeps its connection for the next one, and opens another for one at the same time', async () => {
    const exchange = await serve((socket) => socket.write(OK));
    await exchange(REQUEST);
    await exchange(REQUEST);
    const afterTwo = sockets.length;

    await Promise.all([exchange(REQUEST), exchange(REQUEST)]);

    expect([afterTwo, sockets.length]).toEqual([1, 2]);
  });

  test('opens another connection after the server has closed the kept one', async () => {
    const exchange = await serve((socket) => socket.end(OK));
    await exchange(REQUEST);

    await expect.poll(() => exchange(REQUEST).then(({ statusCode }) => statusCode, String)).toBe(200);
  });

  test.each([
    ['the server hangs up', (socket: Socket) => socket.destroy()],
    ['the answer is no HTTP', (socket: Socket) => socket.write('nonsense\r\n\r\n')],
    ['the answer has no length', (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n')],
    ['the answer is longer than it says', (socket: Socket) => socket.write(`${OK}!`)],
  ])('fails with a code that the SDK repeats when %s', async (_what, answer) => {
    const exchange = await serve(answer);

    await expect(exchange(REQUEST)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('ends when it is called off', async () => {
    const exchange = await serve(() => undefined);
    const caller = new AbortController();
    const answer = exchange(REQUEST, caller.signal);
    const failure = expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => heard.length).toBe(1);

    caller.abort();

    await failure;
  });
});
