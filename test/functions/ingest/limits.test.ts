import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { anEvent } from '../../support/an-event.ts';
import { aBatch, anIngest, aRequest, jsonOf } from './an-ingest.ts';

const KB = 1_024;
const MB = 1_024 * KB;
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
  test.each<[what: string, body: string | Uint8Array]>([
    ['', aBodyOf(4 * MB)],
    ['in bytes', Buffer.from(aBodyOf(4 * MB))],
    ['in gzip', gzipSync(aBodyOf(4 * MB))],
  ])('of 4 MB %s is accepted', async (_what, body) => {
    const ingest = anIngest();

    const response = await ingest.send(aRequest({ path: '/v1/batch', body }));

    expect(response.status).toBe(200);
    expect(ingest.events()).toHaveLength(1);
  });

  test.each<[what: string, body: string | Uint8Array]>([
    ['of a byte more', aBodyOf(4 * MB + 1)],
    ['of a byte more in UTF-8', Buffer.from(aBodyOf(4 * MB + 1))],
    ['whose characters take more bytes than that', JSON.stringify({ batch: [], filler: 'ü'.repeat(2_200_000) })],
    ['that is a byte more when unzipped', gzipSync(aBodyOf(4 * MB + 1))],
  ])('%s is refused', async (_what, body) => {
    const ingest = anIngest();

    const response = await ingest.send(aRequest({ path: '/v1/batch', body }));

    expect(response.status).toBe(400);
    expect(jsonOf(response)).toMatchObject({
      code: 'body_too_large',
      message: expect.stringContaining('counts as one') as unknown,
    });
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

  test('comes with each of 2,500 events, of which a few megabytes are written at a time', async () => {
    const ingest = anIngest();
    const items = Array.from({ length: 2_500 }, (_, number) => ({
      type: 'page',
      userId: 'u',
      messageId: `m-${number}`,
    }));

    const response = await ingest.send(aBatch(items, { context: { filler: 'x'.repeat(60 * KB) } }));

    expect(response).toMatchObject({ status: 200 });
    const sizes = ingest.enqueued.map(({ lines }) => lines.join('').length);
    expect(Math.max(...sizes)).toBeLessThan(8.1 * MB);
    expect(ingest.events().map(({ messageId }) => messageId)).toEqual(items.map(({ messageId }) => messageId));
  });
});

describe('a batch beyond what one request is written in', () => {
  const aLongBatch = () =>
    aBatch([...Array.from({ length: 300 }, () => anEvent()), { type: 'track' }], {
      context: { filler: 'x'.repeat(60 * KB) },
    });

  test('is refused as a whole when the queue takes its first part only, so that it is repeated', async () => {
    const answers = ['sent', 'throttled'] as const;
    let asked = 0;
    const ingest = anIngest({ enqueue: async () => answers[asked++] ?? 'sent' });

    const response = await ingest.send(aLongBatch());

    expect(response.status).toBe(429);
    expect(asked).toBe(2);
  });

  test('is warned about all that was refused in it', async () => {
    const ingest = anIngest();

    const response = await ingest.send(aLongBatch());

    expect(response.headers['x-penstock-warning']).toBe('not accepted: no_user_anon_id (1)');
    expect(ingest.enqueued.length).toBeGreaterThan(1);
  });
});

describe('a body of millions of lists in each other', () => {
  test.each(['[', '[1e1,'])('of %s refuses the one event, and its neighbour is taken', async (open) => {
    const ingest = anIngest();
    const levels = Math.floor((3.9 * MB) / (open.length + 1));
    const nested = `${open.repeat(levels)}0${']'.repeat(levels)}`;
    const body = `{"batch":[{"type":"page","userId":"u","properties":{"list":${nested}}},${JSON.stringify(anEvent())}]}`;

    await ingest.send(aRequest({ path: '/v1/batch', body }));

    expect(ingest.rejected()).toEqual({ nested_too_deeply: 1 });
    expect(ingest.events()).toHaveLength(1);
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
