import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { anEvent } from '../../support/an-event.ts';
import { aBatch, anIngest, aRequest, basic, jsonOf } from './an-ingest.ts';

const authorization = basic('wk_web:');
const text = JSON.stringify(anEvent());

describe('numbers that a double cannot hold', () => {
  const track = (fields: string) => `{"type":"track","event":"Bought",${fields}}`;

  test('are two users and two events, with the digits that were sent', async () => {
    const ingest = anIngest();
    const [one, two] = ['9007199254740993', '9007199254740992'];
    const body = `{"batch":[${[one, two].map((id) => track(`"userId":${id},"messageId":${id}`)).join(',')}]}`;

    await ingest.send(aRequest({ path: '/v1/batch', body }));

    expect(ingest.events().map(({ userId, messageId }) => [userId, messageId])).toEqual([
      [one, one],
      [two, two],
    ]);
    expect(ingest.enqueued[0]?.events.map(({ id }) => id)).toEqual([one, two]);
  });

  test.each(['12345678901234567890', '0.12345678901234567890', '1e-400', '-9007199254740993'])(
    'keep their value in properties, traits and context: %s',
    async (number) => {
      const ingest = anIngest();
      const fields = `"userId":"u","properties":{"a":${number},"list":[${number}]},"traits":{"b":${number}},"context":{"c":${number}}`;

      await ingest.send(aRequest({ body: track(fields) }));

      const [line = ''] = ingest.enqueued[0]?.lines ?? [];
      expect(line.split(number)).toHaveLength(5);
    },
  );

  test('are refused where they are larger than any, and the others of the batch go on', async () => {
    const ingest = anIngest();
    const body = `{"batch":[${track('"userId":"u","properties":{"a":1e400}')},${track('"userId":"v"')}]}`;

    const response = await ingest.send(aRequest({ path: '/v1/batch', body }));

    expect(ingest.events()).toMatchObject([{ userId: 'v' }]);
    expect(response.headers['x-penstock-warning']).toBe('not accepted: number_too_large (1)');
  });

  test.each(['"properties":12345678901234567890', '"traits":1e-400', '"context":12345678901234567890'])(
    'are no objects: %s',
    async (field) => {
      const ingest = anIngest();

      await ingest.send(aRequest({ body: track(`"userId":"u",${field}`) }));

      expect(ingest.events()).toEqual([]);
    },
  );

  test('are a time where a time is meant', async () => {
    const ingest = anIngest();

    await ingest.send(aRequest({ body: track('"userId":"u","timestamp":1634400027029.1234567') }));

    expect(ingest.events()).toMatchObject([{ timestamp: '2021-10-16T16:00:27.029Z' }]);
  });

  test('keep their digits beside an event that is nested deeper than the stack, which alone is refused', async () => {
    const ingest = anIngest();
    const deep = track(`"userId":"deep","properties":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`);
    const body = `{"batch":[${track('"userId":12345678901234567890')},${deep}]}`;

    await ingest.send(aRequest({ path: '/v1/batch', body }));

    expect(ingest.events()).toMatchObject([{ userId: '12345678901234567890' }]);
    expect(ingest.enqueued[0]?.rejected).toEqual({ nested_too_deeply: 1 });
  });
});

describe('half a surrogate pair', () => {
  test.each(['\\ud83d', '\\uDE00', 'a\\ud83d\\ud83db'])(
    'becomes the replacement character, in names, keys and values: %s',
    async (half) => {
      const ingest = anIngest();
      const body = `{"userId":"u","event":"${half}","properties":{"${half}":["${half}"]},"context":{"x":"${half}"}}`;

      await ingest.send(aRequest({ body }));

      const [line = ''] = ingest.enqueued[0]?.lines ?? [];
      expect(line).toContain('\ufffd');
      expect(line).not.toMatch(/\\ud[89a-f]/i);
      expect(ingest.enqueued[0]?.events[0]?.name).toContain('\ufffd');
    },
  );

  test('is not what somebody wrote with a backslash, nor a whole pair', async () => {
    const ingest = anIngest();
    const properties = { path: 'c:\\ud83d', face: '😀' };

    await ingest.send(aRequest({ body: anEvent({ properties }) }));

    expect(ingest.events()).toMatchObject([{ properties }]);
  });
});

