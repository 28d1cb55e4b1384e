import { describe, expect, test } from 'vitest';
import type { Accepted } from '../../../functions/shared/accept/accepted.ts';
import { anEvent } from '../../support/an-event.ts';
import { aBatch, anIngest, aRequest, basic, jsonOf } from './an-ingest.ts';

describe('an event', () => {
  test('is answered as every SDK expects', async () => {
    const response = await anIngest().send(aRequest());

    expect(response.status).toBe(200);
    expect(response.body).toBe('{"success":true}');
    expect(response.headers['content-type']).toBe('application/json');
    expect(response.headers).not.toHaveProperty('x-penstock-warning');
  });

  test('reaches the queue with what fan-out needs to know of it', async () => {
    const ingest = anIngest();

    await ingest.send(aRequest({ body: anEvent({ messageId: undefined, integrations: { All: false } }) }));

    expect(ingest.enqueued).toEqual<Accepted[]>([
      {
        sourceId: 'web',
        keyClass: 'browser',
        receivedAt: new Date('2026-11-22T01:01:00.000Z'),
        events: [
          {
            id: 'created-1',
            type: 'track',
            receivedAt: '2026-11-22T01:01:00.000Z',
            name: 'Order Completed',
            integrations: { All: false },
          },
        ],
        lines: [expect.stringContaining('"messageId":"created-1"') as string],
        rejected: {},
      },
    ]);
  });

  test('gets the address of the sender when it comes from a browser', async () => {
    const ingest = anIngest();

    await ingest.send(aRequest({ body: anEvent({ context: { library: { name: 'analytics.js' } } }) }));

    expect(ingest.events()[0]?.['context']).toMatchObject({ ip: '198.51.100.7' });
  });

  test('that is refused is answered 200 with a warning, and counted', async () => {
    const ingest = anIngest();

    const response = await ingest.send(aRequest({ body: { userId: 'u' } }));

    expect([response.status, response.body]).toEqual([200, '{"success":true}']);
    expect(response.headers['x-penstock-warning']).toBe('not accepted: event_not_defined (1)');
    expect(ingest.enqueued).toMatchObject([{ sourceId: 'web', lines: [], rejected: { event_not_defined: 1 } }]);
  });

  test('has its own sentAt, by which its clock is corrected', async () => {
    const ingest = anIngest();

    await ingest.send(aRequest({ body: anEvent({ context: { locale: 'de' }, sentAt: '2026-11-22T01:00:30.000Z' }) }));

    expect(ingest.events()[0]).toMatchObject({ context: { locale: 'de' }, timestamp: '2026-11-22T01:00:30.000Z' });
  });
});

