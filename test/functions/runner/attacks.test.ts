import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ATTACK_EVENTS, createAttack, functionOf } from './attack.ts';
import { createRunner } from './call-runner.ts';

// Whoever writes a function may want out of it, at others, or to stop what runs it. Each attempt runs between two honest
// events of the same function, which must come to their ends whatever it does.

const runner = createRunner();
const attack = createAttack(runner);

describe('reaching for the host finds nothing', () => {
  test.each([
    ['the globals of Node', 'return [typeof process, typeof require, typeof module, typeof __dirname, typeof Deno]'],
    [
      'a constructor of functions',
      "return [typeof Function('return this')().process, typeof (0, eval)('this').require]",
    ],
    ['the constructor of what the host answers', "return [await fetch.constructor('return typeof process')()]"],
    [
      'the global object of another realm',
      "return [typeof globalThis.constructor.constructor('return this')().process]",
    ],
    [
      'the stack of an error',
      "try { null.x } catch (e) { return [String(e.stack).includes('/'), typeof e.constructor.prepareStackTrace] }",
    ],
    [
      'what calls a handler',
      "return [typeof onTrack.caller, typeof arguments.callee === 'function' ? 'function' : 'undefined'].slice(0, 1)",
    ],
    ['the environment', "return [typeof process === 'undefined' ? 'none' : Object.keys(process.env)]"],
    ['what registers handlers', "return [typeof $penstock, typeof globalThis['$penstock']]"],
    [
      'workers and memory that is shared',
      "return [typeof Worker, typeof SharedArrayBuffer === 'function' && typeof Atomics === 'object' && typeof Atomics.wait]",
    ],
    ['WebAssembly of its own', 'return [typeof WebAssembly]'],
    [
      'files and sockets by import',
      "try { await import('node:fs'); return ['imported'] } catch (e) { return ['refused'] }",
    ],
    ['sockets by import', "try { await import('node:net'); return ['imported'] } catch (e) { return ['refused'] }"],
  ])('%s', async (_, code) => {
    const { end } = await attack(code);

    const said = JSON.stringify(end);
    expect(said).not.toMatch(/imported|penstock-|AWS_|PATH|node_modules/);
    expect(said).not.toMatch(/"(object|function)\\?"/);
  });
});

describe('changing what it runs on harms nobody but itself', () => {
  test.each([
    [
      'the prototype of objects',
      'Object.prototype.kind = "returned"; Object.prototype.toJSON = () => "x"; return event',
    ],
    ['JSON', 'JSON.stringify = () => \'{"forged":1}\'; JSON.parse = () => { throw 1 }; return event'],
    ['promises', 'Promise.prototype.then = () => { throw new Error("no") }; return event'],
    ['maps', 'Map.prototype.get = () => () => { throw 1 }; await new Promise((go) => setTimeout(go, 1)); return event'],
    ['arrays', 'Array.prototype[Symbol.iterator] = function* () { yield 1 }; return event'],
    ['its own handlers', 'globalThis["onTrack"] = () => ({ forged: true }); return event'],
    ['the console', 'console = null; return event'],
    ['errors', 'Error = null; TypeError = null; throw { get name() { throw 1 }, get message() { throw 2 } }'],
  ])('%s', async (_, code) => {
    const { end } = await attack(code);

    expect(['returned', 'threw', 'stopped']).toContain(end.kind);
  });
});

describe('what never ends is ended', () => {
  test.each([
    ['a loop', 'while (true);'],
    ['a loop that catches', 'while (true) { try { while (true); } catch {} }'],
    ['microtasks', 'const again = () => Promise.resolve().then(again); await again();'],
    ['a promise that is never kept', 'await new Promise(() => {});'],
    ['an answer that never comes', "await fetch('http://127.0.0.1:9/');  while (true);"],
    ['a getter', 'return { get x() { while (true); } }'],
    ['what makes JSON of it', 'return { toJSON() { while (true); } }'],
    ['a proxy', 'return new Proxy({}, { ownKeys() { while (true); } })'],
    ['an expression', "return /^(a+)+$/.test('a'.repeat(40) + '!')"],
    ['a generator', 'function* f() { while (true) yield 1; } for (const x of f());'],
    ['a sort', 'return Array.from({ length: 1e6 }, () => Math.random()).sort(() => { while (true); })'],
    ['a finaliser', 'try { while (true); } finally { while (true); }'],
    ['timers', 'const t = () => setTimeout(t, 0); t(); await new Promise(() => {});'],
    ['big numbers', 'let x = 3n; while (true) x = x * x;'],
  ])('%s', async (_, code) => {
    const { end } = await attack(code);

    expect(['stopped', 'threw']).toContain(end.kind);
  });
});