describe('an empty list', () => {
  test.each(['properties', 'traits', 'context', 'integrations'])('as %s is an empty object', async (field) => {
    const ingest = anIngest();

    const response = await ingest.send(aRequest({ body: anEvent({ [field]: [] }) }));

    expect(response.headers).not.toHaveProperty('x-penstock-warning');
    expect(ingest.events()).toMatchObject([{ [field]: {} }]);
    expect(ingest.events()[0]?.[field]).not.toBeInstanceOf(Array);
  });

  test.each(['context', 'integrations'])('as %s of a batch is an empty object', async (field) => {
    const ingest = anIngest();

    await ingest.send(aBatch([{ type: 'track', ...anEvent() }], { [field]: [] }));

    expect(ingest.events()).toHaveLength(1);
  });

  test('inside of the context is an empty object where the Spec has one, and a list elsewhere', async () => {
    const ingest = anIngest();

    await ingest.send(aRequest({ body: anEvent({ context: { traits: [], page: [], groups: [] } }) }));

    expect(ingest.events()).toMatchObject([{ context: { traits: {}, page: {}, groups: [] } }]);
  });

  test.each(['properties', 'traits', 'context', 'integrations'])('with entries is none, as %s', async (field) => {
    const ingest = anIngest();

    await ingest.send(aRequest({ body: anEvent({ [field]: ['a'] }) }));

    expect(ingest.rejected()).toEqual({ [`${field}_not_object`]: 1 });
  });
});

describe('a body in a coding that is not read', () => {
  test.each<[coding: string, body: Uint8Array, header: string | undefined]>([
    ['deflate', deflateSync(text), 'deflate'],
    ['deflate', deflateSync(text), undefined],
    ['deflate', deflateRawSync(text), 'deflate'],
    ['br', brotliCompressSync(text), 'br'],
    ['zstd', zstdCompressSync(text), 'zstd'],
    ['zstd', zstdCompressSync(text), undefined],
    ['gzip in gzip', gzipSync(gzipSync(text)), 'gzip'],
    ['gzip in gzip', gzipSync(gzipSync(text)), 'gzip, gzip'],
    ['br', gzipSync(brotliCompressSync(text)), 'br, gzip'],
  ])('is answered with its name: %s', async (coding, body, header) => {
    const headers = { authorization, ...(header === undefined ? {} : { 'content-encoding': header }) };

    const response = await anIngest().send(aRequest({ body, headers }));

    expect(response.status).toBe(400);
    expect(jsonOf(response)).toMatchObject({
      code: 'unsupported_encoding',
      message: expect.stringContaining(coding) as unknown,
    });
  });
});

describe('a time that cannot be read', () => {
  test('is said in the warning header, beside what was refused', async () => {
    const times = ['yesterday', '16/10/2021', 1_634_400_027, '2021-10-16 16:00:27+00'];
    const events = times.map((timestamp) => ({ type: 'track', ...anEvent({ timestamp }) }));

    const response = await anIngest().send(aBatch([...events, { type: 'track', event: 'x' }]));

    expect(response.headers['x-penstock-warning']).toBe(
      'not accepted: no_user_anon_id (1); accepted all the same: timestamp_unreadable (2), timestamp_in_1970 (1)',
    );
  });

  test('goes on with the event, for the ledger and for who looks', async () => {
    const ingest = anIngest();

    await ingest.send(aRequest({ body: anEvent({ timestamp: 'yesterday' }) }));

    expect(ingest.enqueued[0]?.events).toMatchObject([{ warning: 'timestamp_unreadable' }]);
    expect(ingest.events()).toMatchObject([{ timestamp: '2026-11-22T01:01:00.000Z' }]);
  });
});