describe('a batch', () => {
  test('gives its context, integrations and sentAt to each event', async () => {
    const ingest = anIngest();
    const envelope = {
      context: { library: { name: 'analytics-go' } },
      integrations: { All: false },
      sentAt: '2026-11-22T01:00:30.000Z',
    };

    await ingest.send(aBatch([anEvent(), anEvent({ messageId: 'message-2' })], envelope));

    const expected = {
      context: { library: { name: 'analytics-go' } },
      integrations: { All: false },
      timestamp: '2026-11-22T01:00:30.000Z',
    };
    expect(ingest.events()).toMatchObject([expected, expected]);
  });

  test('of which some events are bad passes on the others, and says so', async () => {
    const ingest = anIngest();
    const items = [anEvent(), { type: 'track', userId: 'u' }, null, anEvent({ type: 'page' }), 'page', { userId: 'u' }];

    const response = await ingest.send(aBatch(items));

    expect(response.status).toBe(200);
    expect(response.headers['x-penstock-warning']).toBe(
      'not accepted: event_not_defined (1), bad_request (2), type_not_supported (1)',
    );
    expect(ingest.events().map(({ type }) => type)).toEqual(['track', 'page']);
    expect(ingest.rejected()).toEqual({ event_not_defined: 1, bad_request: 2, type_not_supported: 1 });
  });

  test('without events is counted', async () => {
    const ingest = anIngest();

    const response = await ingest.send(aBatch([]));

    expect(response.headers['x-penstock-warning']).toBe('not accepted: empty_batch (1)');
    expect(ingest.rejected()).toEqual({ empty_batch: 1 });
  });

  test.each([undefined, null, {}, 'x', 5])('whose list is %j is refused', async (batch) => {
    const ingest = anIngest();

    const response = await ingest.send(aRequest({ path: '/v1/batch', body: { batch } }));

    expect(response.status).toBe(400);
    expect(jsonOf(response)).toMatchObject({ success: false, code: 'batch_not_list' });
    expect(ingest.enqueued).toMatchObject([{ sourceId: 'web', rejected: { bad_request: 1 } }]);
  });

  test.each([
    ['wk_web', ['track'], { delete_not_allowed: 1 }],
    ['wk_backend', ['track'], { delete_not_allowed: 1 }],
    ['wk_secret', ['delete', 'track'], {}],
  ])('with a delete from the source of %s accepts %j', async (key, types, rejected) => {
    const ingest = anIngest();
    const items = [{ type: 'delete', userId: 'u' }, anEvent()];

    await ingest.send({ ...aBatch(items), headers: { authorization: basic(`${key}:`) } });

    expect(ingest.events().map(({ type }) => type)).toEqual(types);
    expect(ingest.rejected()).toEqual(rejected);
  });

  test.each([
    [undefined, [undefined], {}],
    ['3', [3], {}],
    ['4', [], { too_many_hops: 1 }],
    ['nonsense', [undefined], {}],
  ])('that functions have sent on %j times is accepted as %j', async (hops, accepted, rejected) => {
    const ingest = anIngest();
    const headers = { authorization: basic('wk_web:'), ...(hops === undefined ? {} : { 'x-penstock-hops': hops }) };

    const response = await ingest.send({ ...aBatch([anEvent()]), headers });

    expect(response.status).toBe(200);
    expect(ingest.events().map(({ context }) => (context as { penstockHops?: number }).penstockHops)).toEqual(accepted);
    expect(ingest.rejected()).toEqual(rejected);
  });

  test('in which every event asks for something forbidden harms no other', async () => {
    const ingest = anIngest();
    const body = `{"batch":[{"type":"track","event":"x","userId":"u","__proto__":{"polluted":true}},{"type":"page","userId":"u"}]}`;

    await ingest.send(aRequest({ path: '/v1/batch', body }));

    expect(ingest.events().map(({ type }) => type)).toEqual(['page']);
    expect(ingest.rejected()).toEqual({ forbidden_key: 1 });
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('an unknown write key', () => {
  const unknown = { authorization: basic('wk_other:') };

  test('is answered 200 with a warning, because some SDKs end their process on anything else', async () => {
    const ingest = anIngest();

    const response = await ingest.send({ ...aBatch([anEvent(), anEvent()]), headers: unknown });

    expect([response.status, response.body]).toEqual([200, '{"success":true}']);
    expect(response.headers['x-penstock-warning']).toBe('not accepted: unknown_source (2)');
    expect(ingest.enqueued).toMatchObject([{ sourceId: '', events: [], lines: [], rejected: { unknown_source: 2 } }]);
  });

  test('is answered 401 on a strict stage, and counted all the same', async () => {
    const ingest = anIngest({ unknownWriteKeys: 'reject' });

    const response = await ingest.send({ ...aBatch([anEvent(), anEvent()]), headers: unknown });

    expect(response.status).toBe(401);
    expect(jsonOf(response)).toMatchObject({ success: false, code: 'unknown_source' });
    expect(ingest.rejected()).toEqual({ unknown_source: 2 });
  });

  test('is what a request without any key has', async () => {
    const ingest = anIngest();

    await ingest.send(aRequest({ headers: {} }));

    expect(ingest.enqueued).toMatchObject([{ sourceId: '', rejected: { unknown_source: 1 } }]);
  });
});

describe('a source that is off', () => {
  test.each(['accept', 'reject'] as const)('takes nothing, and says so with a 200 (%s)', async (unknownWriteKeys) => {
    const ingest = anIngest({ unknownWriteKeys });

    const response = await ingest.send({ ...aBatch([anEvent()]), headers: { authorization: basic('wk_old:') } });

    expect(response.status).toBe(200);
    expect(response.headers['x-penstock-warning']).toBe('not accepted: source_disabled (1)');
    expect(ingest.enqueued).toMatchObject([{ sourceId: 'old', lines: [], rejected: { source_disabled: 1 } }]);
  });
});

describe('when the queue does not take an event', () => {
  test.each([
    ['failed', 503, 'unavailable'],
    ['throttled', 429, 'too_many_requests'],
  ] as const)('because it %s, the answer is %i', async (sent, status, code) => {
    const ingest = anIngest({ enqueue: async () => sent });

    const response = await ingest.send(aRequest());

    expect(response.status).toBe(status);
    expect(response.headers['retry-after']).toBe('1');
    expect(response.headers).not.toHaveProperty('x-penstock-warning');
    expect(jsonOf(response)).toMatchObject({ success: false, code });
  });

  test('nor the count of an unknown write key, the answer is 503 too', async () => {
    const ingest = anIngest({ enqueue: async () => 'failed' });

    const response = await ingest.send(aRequest({ headers: {} }));

    expect(response.status).toBe(503);
  });

  test('success is not said before it has', async () => {
    const steps: string[] = [];
    const ingest = anIngest({
      enqueue: async () => {
        await Promise.resolve();
        steps.push('queued');
        return 'sent';
      },
    });

    await ingest.send(aRequest()).then(() => steps.push('answered'));

    expect(steps).toEqual(['queued', 'answered']);
  });

  test('or the configuration cannot be read, nothing is answered in its place', async () => {
    const ingest = anIngest({ sourceOfWriteKey: () => Promise.reject(new Error('DynamoDB is away')) });

    const sending = ingest.send(aRequest());

    await expect(sending).rejects.toThrow('DynamoDB is away');
  });
});

describe('every error', () => {
  test.each([
    ['a path that leads nowhere', aRequest({ path: '/v1/nowhere' }), 404],
    ['a method', aRequest({ method: 'GET' }), 405],
    ['malformed JSON', aRequest({ body: '{' }), 400],
    ['a large event', aRequest({ body: anEvent({ properties: { a: 'x'.repeat(33_000) } }) }), 400],
    ['an unknown key', aRequest({ headers: {} }), 401],
  ])('(%s) has a body that each SDK can read', async (_what, request, status) => {
    const response = await anIngest({ unknownWriteKeys: 'reject' }).send(request);

    expect(response.status).toBe(status);
    expect(response.headers['content-type']).toBe('application/json');
    const text = expect.stringMatching(/^[A-Z].+\.$/) as string;
    expect(jsonOf(response)).toEqual({
      success: false,
      code: expect.stringMatching(/^[a-z_]+$/) as string,
      message: text,
      error: text,
    });
  });
});
