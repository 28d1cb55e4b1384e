import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { webhookRuntime } from '../../../destinations/webhook/runtime.ts';
import type { OutboundRequest, OutboundResult } from '../../../functions/shared/outbound/outbound-http.ts';

const START = Date.parse('2026-11-22T10:00:00.000Z');
const SECRET = 'whsec_c2VjcmV0LXNlY3JldA==';

const settings = { url: 'https://partner.example.com/hook', sharedSecret: SECRET };
const target = { settings, batch: { maxEvents: 100, maxWaitMs: 1_000 } };
const aBatch = (ids: readonly string[]) =>
  ids.map((id) => ({ route: { id, type: 'track', receivedAt: '' }, line: JSON.stringify({ messageId: id }) }));

/** A partner that refuses every list that has one of these in it; each answer takes `tookMs`. */
function aPartner(refused: readonly string[], { status = 422, tookMs = 10 } = {}) {
  const requests: OutboundRequest[] = [];
  let nowMs = START;
  const send = async (request: OutboundRequest): Promise<OutboundResult> => {
    requests.push(request);
    nowMs += tookMs;
    const isBad = refused.some((id) => String(request.body).includes(`"${id}"`));
    return {
      ...{ kind: 'response', status: isBad ? status : 200, headers: {}, body: '', bodyTruncated: false },
      durationMs: tookMs,
    };
  };
  const attempt = async (ids: readonly string[]) => {
    const results = await webhookRuntime.attempt(target, aBatch(ids), {
      ...{ http: { send }, now: () => new Date(nowMs), timeoutMs: 5_000 },
    });
    return results.map(({ outcome }) => outcome.kind);
  };
  return { requests, attempt };
}

describe('a webhook with batches', () => {
  test('gets one JSON list, signed as a whole', async () => {
    const { requests, attempt } = aPartner([]);

    const outcomes = await attempt(['a', 'b', 'c']);

    const [request] = requests;
    const body = String(request?.body);
    expect(requests).toHaveLength(1);
    expect(outcomes).toEqual(['delivered', 'delivered', 'delivered']);
    expect(JSON.parse(body)).toEqual([{ messageId: 'a' }, { messageId: 'b' }, { messageId: 'c' }]);
    const { headers = {} } = request ?? {};
    const signature = new Webhook(SECRET).sign(headers['webhook-id'] ?? '', new Date(START), body);
    expect(headers['webhook-signature']).toBe(signature);
  });

  test('gets a list when there is one event, too', async () => {
    const { requests, attempt } = aPartner([]);

    await attempt(['a']);

    expect(String(requests[0]?.body)).toBe('[{"messageId":"a"}]');
  });

  test('has the same id for the same events, and another one for others', async () => {
    const { requests, attempt } = aPartner([]);

    await attempt(['a', 'b']);
    await attempt(['a', 'b']);
    await attempt(['b', 'a']);

    const ids = requests.map(({ headers }) => headers['webhook-id']);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test('that refuses one event for what it is gets all the others', async () => {
    const { requests, attempt } = aPartner(['d']);

    const outcomes = await attempt(['a', 'b', 'c', 'd', 'e']);

    expect(outcomes).toEqual(['delivered', 'delivered', 'delivered', 'discard', 'delivered']);
    expect(requests.length).toBeLessThanOrEqual(7);
  });

  test('has what there was no time to tell apart tried again later', async () => {
    const { attempt } = aPartner(['d'], { tookMs: 1_600 });

    const outcomes = await attempt(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);

    expect(outcomes).not.toContain('discard');
    expect(outcomes).toContain('delivered');
    expect(outcomes[3]).toBe('retry');
  });

  test.each([500, 429, 401])('that answers %i is asked once for all of them', async (status) => {
    const { requests, attempt } = aPartner(['a'], { status });

    const outcomes = await attempt(['a', 'b']);

    expect(requests).toHaveLength(1);
    expect(new Set(outcomes).size).toBe(1);
  });

  test('that refuses all it gets is asked no more than seventeen times', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `e${index}`);
    const { requests, attempt } = aPartner(ids);

    const outcomes = await attempt(ids);

    expect(requests).toHaveLength(17);
    expect(outcomes).toContain('discard');
    expect(outcomes).toContain('retry');
  });

  test.each([
    ['what it says of each', [200, 422, 503], ['delivered', 'discard', 'retry']],
    ['a wait for one that it has no room for', [200, 429, 200], ['delivered', 'retry', 'delivered']],
    ['one that is gone, and no end of the destination', [200, 410, 200], ['delivered', 'discard', 'delivered']],
  ])('is believed in %s', async (_, statuses, kinds) => {
    const results = await answered({ results: statuses.map((status) => ({ status })) });

    expect(results.map(({ outcome }) => outcome.kind)).toEqual(kinds);
    expect(results.map(({ reason }) => reason)).toEqual(statuses.map((status) => `http_${status}`));
    expect(results.filter(({ outcome }) => 'switchOff' in outcome)).toEqual([]);
  });

  test('has its reason for an event in the history of that event', async () => {
    const [, refused] = await answered({
      results: [{ status: 200 }, { status: 422, message: 'no such plan' }, { status: 200 }],
    });

    expect(refused?.answer).toBe('{"status":422,"message":"no such plan"}');
  });

  test.each([
    [{ results: [{ status: 200 }, { status: 200 }] }, 'the answer has 2 results for 3 events'],
    [{ results: [{ status: 200 }, { status: '200' }, {}] }, 'has no status from 200 to 599'],
  ])('gets all of them again when it answers %j', async (body, message) => {
    const results = await answered(body);

    expect(results.map(({ outcome }) => outcome.kind)).toEqual(['retry', 'retry', 'retry']);
    expect(results[0]?.answer).toContain(message);
  });

  test.each([{}, { results: 3 }, ['results'], { other: [{ status: 422 }] }])(
    'has taken all when it answers %j',
    async (body) => {
      const results = await answered(body);

      expect(results.map(({ outcome }) => outcome.kind)).toEqual(['delivered', 'delivered', 'delivered']);
    },
  );

  test('gets all of them again when its results were too long to be read', async () => {
    const [result] = await answered({ results: [] }, { bodyTruncated: true });

    expect(result?.outcome).toMatchObject({ kind: 'retry', reason: 'invalid_response' });
  });
});

/** What becomes of three events by an answer of 200 with this body. */
function answered(body: unknown, { bodyTruncated = false } = {}) {
  const send = async (): Promise<OutboundResult> => ({
    ...{ kind: 'response', status: 200, headers: {}, body: JSON.stringify(body), bodyTruncated, durationMs: 1 },
  });
  const context = { http: { send }, now: () => new Date(START), timeoutMs: 5_000 };
  return webhookRuntime.attempt(target, aBatch(['a', 'b', 'c']), context);
}
