import { describe, expect, test } from 'vitest';
import { readPixel } from '../../../functions/ingest/read-pixel.ts';
import type { IngestResponse } from '../../../functions/ingest/request.ts';
import { anIngest, aRequest } from './an-ingest.ts';

const aPixel = (path: string, query: Record<string, string>, method = 'GET') =>
  aRequest({ method, path, query, body: '', headers: {} });
const dataOf = (event: object): string => Buffer.from(JSON.stringify(event)).toString('base64url');

/** What a browser shows as an image: a GIF of one pixel. */
function isPicture({ status, headers, body }: IngestResponse): boolean {
  const bytes = Buffer.from(body);
  const [width, height] = [bytes.readUInt16LE(6), bytes.readUInt16LE(8)];
  const isGif = bytes.subarray(0, 6).toString('latin1') === 'GIF89a' && width === 1 && height === 1;
  return status === 200 && headers['content-type'] === 'image/gif' && isGif;
}

describe('a pixel', () => {
  test.each(['identify', 'track', 'page', 'screen', 'group', 'alias'])(
    'for %s is an event of that type',
    async (type) => {
      const ingest = anIngest();
      const query = { writeKey: 'wk_web', userId: 'u', event: 'Email Opened', groupId: 'g', previousId: 'p' };

      const response = await ingest.send(aPixel(`/v1/pixel/${type}`, query));

      expect(isPicture(response)).toBe(true);
      expect(ingest.events()).toEqual([expect.objectContaining({ type, userId: 'u' })]);
    },
  );

  test('has its event in base64 without padding, safe for URLs', async () => {
    const ingest = anIngest();
    const event = { writeKey: 'wk_web', userId: 'u>>>???ü', event: 'Email Opened', properties: { subject: '😀' } };

    await ingest.send(aPixel('/v1/pixel/track', { data: dataOf(event) }));

    expect(dataOf(event)).toMatch(/[-_]/);
    expect(ingest.events()).toMatchObject([{ userId: 'u>>>???ü', properties: { subject: '😀' } }]);
  });

  test('has it in fields with dots for nesting', async () => {
    const ingest = anIngest();
    const query = {
      ...{ writeKey: 'wk_web', anonymousId: 'a', event: 'Email Opened' },
      ...{ 'properties.email.subject': 'Hello', 'properties.email.id': '7', 'context.locale': 'de' },
    };

    await ingest.send(aPixel('/v1/pixel/track', query));

    expect(ingest.events()).toMatchObject([
      { properties: { email: { subject: 'Hello', id: '7' } }, context: { locale: 'de', library: { name: 'pixel' } } },
    ]);
  });

  test('records the address of whoever looks at it', async () => {
    const ingest = anIngest();

    await ingest.send(aPixel('/v1/pixel/page', { writeKey: 'wk_web', userId: 'u' }));

    expect(ingest.events()).toMatchObject([{ channel: 'client', context: { ip: '198.51.100.7' } }]);
  });

  test('is not kept by browsers, so that it counts each time', async () => {
    const response = await anIngest().send(aPixel('/v1/pixel/page', { writeKey: 'wk_web', userId: 'u' }));

    expect(response.headers['cache-control']).toBe('no-store');
  });
});

describe('a pixel is a picture whatever happens:', () => {
  const good = { writeKey: 'wk_web', userId: 'u' };
  const bytes = (text: string): string => Buffer.from(text).toString('base64url');

  test.each<[what: string, request: ReturnType<typeof aPixel>, rejected: Record<string, number>]>([
    ['a path without a type', aPixel('/v1/pixel', good), {}],
    ['an unknown type', aPixel('/v1/pixel/purchase', good), {}],
    ['a delete', aPixel('/v1/pixel/delete', good), {}],
    ['a HEAD request', aPixel('/v1/pixel/page', good, 'HEAD'), {}],
    ['no query', aPixel('/v1/pixel/page', {}), { unknown_source: 1 }],
    ['an unknown key', aPixel('/v1/pixel/page', { ...good, writeKey: 'wk_other' }), { unknown_source: 1 }],
    ['a bad event', aPixel('/v1/pixel/track', good), { event_not_defined: 1 }],
    ['data that is no base64', aPixel('/v1/pixel/page', { data: '%%%' }), { unknown_source: 1 }],
    ['data that is no JSON', aPixel('/v1/pixel/page', { data: bytes('{') }), { unknown_source: 1 }],
    ['data that is a list', aPixel('/v1/pixel/page', { data: bytes('[1]') }), { unknown_source: 1 }],
    ['a polluting field', aPixel('/v1/pixel/page', { ...good, '__proto__.x': '1' }), { forbidden_key: 1 }],
    ['a large event', aPixel('/v1/pixel/page', { ...good, name: 'x'.repeat(33_000) }), { event_too_large: 1 }],
  ])('%s', async (_what, request, rejected) => {
    const ingest = anIngest({ unknownWriteKeys: 'reject' });

    const response = await ingest.send(request);

    expect(isPicture(response)).toBe(true);
    expect(ingest.events()).toEqual([]);
    expect(ingest.rejected()).toEqual(rejected);
  });

  test('the queue does not answer', async () => {
    const ingest = anIngest({ enqueue: async () => 'failed' });

    const response = await ingest.send(aPixel('/v1/pixel/page', good));

    expect(isPicture(response)).toBe(true);
  });

  test('the configuration cannot be read', async () => {
    const ingest = anIngest({ sourceOfWriteKey: () => Promise.reject(new Error('DynamoDB is away')) });

    const response = await ingest.send(aPixel('/v1/pixel/page', good));

    expect(isPicture(response)).toBe(true);
  });
});

describe('the query of a pixel', () => {
  const library = { name: 'pixel' };

  test.each<[what: string, query: Record<string, string | undefined>, event: Record<string, unknown>]>([
    ['standard base64', { data: Buffer.from('{"a":"??>>"}').toString('base64') }, { a: '??>>' }],
    [
      'base64 whose + nobody escaped',
      { data: Buffer.from('{"a":"~~>>"}').toString('base64').replaceAll('+', ' ') },
      { a: '~~>>' },
    ],
    ['a field that is there twice', { a: '1', 'a.b': '2' }, { a: { b: '2' } }],
    ['a field that is overwritten', { 'a.b': '2', a: '1' }, { a: '1' }],
    ['a field without a value', { a: undefined, b: '' }, { b: '' }],
    ['eight levels', { 'a.b.c.d.e.f.g.h': '1' }, { a: { b: { c: { d: { e: { f: { g: { h: '1' } } } } } } } }],
    ['nine levels', { 'a.b.c.d.e.f.g.h.i': '1' }, {}],
  ])('is read when it has %s', (_what, query, event) => {
    const found = readPixel(query);

    expect(found).toEqual({ ...event, context: { library } });
  });

  test('names its own library when it has one', () => {
    const found = readPixel({ 'context.library.name': 'mailer' });

    expect(found).toEqual({ context: { library: { name: 'mailer' } } });
  });
});
