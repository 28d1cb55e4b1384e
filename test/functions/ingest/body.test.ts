import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { anEvent } from '../../support/an-event.ts';
import { anIngest, aRequest, basic, jsonOf } from './an-ingest.ts';

const authorization = basic('wk_web:');
const text = JSON.stringify(anEvent({ properties: { city: 'Zürich 😀' } }));

describe('a body', () => {
  test.each<[what: string, body: string | Uint8Array, headers: Record<string, string>]>([
    ['JSON', text, { 'content-type': 'application/json' }],
    ['JSON in UTF-8', Buffer.from(text), { 'content-type': 'application/json; charset=utf-8' }],
    ['text/plain, as browsers send it', text, { 'content-type': 'text/plain' }],
    ['a form, as old clients call it', text, { 'content-type': 'application/x-www-form-urlencoded' }],
    ['nothing that has a name', Buffer.from(text), {}],
    ['gzip', gzipSync(text), { 'content-encoding': 'gzip' }],
    ['gzip that nobody announced', gzipSync(text), { 'content-type': 'text/plain' }],
    ['plain although gzip was announced', Buffer.from(text), { 'content-encoding': 'gzip' }],
    ['surrounded by white space', ` \r\n${text}\n`, {}],
  ])('is read when it is %s', async (_what, body, headers) => {
    const ingest = anIngest();

    const response = await ingest.send(aRequest({ body, headers: { authorization, ...headers } }));

    expect(response.status).toBe(200);
    expect(ingest.events()).toMatchObject([{ properties: { city: 'Zürich 😀' } }]);
  });

  test.each<[code: string, what: string, body: string | Uint8Array]>([
    ['malformed_json', 'empty', ''],
    ['malformed_json', 'cut off', text.slice(0, -1)],
    ['malformed_json', 'followed by more', `${text}{}`],
    ['malformed_json', 'a form', 'userId=u&event=x'],
    ['malformed_json', 'gzip of no JSON', gzipSync('hello')],
    ['not_an_object', 'a list', '[]'],
    ['not_an_object', 'null', 'null'],
    ['not_an_object', 'a text', '"track"'],
    ['not_an_object', 'a number', '7'],
    ['malformed_text', 'invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ['malformed_text', 'Latin-1', Buffer.from('{"city":"Zürich"}', 'latin1')],
    ['malformed_text', 'gzip of invalid UTF-8', gzipSync(Buffer.from([0xc3, 0x28]))],
    ['malformed_encoding', 'truncated gzip', gzipSync(text).subarray(0, -12)],
    ['malformed_encoding', 'damaged gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6])],
  ])('is refused with %s when it is %s', async (code, _what, body) => {
    const ingest = anIngest();

    const response = await ingest.send(aRequest({ body }));

    expect(response.status).toBe(400);
    expect(jsonOf(response)).toMatchObject({ code });
    expect(ingest.enqueued).toMatchObject([{ sourceId: 'web', lines: [], rejected: { bad_request: 1 } }]);
  });

  test('that is refused belongs to no source when no header names one', async () => {
    const ingest = anIngest();

    await ingest.send(aRequest({ body: '{"writeKey":"wk_web"', headers: {} }));

    expect(ingest.enqueued).toMatchObject([{ sourceId: '', rejected: { bad_request: 1 } }]);
  });

  test('that is refused is answered 400 even when it cannot be counted', async () => {
    const ingest = anIngest({ enqueue: async () => 'failed' });

    const response = await ingest.send(aRequest({ body: '{' }));

    expect(response.status).toBe(400);
  });
});
