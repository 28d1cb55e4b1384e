import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createAttack } from './attack.ts';
import { createRunner } from './call-runner.ts';

// Attempts by what the host does for a function: hashes, packing, formats, the cache, and libraries that are loaded.

const runner = createRunner();
const attack = createAttack(runner);

describe('what the host does for a guest is bounded, and counts as the guest’s own', () => {
  test.each([
    ['a giant hash', "return crypto.createHash('sha512').update('x'.repeat(3e6)).digest('hex').length"],
    ['a hash of many pieces', "const h = crypto.createHash('md5'); while (true) h.update('x'.repeat(1e6));"],
    ['a giant key', "return crypto.createHmac('sha256', Buffer.alloc(3e6)).update('x').digest('hex')"],
    ['hashes without end', "while (true) crypto.createHash('sha512').update('x'.repeat(1e6)).digest('hex');"],
    ['small hashes without end', "while (true) crypto.createHash('md5').update('x').digest('hex');"],
    ['too many random bytes', 'return crypto.randomBytes(1e9).length'],
    ['random bytes without end', 'while (true) crypto.getRandomValues(new Uint8Array(65536));'],
    ['a random number of no range', 'return crypto.randomInt(5, 5)'],
    ['a hash that is none', "return crypto.createHash('__proto__').update('x').digest('hex')"],
    ['a digest of what is no bytes', "return await crypto.subtle.digest('SHA-1', { length: 1e9 })"],
    ['a bomb of zip', 'let b = zlib.gzipSync(Buffer.alloc(1e6)); return zlib.gunzipSync(zlib.gunzipSync(b)).length'],
    ['a text that unpacks to too much', 'return zlib.gunzipSync(Buffer.from(BOMB, "base64")).length'],
    ['packing without end', "const b = Buffer.alloc(1.5e6, 'ab'); while (true) zlib.gzipSync(b);"],
    ['a buffer that is too large', 'return Buffer.alloc(1e9).length'],
    ['buffers without end', 'const all = []; while (true) all.push(Buffer.alloc(1e6, 1));'],
    ['a text that is a buffer of a gigabyte', "return Buffer.from('a'.repeat(1e9), 'hex').length"],
    ['joined buffers', 'const b = Buffer.alloc(1e6); return Buffer.concat(Array(1000).fill(b)).length'],
    [
      'formats without end',
      'for (let i = 0; ; i++) new Intl.NumberFormat("en", { minimumFractionDigits: i % 20, maximumSignificantDigits: 21 }).format(i)',
    ],
    ['a number of a million digits', 'return (10n ** 1000000n).toLocaleString()'],
    ['options of a format without end', 'return new Intl.NumberFormat("en", { get currency() { while (true); } })'],
    ['locales without end', 'return new Intl.DateTimeFormat(Array(1e6).fill("en")).format(0)'],
    [
      'a merge without end',
      'const o = {}; o.o = o; return _.merge({}, { a: new Proxy({}, { ownKeys() { while (true); } }) }, o)',
    ],
  ])('%s', async (_, code) => {
    const { end, cpuMs } = await attack(code.replace('BOMB', JSON.stringify(BOMB)));

    expect(['stopped', 'threw']).toContain(end.kind);
    expect(cpuMs).toBeGreaterThanOrEqual(0);
  });

  test('and its work is what ends it', async () => {
    const { end } = await attack("while (true) crypto.createHash('sha512').update('x'.repeat(1e6)).digest('hex');");

    expect(end).toEqual({ kind: 'stopped', why: 'cpu' });
  });
});

/** Thirty megabytes of nothing. */
const BOMB = gzipSync(Buffer.alloc(30 * 1024 * 1024)).toString('base64');

describe('the cache of a function', () => {
  test('is bounded, however much is put into it', async () => {
    const { end } = await attack(`
      for (let i = 0; i < 500; i++) await cache.load('k' + i, 60000, async () => 'x'.repeat(50000));
      let kept = 0;
      for (let i = 0; i < 500; i++) await cache.load('k' + i, 60000, async () => { kept -= 1; }).then(() => { kept += 1; });
      return { kept };`);

    // 21 of 50 KB are a megabyte.
    expect(end).toEqual({ kind: 'returned', value: '{"kept":20}' });
  });

  test.each([
    [
      'a value that is too large',
      "return await cache.load('big', 1e9, async () => 'x'.repeat(3e6)).then((x) => x.length)",
    ],
    ['a key that is too long', "return await cache.load('k'.repeat(1e6), 1e9, async () => 1)"],
    ['a value that is no JSON', "return await cache.load('f', 1e9, async () => () => 1) instanceof Function"],
    ['a time that is none', "return await cache.load('t', NaN, async () => 1)"],
    ['a key of prototypes', "return await cache.load('__proto__', 1e9, async () => 1)"],
  ])('bears %s', async (_, code) => {
    const { end } = await attack(code);

    expect(end.kind).toBe('returned');
  });

  test('of one destination cannot be filled for another: not by its key, and not by settings that look like its own', async () => {
    const code = `async function onTrack(event, settings) {
      return { got: await cache.load(event.key, 60000, async () => settings.secret) };
    }`;
    const got = async (settings: object, key: string): Promise<unknown> => {
      const event = { type: 'track', messageId: 'm', key };
      const { end } = await runner.runOne(code, { type: 'insert', settings: { ...settings }, events: [event] });
      return end.kind === 'returned' ? end.value : end;
    };

    await got({ secret: 'mine', other: '{"secret":"yours"}' }, 'token');

    expect(await got({ secret: 'yours' }, 'token')).toBe('{"got":"yours"}');
    expect(await got({ secret: 'mine', other: '{"secret":"yours"}' }, 'token')).toBe('{"got":"mine"}');
  });

  test('is not of another function', async () => {
    const of = (word: string): string =>
      `async function onTrack() { return { got: await cache.load('same', 60000, async () => '${word}') }; }`;

    await runner.runOne(of('one'), { type: 'insert' });
    const { end } = await runner.runOne(of('two'), { type: 'insert' });

    expect(end).toEqual({ kind: 'returned', value: '{"got":"two"}' });
  });
});

describe('libraries are the guest’s own', () => {
  test.each([
    [
      'changed for a later event',
      "_.chunk = () => 'forged'; Buffer.from = () => 'forged'; crypto.createHash = null; return 1",
    ],
    ['deleted', 'delete globalThis._; delete globalThis.crypto; delete globalThis.cache; return typeof _'],
    ['asked for by another name', "return [typeof globalThis['__proto__'], typeof globalThis['lodash']]"],
    ['frozen', 'Object.freeze(Buffer.prototype); Object.freeze(_); return Buffer.from("a").toString("hex")'],
  ])('when they are %s', async (_, code) => {
    const { end } = await attack(code);

    expect(end.kind).toBe('returned');
  });

  test('and a comment that never ends, or lines without end, hold up nobody who looks for them', async () => {
    for (const text of ['/*'.repeat(400_000), '\n'.repeat(900_000), "'".repeat(900_000), '_ '.repeat(400_000)]) {
      const answer = await runner.call(`function onTrack() { twilio }\n//${text}`, { work: 'load', events: [] });

      expect(answer.kind).toBe('loaded');
    }
  });

  test('what the host makes is not known before', async () => {
    const code = 'async function onTrack() { return { id: crypto.randomUUID(), n: Math.random() }; }';
    const results = await runner.run(code, {
      type: 'insert',
      events: Array.from({ length: 20 }, () => ({ type: 'track' })),
    });

    expect(new Set(results.map(({ end }) => JSON.stringify(end))).size).toBe(20);
  });
});
