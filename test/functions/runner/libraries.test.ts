import { describe, expect, test } from 'vitest';
import { createRunner } from './call-runner.ts';

// What a function has beside JavaScript. What is expected of crypto, Buffer, zlib and Intl is what Node gives.

const runner = createRunner();

/** What an expression gives inside a function. */
async function valueOf(expression: string): Promise<unknown> {
  const { end } = await runner.runOne(`async function onTrack(event, settings) { return [${expression}]; }`, {
    type: 'insert',
  });
  if (end.kind !== 'returned') throw new Error(JSON.stringify(end));
  const [value] = JSON.parse(end.value ?? '[]') as unknown[];
  return value;
}

async function problemOf(code: string): Promise<string> {
  const answer = await runner.call(code, { work: 'load', events: [] });
  return answer.kind === 'broken' ? answer.message : answer.kind;
}

describe('functions have', () => {
  const signed = 'EEFSxb_coHvGM-69RhmfAlXJ9J0';
  const key =
    "await crypto.subtle.importKey('raw', Buffer.from('key'), { name: 'HMAC', hash: 'SHA-1' }, true, ['sign', 'verify'])";
  test.each([
    [
      "crypto.createHash('sha256').update('a').update('b').digest('hex')",
      'fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603',
    ],
    ["crypto.createHash('md5').update('ä€').digest('base64')", '8eIdU2bP8QjyQvjkhTqrrg=='],
    ["crypto.createHash('sha1').update('x\\u0000y').digest('hex')", '09a6a88c8aac6e737ba1cb2a55aee4e79d4ae521'],
    [
      "crypto.createHash('sha256').update('\\ud800').digest('hex')",
      '83d544ccc223c057d2bf80d3f2a32982c32c3c0db8e2674820da5064783fb097',
    ],
    ["crypto.createHash('sha512').update('').digest().length", 64],
    ["crypto.createHmac('sha1', 'key').update('da').update(Buffer.from('ta')).digest('base64url')", signed],
    [
      "crypto.createHmac('sha256', Buffer.from('00ff', 'hex')).update(Buffer.from([0, 1, 2])).digest('hex')",
      'fc2935bdac00b2bd60382064f7df63ca8f3c84dadd9475595d8bb01a75b6161d',
    ],
    ["crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('b'))", false],
    ["crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('a'))", true],
    ['/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/.test(crypto.randomUUID())', true],
    ["crypto.randomBytes(16).toString('hex').length", 32],
    ['new Set(crypto.getRandomValues(new Uint8Array(64))).size > 16', true],
    ['[1, 2, 3].includes(crypto.randomInt(1, 4))', true],
    [
      "Buffer.from(await crypto.subtle.digest('SHA-1', new TextEncoder().encode('a'))).toString('hex')",
      '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8',
    ],
    [`Buffer.from(await crypto.subtle.sign('HMAC', ${key}, Buffer.from('data'))).toString('base64url')`, signed],
    [`await crypto.subtle.verify('HMAC', ${key}, Buffer.from('${signed}', 'base64url'), Buffer.from('data'))`, true],
    [`await crypto.subtle.verify('HMAC', ${key}, Buffer.from('${signed}', 'base64url'), Buffer.from('date'))`, false],
    [`(await crypto.subtle.exportKey('jwk', ${key})).k`, 'a2V5'],
    ["Buffer.from('hällo').toString('base64')", 'aMOkbGxv'],
    ["Buffer.from('aMOk-bGxv_w', 'base64url').toString('hex')", '68c3a4f9b1b1bffc'],
    ["Buffer.from(' aGFs bG8 ', 'base64').toString()", 'hallo'],
    ["Buffer.from('aGFs*bG8', 'base64').toString()", 'hallo'],
    ["Buffer.from('abcz', 'hex').toString('hex')", 'ab'],
    ["Buffer.concat([Buffer.from('a'), Buffer.alloc(1, 'b')]).toString('latin1')", 'ab'],
    ["Buffer.from('\\ufeffa').toString().length", 2],
    ["Buffer.from('hallo').toString('utf8', 1, 3)", 'al'],
    ["Buffer.byteLength('ä')", 2],
    ["Buffer.isBuffer(crypto.createHash('md5').digest())", true],
    ["zlib.gunzipSync(zlib.gzipSync('hallo')).toString()", 'hallo'],
    ["await new Promise((go) => zlib.zlib.inflate(zlib.deflateSync('x'), (e, bytes) => go(String(bytes))))", 'x'],
    ["_.chunk(_.map([{ a: 1 }, { a: 2 }, { a: 3 }], 'a'), 2)", [[1, 2], [3]]],
    ["moment.utc('2026-01-02').tz('Europe/Berlin').format()", '2026-01-02T01:00:00+01:00'],
    ["moment('2026-01-02T03:04:05Z').format('YYYY/MM/DD HH:mm')", '2026/01/02 03:04'],
    ["uuidv5.uuidv5('dns', 'www.example.org')", '74738ff5-5367-5958-9aee-98fffdcd1876'],
    ["xml([{ a: [{ _attr: { b: 1 } }, 'c<'] }])", '<a b="1">c&lt;</a>'],
    ['typeof fetchretrylib.fetchretry(fetch)', 'function'],
    ["(1234567.891).toLocaleString('de-DE')", '1.234.567,891'],
    ['(1234567.891).toLocaleString()', '1,234,567.891'],
    ["new Date(0).toLocaleDateString('en-US', { timeZone: 'America/New_York' })", '12/31/1969'],
    ["new Date(0).toLocaleTimeString('de-DE', { hour: '2-digit', minute: '2-digit' })", '00:00'],
    ["new Intl.NumberFormat('en-US', { style: 'currency', currency: 'EUR' }).format(12)", '€12.00'],
    ["new Intl.DateTimeFormat('en', { timeZone: 'Asia/Tokyo' }).resolvedOptions().timeZone", 'Asia/Tokyo'],
    ["String(new URLSearchParams({ a: 'ä b', c: 1 }))", 'a=%C3%A4+b&c=1'],
    ["String(new URLSearchParams([['a', '1'], ['a', '2']]))", 'a=1&a=2'],
    ["String(new URLSearchParams(new Map([['a', '1']])))", 'a=1'],
    ["String(new URLSearchParams(new URL('https://x.test/?a=1').searchParams))", 'a=1'],
    ["new Intl.PluralRules('en', { type: 'ordinal' }).select(2)", 'two'],
  ])('%s', async (expression, value) => {
    expect(await valueOf(expression)).toEqual(value);
  });

  test('nothing of it in the process environment', async () => {
    expect(await valueOf("typeof process === 'undefined'")).toBe(true);
  });
});