describe('what wants too much gets no more', () => {
  test.each([
    ['a text that doubles', "let s = 'x'; while (true) s += s;"],
    ['a list that grows', 'const l = []; while (true) l.push(new Array(1000).fill(1));'],
    ['a buffer', 'const l = []; while (true) l.push(new ArrayBuffer(1e7));'],
    ['closures', 'const l = []; while (true) l.push(() => l);'],
    ['a map', 'const m = new Map(); for (let i = 0; ; i++) m.set(i, { i });'],
    ['a text that is repeated', "return 'x'.repeat(1e9)"],
    ['recursion', 'const f = () => f() + 1; return f();'],
    ['recursion through JSON', 'let o = {}; for (let i = 0; i < 1e6; i++) o = { o }; return o;'],
    ['an expression of deep groups', "return new RegExp('('.repeat(1e5) + ')'.repeat(1e5)).test('x')"],
    ['a large result', "return { x: 'x'.repeat(100_000) }"],
    ['a result that is no JSON', 'const o = {}; o.o = o; return o;'],
    ['a result of big numbers', 'return { x: 1n }'],
  ])('%s', async (_, code) => {
    const { end } = await attack(code);

    expect(['stopped', 'threw']).toContain(end.kind);
  });

  test('logs without end are cut', async () => {
    const { logs } = await attack("for (let i = 0; i < 10000; i++) console.log('x'.repeat(2000)); return event");

    expect(logs.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(4 * 1024);
  });

  test('code that is too large is not loaded', async () => {
    const answer = await runner.call(`function onTrack() {}\n//${'x'.repeat(2 * 1024 * 1024)}`);

    expect(answer.kind).toBe('broken');
  });

  test('timers are no more than a hundred', async () => {
    const { end } = await attack('for (let i = 0; i < 1000; i++) setTimeout(() => {}, 1000); return event');

    expect(end).toMatchObject({ kind: 'threw', error: { name: 'RangeError' } });
  });
});

describe('what it says is taken as said by anybody', () => {
  test.each([
    ['text', "throw 'just text'"],
    ['nothing', 'throw undefined'],
    ['a symbol', 'throw Symbol("x")'],
    ['a proxy', 'throw new Proxy({}, { get() { throw new Error("trap") } })'],
    ['an error with a name that is no name', 'throw Object.assign(new Error("x".repeat(1e5)), { name: { a: 1 } })'],
    [
      'an error that says a failure of the network',
      'throw Object.assign(new Error("x"), { name: "FetchError", failure: "\\u0000<script>" })',
    ],
    ['a wait without end', 'throw new RetryError("x", { retryAfter: Infinity })'],
  ])('when it throws %s', async (_, code) => {
    const { end } = await attack(code);

    expect(['threw', 'stopped']).toContain(end.kind);
    expect(JSON.stringify(end).length).toBeLessThan(3_000);
  });

  test('what is left running after the return does nothing any more', async () => {
    const code = functionOf('setTimeout(() => { globalThis["leaked"] = 1 }, 5); return { leaked: globalThis.leaked };');
    const events = Array.from({ length: 5 }, () => ATTACK_EVENTS[1]);

    const results = await runner.run(code, { type: 'insert', events });

    for (const { end } of results) expect(end).toEqual({ kind: 'returned', value: '{}' });
  });

  test('destinations with other settings never meet in one machine', async () => {
    const code =
      'let seen; async function onTrack(event, settings) { const before = seen; seen = settings.key; return { before }; }';

    await runner.run(code, { type: 'insert', settings: { key: 'secret-of-one' } });
    const { end } = await runner.runOne(code, { type: 'insert', settings: { key: 'other' } });

    expect(end).toEqual({ kind: 'returned', value: '{}' });
  });
});

describe('its requests go where they may', () => {
  let server: Server;
  let url = '';
  const seen: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push(`${request.method ?? ''} ${request.url ?? ''} ${JSON.stringify(request.headers)}`);
      if (request.url === '/away') response.writeHead(307, { location: 'http://169.254.169.254/' }).end();
      else response.end('fine');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  const failureOf = async (code: string): Promise<string> => {
    const { end } = await attack(`try { ${code} } catch (e) { return { failure: e.failure } }`);
    return JSON.stringify(end);
  };

  test.each([
    ['the metadata of AWS', 'http://169.254.169.254/latest/meta-data/'],
    ['the metadata by another spelling', 'http://[::ffff:169.254.169.254]/'],
    ['a private network', 'http://10.0.0.1/'],
    ['a link-local address', 'http://[fe80::1]/'],
    ['a number that is an address', 'http://2852039166/'],
  ])('not to %s', async (_, address) => {
    expect(await failureOf(`await fetch('${address}')`)).toMatch(/blocked_address/);
  });

  test('not to files and other things that are no servers', async () => {
    expect(await failureOf("await fetch('file:///etc/passwd')")).toMatch(/invalid_url/);
    expect(await failureOf("await fetch('data:text/plain,x')")).toMatch(/invalid_url/);
  });

  test('not where a redirect leads', async () => {
    expect(await failureOf(`await fetch('${url}/away')`)).toMatch(/redirect_refused/);
  });

  test('not with a line break in a header, and with none of the headers of a connection', async () => {
    const { end } = await attack(
      `try { await fetch('${url}/x', { headers: { a: 'b\\r\\nhost: evil' } }); return 'sent' } catch (e) { return 'refused' }`,
    );
    await attack(
      `await fetch('${url}/framing', { headers: { 'transfer-encoding': 'chunked', host: 'evil', connection: 'x' } }); return event`,
    );

    expect(end).toEqual({ kind: 'returned', value: '"refused"' });
    expect(seen.find((line) => line.includes('/framing'))).not.toMatch(/evil|chunked/);
  });

  test('not to ports of Penstock on one machine', async () => {
    const closed = createRunner(undefined, [new URL(url).port]);
    const before = seen.length;

    const code = `async function onTrack() { try { await fetch('${url}/own'); return 'sent' } catch (e) { return e.failure } }`;
    const { end } = await closed.runOne(code, { type: 'insert' });

    expect(end).toEqual({ kind: 'returned', value: '"blocked_address"' });
    expect(seen).toHaveLength(before);
  });

  test('and are no more than fifty', async () => {
    const { end, requests } = await attack(
      `let failed; for (let i = 0; i < 60; i++) { try { await fetch('${url}/many') } catch (e) { failed = e.failure } } return { failed }`,
    );

    expect(end).toEqual({ kind: 'returned', value: '{"failed":"too_many_requests"}' });
    expect(requests).toHaveLength(50);
  });
});
