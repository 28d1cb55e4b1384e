import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleFunction } from '../../local/function-files.ts';
import { createRunner } from '../functions/runner/call-runner.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'function-files-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

async function codeOf(name: string): Promise<string> {
  const bundled = await bundleFunction(join(folder, name));
  if (!bundled.ok) throw new Error(bundled.message);
  return bundled.code;
}

const runner = createRunner();

/** What a bundled function returns. */
async function returned(name: string): Promise<unknown> {
  const { end } = await runner.runOne(await codeOf(name), { type: 'insert' });
  if (end.kind !== 'returned') throw new Error(JSON.stringify(end));
  return JSON.parse(end.value ?? '');
}

describe('a file of a function', () => {
  test('is bundled with what it imports of Node, which runs', async () => {
    write({
      'modules.ts': `
        import crypto, { createHmac } from 'node:crypto';
        import { Buffer } from 'buffer';
        import querystring from 'querystring';
        import { EventEmitter } from 'node:events';
        import { promisify } from 'util';
        import zlib from 'zlib';
        import { StringDecoder } from 'string_decoder';
        import { setTimeout as later } from 'timers';
        import { URL as Address } from 'url';
        export async function onTrack(): Promise<object> {
          const events = new EventEmitter();
          const heard: unknown[] = [];
          events.once('x', (value: unknown) => heard.push(value));
          events.emit('x', 1);
          events.emit('x', 2);
          await new Promise((go) => later(go, 0));
          return {
            hash: crypto.createHash('md5').update('a').digest('hex'),
            hmac: createHmac('md5', 'k').update('a').digest('hex'),
            base64: Buffer.from('a').toString('base64'),
            form: querystring.stringify({ a: 'ä b', c: [1, 2] }),
            heard,
            zip: String(await promisify(zlib.gunzip)(zlib.gzipSync('z'))),
            text: new StringDecoder('utf8').write(Buffer.from('t')),
            host: new Address('https://example.com/x').host,
          };
        }`,
    });

    expect(await returned('modules.ts')).toEqual({
      hash: '0cc175b9c0f1b6a831c399e269772661',
      hmac: 'ddcf3d210049e7135f61affae73731cd',
      base64: 'YQ==',
      form: 'a=%C3%A4%20b&c=1&c=2',
      heard: [1],
      zip: 'z',
      text: 't',
      host: 'example.com',
    });
  });

  test('may import packages of CommonJS that ask for Node, and for its environment', async () => {
    write({
      'node_modules/old/index.js': `
        var crypto = require('crypto');
        if (process.env.OLD_DEBUG) console.log('debug');
        var Stream;
        try { Stream = require('stream').Stream; } catch (error) { Stream = function () {}; }
        module.exports = function () { return [crypto.createHash('sha1').update('a').digest('hex'), typeof Stream]; };`,
      'old.js': "import old from 'old';\nexport const onTrack = () => old();",
    });

    expect(await returned('old.js')).toEqual(['86f7e437faa5a7fce15d1ddcb9eaeaea377667b8', 'function']);
  });

  test('may import xml2js, which reads and writes XML', async () => {
    write({
      'xml.js': `import { parseStringPromise, Builder } from 'xml2js';
        export async function onTrack() {
          const read = await parseStringPromise('<a b="1"><c>x</c></a>');
          return { read, written: new Builder({ headless: true }).buildObject({ a: { c: 'y' } }) };
        }`,
    });
    symlinkSync(join(import.meta.dirname, '../../node_modules/xml2js'), join(folder, 'node_modules/xml2js'));

    expect(await returned('xml.js')).toEqual({
      read: { a: { $: { b: '1' }, c: ['x'] } },
      written: '<a>\n  <c>y</c>\n</a>',
    });
  });

  test.each([
    ["import fs from 'node:fs';", /imports "fs" of Node.js, which is not there for functions/],
    ["import { Socket } from 'net';", /imports "net" of Node.js/],
    ["import { readFile } from 'fs/promises';", /imports "fs\/promises" of Node.js/],
    ["import { createSign } from 'node:crypto';", /imports "createSign" of "crypto" of Node.js/],
    ["import { createServer } from 'node:http';", /imports "http" of Node.js/],
    ["import x from 'not-installed';", /Could not resolve "not-installed"/],
  ])('is refused with the name of the file that says %s', async (line, message) => {
    write({
      'lib/helper.js': `${line}\nexport const x = 1;`,
      'main.js': "import { x } from './lib/helper.js';\nexport const onTrack = () => x;",
    });

    const bundled = await bundleFunction(join(folder, 'main.js'));

    expect(bundled).toMatchObject({ ok: false });
    const said = bundled.ok ? '' : bundled.message;
    expect(said).toMatch(/lib\/helper\.js:1 /);
    expect(said).toMatch(message);
  });
});
