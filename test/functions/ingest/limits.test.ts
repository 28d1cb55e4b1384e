import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { anEvent } from '../../support/an-event.ts';
import { aBatch, anIngest, aRequest, jsonOf } from '../../support/an-ingest.ts';

const KB = 1_024;
const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** An event of exactly so many bytes as JSON. */
function anEventOf(bytes: number, fields: Record<string, unknown> = {}): Record<string, unknown> {
  const empty = anEvent({ properties: { filler: '' }, ...fields });
  return { ...empty, properties: { filler: 'x'.repeat(bytes - sizeOf(empty)) } };
}

/** A batch of exactly so many bytes as JSON: a list of one event, and filler around it. */
function aBodyOf(bytes: number): string {
  const body = { batch: [anEvent()], filler: '' };
  return JSON.stringify({ ...body, filler: 'x'.repeat(bytes - sizeOf(body)) });
}

describe('a body', () => {
  test('of 500 KB is accepted', async () => {
    const ingest = anIngest();

    const response = await ingest.send(aRequest({ path: '/v1/batch', body: aBodyOf(500 * KB) }));

    expect(response.status).toBe(200);
    expect(ingest.events()).toHaveLength(1);
  });

  test.each<[what: string, body: string | Uint8Array]>([
    ['of a byte more', aBodyOf(500 * KB + 1)],
    ['of a byte more in UTF-8', Buffer.from(aBodyOf(500 * KB + 1))],
    ['whose characters take more bytes than that', JSON.stringify({ batch: [], filler: 'ü'.repeat(260_000) })],
    ['that is a byte more when unzipped', gzipSync(aBodyOf(500 * KB + 1))],
  ])('%s is refused', async (_what, body) => {
    const ingest = anIngest();

    const response = await ingest.send(aRequest({ path: '/v1/batch', body }));

    expect(response.status).toBe(400);
    expect(jsonOf(response)).toMatchObject({ code: 'body_too_large' });
    expect(ingest.enqueued).toMatchObject([{ sourceId: 'web', lines: [], rejected: { body_too_large: 1 } }]);
  });

  test('that is a gzip bomb is refused before it has unfolded', async () => {
    const ingest = anIngest();
    const bomb = gzipSync(new Uint8Array(100 * KB * KB), { level: 9 });
    const before = process.memoryUsage.rss();

    const response = await ingest.send(aRequest({ path: '/v1/batch', body: bomb }));

    expect(jsonOf(response)).toMatchObject({ code: 'body_too_large' });
    expect(process.memoryUsage.rss() - before).toBeLessThan(50 * KB * KB);
  });
});

describe('an event of 32 KB', () => {
  test('is accepted, although ingest adds to it', async () => {
    const ingest = anIngest();

    const response = await ingest.send(aRequest({ body: anEventOf(32 * KB) }));

    expect(response.headers).not.toHaveProperty('x-penstock-warning');
    expect(ingest.events()).toHaveLength(1);
  });

  test('and a byte more is refused with 400, and counted for its source wherever the key is', async () => {
    const ingest = anIngest();
    const body = anEventOf(32 * KB + 1, { writeKey: 'wk_web' });

    const response = await ingest.send(aRequest({ body, headers: {} }));

    expect(response.status).toBe(400);
    expect(jsonOf(response)).toMatchObject({ code: 'event_too_large' });
    expect(ingest.enqueued).toMatchObject([{ sourceId: 'web', lines: [], rejected: { event_too_large: 1 } }]);
  });

  test('is measured in bytes, not in characters', async () => {
    const ingest = anIngest();

    await ingest.send(aBatch([anEvent({ properties: { filler: '😀'.repeat(8 * KB) } })]));

    expect(ingest.rejected()).toEqual({ event_too_large: 1 });
  });

  test('and a byte more is refused alone in a batch, and the others pass', async () => {
    const ingest = anIngest();
    const items = [anEvent(), anEventOf(32 * KB + 1), anEventOf(32 * KB), anEvent({ type: 'page' })];

    const response = await ingest.send(aBatch(items));

    expect(response.status).toBe(200);
    expect(response.headers['x-penstock-warning']).toBe('not accepted: event_too_large (1)');
    expect(ingest.events().map(({ type }) => type)).toEqual(['track', 'track', 'page']);
  });
});

describe('the context of a batch', () => {
  test('does not count as part of its events', async () => {
    const ingest = anIngest();

    await ingest.send(aBatch([anEventOf(20 * KB)], { context: { filler: 'x'.repeat(20 * KB) } }));

    expect(ingest.events()).toHaveLength(1);
  });

  test('cannot turn one body into hundreds of megabytes', async () => {
    const ingest = anIngest();
    const items = Array.from({ length: 250 }, () => ({ type: 'page', userId: 'u' }));

    await ingest.send(aBatch(items, { context: { filler: 'x'.repeat(400 * KB) } }));

    expect(ingest.rejected()).toEqual({ event_too_large: 250 });
  });
});

describe('a field that ingest replaces', () => {
  test.each(['timestamp', 'sentAt', 'writeKey', 'receivedAt', 'projectId', 'version'])(
    '(%s) may be nested so deeply that nothing could write it, and does no harm',
    async (field) => {
      const ingest = anIngest();
      const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
      const body = `{"batch":[{"type":"page","userId":"u","name":"${'x'.repeat(33 * KB)}","${field}":${deep}}]}`;

      const response = await ingest.send(aRequest({ path: '/v1/batch', body }));

      expect(response.status).toBe(200);
      expect(ingest.rejected()).toEqual({ event_too_large: 1 });
    },
  );
});

describe('a batch', () => {
  const small = { type: 'page', userId: 'u' };

  test('of 2,500 events is accepted', async () => {
    const ingest = anIngest();

    const response = await ingest.send(aBatch(Array.from({ length: 2_500 }, () => small)));

    expect(response.headers).not.toHaveProperty('x-penstock-warning');
    expect(ingest.events()).toHaveLength(2_500);
  });

  test('of one more is taken as a whole or not at all: answered 200, as Segment does, and refused', async () => {
    const ingest = anIngest();

    const response = await ingest.send(aBatch(Array.from({ length: 2_501 }, () => small)));

    expect(response.status).toBe(200);
    expect(response.headers['x-penstock-warning']).toBe('not accepted: too_many_events (2501)');
    expect(ingest.enqueued).toMatchObject([{ sourceId: 'web', lines: [], rejected: { too_many_events: 2_501 } }]);
  });
});
