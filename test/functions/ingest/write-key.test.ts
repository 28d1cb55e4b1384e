import { describe, expect, test } from 'vitest';
import { writeKeyOf } from '../../../functions/ingest/write-key.ts';
import { anEvent } from '../../support/an-event.ts';
import { aBatch, anIngest, aRequest, basic } from './an-ingest.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('the write key', () => {
  test.each([
    ['Basic with a colon', { authorization: `Basic ${base64('wk_web:')}` }, {}],
    ['Basic without a colon', { authorization: `Basic ${base64('wk_web')}` }, {}],
    ['Basic with a password', { authorization: `Basic ${base64('wk_web:secret')}` }, {}],
    ['Basic without padding', { authorization: `Basic ${base64('wk_web:').replaceAll('=', '')}` }, {}],
    ['basic in small letters', { authorization: `basic  ${base64('wk_web:')} ` }, {}],
    ['the body', {}, { writeKey: 'wk_web' }],
    ['X-Write-Key', { 'x-write-key': 'wk_web' }, {}],
    ['the body, before a secret', {}, { writeKey: 'wk_web:***' }],
    ['X-Write-Key, before a secret', { 'x-write-key': 'wk_web:s3cret' }, {}],
    ['a bearer token where nothing else is', { authorization: 'Bearer wk_web' }, {}],
    ['the body beside a bearer token', { authorization: 'Bearer abc.def' }, { writeKey: 'wk_web' }],
    ['X-Write-Key beside a bearer token', { authorization: 'Bearer abc.def', 'x-write-key': 'wk_web' }, {}],
    ['Basic before the body', { authorization: `Basic ${base64('wk_web:')}` }, { writeKey: 'wk_body' }],
    ['the body before X-Write-Key', { 'x-write-key': 'wk_header' }, { writeKey: 'wk_web' }],
    ['the body when Basic is empty', { authorization: `Basic ${base64(':')}` }, { writeKey: 'wk_web' }],
    ['the body when Basic is malformed', { authorization: 'Basic' }, { writeKey: 'wk_web' }],
    ['X-Write-Key when the body has an empty one', { 'x-write-key': 'wk_web' }, { writeKey: '' }],
    ['X-Write-Key when the one of the body is no text', { 'x-write-key': 'wk_web' }, { writeKey: { a: 1 } }],
  ])('is read from %s', (_where, headers, body) => {
    const key = writeKeyOf({ headers, query: {} }, body);

    expect(key).toBe('wk_web');
  });

  test.each([
    [{}, {}],
    [{ authorization: `Bearer ${'x'.repeat(129)}` }, {}],
    [{ authorization: 'Bearer two words' }, {}],
    [{ 'x-write-key': ':secret' }, {}],
    [{ authorization: 'wk_web' }, {}],
    [{ authorization: '' }, { writeKey: 7 }],
    [{ authorization: `Basic ${base64(':wk_web')}` }, {}],
  ])('is nowhere in the headers %j and the body %j', (headers, body) => {
    const key = writeKeyOf({ headers, query: {} }, body);

    expect(key).toBeUndefined();
  });
});

test('a beacon, which has no headers of its own, has its write key in the query string', () => {
  const key = writeKeyOf({ headers: {}, query: { writeKey: 'wk_web' } }, { batch: [] });

  expect(key).toBe('wk_web');
});

describe('the write key never reaches the queue', () => {
  test.each([
    ['of one event', aRequest({ body: anEvent({ writeKey: 'wk_web' }) })],
    ['of a batch', aBatch([anEvent(), anEvent({ type: 'page' })], { writeKey: 'wk_web', context: { a: 1 } })],
    ['of an event in a batch', aBatch([anEvent({ writeKey: 'wk_web' })])],
    ['of a pixel', aRequest({ method: 'GET', path: '/v1/pixel/page', query: { writeKey: 'wk_web', userId: 'u' } })],
    ['in the Authorization header', aRequest()],
    ['in X-Write-Key', aRequest({ headers: { 'x-write-key': 'wk_web' } })],
  ])('%s', async (_where, request) => {
    const ingest = anIngest();

    await ingest.send(request);

    expect(ingest.events().length).toBeGreaterThan(0);
    expect(JSON.stringify(ingest.enqueued)).not.toContain('wk_web');
    expect(JSON.stringify(ingest.enqueued)).not.toContain(basic('wk_web:').slice(6));
  });
});

describe('the use of a write key', () => {
  test('is noted while the events are on their way to the queue, and the answer waits for both', async () => {
    const queued = Promise.withResolvers<undefined>();
    const noted: string[] = [];
    const ingest = anIngest({
      enqueue: async () => {
        queued.resolve(undefined);
        return 'sent';
      },
      // Ends only when the queue has the events, so events that waited for it would never come there.
      noteKeyUse: async (sourceId, writeKey) => {
        await queued.promise;
        noted.push(`${sourceId} ${writeKey}`);
      },
    });

    const response = await ingest.send(aRequest());

    expect(response.status).toBe(200);
    expect(noted).toEqual(['web wk_web']);
  });

  test('is not noted of one that nobody has', async () => {
    const noted: string[] = [];
    const ingest = anIngest({ noteKeyUse: async (_, writeKey) => void noted.push(writeKey) });

    await ingest.send(aRequest({ headers: { authorization: basic('wk_nobody:') } }));

    expect(noted).toEqual([]);
  });
});