describe('a cache', () => {
  const code = `async function onTrack(event) {
    if (event.forget) await cache.delete('k');
    const value = await cache.load('k', event.ttl, async () => ({ of: event.messageId }));
    return { value };
  }`;
  const valuesOf = async (events: readonly object[], settings = {}): Promise<unknown[]> => {
    const values: unknown[] = [];
    for (const [index, each] of events.entries()) {
      const event = { type: 'track', messageId: `m${index}`, ttl: 60_000, ...each };
      const { end } = await runner.runOne(code, { type: 'insert', events: [event], settings });
      values.push(end.kind === 'returned' ? (JSON.parse(end.value ?? '') as { value: unknown }).value : end);
    }
    return values;
  };

  test('keeps what was made for later events, until it is deleted', async () => {
    const values = await valuesOf([{}, {}, { forget: true }], { a: 1 });

    expect(values).toEqual([{ of: 'm0' }, { of: 'm0' }, { of: 'm2' }]);
  });

  test('is of one set of settings', async () => {
    await valuesOf([{}], { b: 1 });

    expect(await valuesOf([{ messageId: 'other' }], { b: 2 })).toEqual([{ of: 'other' }]);
  });

  test('keeps nothing that failed, and no longer than it was told', async () => {
    const failing = `let calls = 0;
    async function onTrack() {
      try { await cache.load('f', 60000, async () => { throw new Error('no'); }); } catch {}
      const again = await cache.load('f', 0, async () => 'made');
      return { again, last: await cache.load('f', 60000, async () => 'again') };
    }`;

    const { end } = await runner.runOne(failing, { type: 'insert' });

    expect(end).toEqual({ kind: 'returned', value: '{"again":"made","last":"again"}' });
  });
});

describe('what is not there is said when code is loaded', () => {
  test.each([
    ['twilio(settings.sid, settings.token).messages', 'twilio is not there for functions: call its API with fetch.'],
    ['const client = new OAuth.OAuth();', /^OAuth is not there/],
    ['const s3 = new AWS.S3();', /^AWS is not there/],
    ['return google.cloud.storage;', /^google is not there/],
  ])('%s', async (line, problem) => {
    expect(
      await problemOf(
        `async function onTrack(event, settings) { const x = 1; ${line.replace(/^twilio/, 'const c = twilio')} }`,
      ),
    ).toMatch(problem);
  });

  test.each([
    ['a name of its own', 'const stripe = { charge() {} };\nfunction onTrack() { stripe.charge(); }'],
    ['a parameter', 'const f = (stripe, x) => stripe.charge(x);\nfunction onTrack() { f({ charge() {} }, 1); }'],
    ['a comment and a text', "// twilio.send()\nfunction onTrack() { return 'https://x, stripe.com'; }"],
    ['a property', 'function onTrack(event) { return event.google.id + event?.twilio.x; }'],
    ['a method', 'class A { twilio(x) { return x; } }\nfunction onTrack() { return new A(); }'],
    ['an address', 'function onTrack() { return fetch(`https://stripe.com/`); }'],
  ])('but not for %s', async (_, code) => {
    expect(await problemOf(code)).toBe('loaded');
  });

  test('and what was missed says so when it runs', async () => {
    const { end } = await runner.runOne("function onTrack() { return globalThis['stripe']; }");

    expect(end).toMatchObject({
      kind: 'threw',
      error: { message: 'stripe is not there for functions: call its API with fetch.' },
    });
  });
});
