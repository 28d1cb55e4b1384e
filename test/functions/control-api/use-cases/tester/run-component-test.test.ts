import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runtimeOf } from '../../../../../destinations/runtimes.ts';
import { EVENT_TYPES, type EventType } from '../../../../../domain/events/event.ts';
import { createPartnerSender } from '../../../../../functions/control-api/use-cases/tester/partner-sender.ts';
import {
  runComponentTest,
  type RunDeps,
} from '../../../../../functions/control-api/use-cases/tester/run-component-test.ts';
import { createOutboundHttp, type OutboundHttp } from '../../../../../functions/shared/outbound/outbound-http.ts';
import { startReceiver, type Reaction, type ReceivedRequest, type Receiver } from '../../../../../local/receiver.ts';

let receiver: Receiver;
let http: OutboundHttp;

beforeAll(async () => {
  receiver = await startReceiver();
  http = createOutboundHttp({
    allowedNetworks: ['127.0.0.0/8'],
    maxResponseBytes: 16_384,
    connectionsPerOrigin: 64,
  });
});
afterEach(() => receiver.react(() => ({ status: 200 })));
afterAll(async () => {
  await http.close();
  await receiver.close();
});

const eventOf = ({ body }: ReceivedRequest) => JSON.parse(body) as { type: EventType; messageId: string };

/** A partner as Segment's documentation wants one: checks key and signature, and says what it does not support. */
function goodPartner(request: ReceivedRequest): Reaction {
  const isKnown = request.headers['authorization'] === `Basic ${btoa('good-key:')}`;
  if (!isKnown || request.headers['x-signature'] === undefined) return jsonRefusal(401, 'unknown key');
  return eventOf(request).type === 'alias' ? { status: 501 } : { status: 202 };
}

function jsonRefusal(status: number, message: string): Reaction {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}

/** Runs the suite by a clock that only `waitMs` moves, so that the burst takes no time. */
async function run(overrides: Partial<RunDeps> = {}, eventTypes: readonly EventType[] = EVENT_TYPES) {
  let nowMs = Date.parse('2026-11-22T10:00:00.000Z');
  let ids = 0;
  const now = (): Date => new Date(nowMs);
  const deps: RunDeps = {
    credentials: runtimeOf('webhook').credentials,
    send: createPartnerSender(http, now, { kind: 'webhook' }),
    now,
    waitMs: async (milliseconds) => {
      nowMs += milliseconds;
    },
    createId: () => `test-${(ids += 1)}`,
    ...overrides,
  };
  const settings = { url: `${receiver.url}/events`, apiKey: 'good-key', sharedSecret: 'good-secret' };
  const { cases, requests } = await runComponentTest(deps, { settings, eventTypes });
  const verdicts = Object.fromEntries(cases.map(({ name, verdict }) => [name, verdict]));
  const detailOf = (name: string): string => cases.find((found) => found.name === name)?.detail ?? '';
  return { verdicts, requests, cases, detailOf, tookMs: nowMs - Date.parse('2026-11-22T10:00:00.000Z') };
}

/** Answers without a network, as told; the suite's own timeout is kept by whoever answers. */
const answering =
  (answer: Awaited<ReturnType<RunDeps['send']>>): RunDeps['send'] =>
  async () =>
    answer;

describe('a good partner', () => {
  test('passes, with a warning for what it does not support and for a signature it does not check', async () => {
    receiver.react(goodPartner);

    const { verdicts, detailOf } = await run();

    expect(verdicts).toEqual({
      ...{ 'call-identify': 'pass', 'call-track': 'pass', 'call-page': 'pass', 'call-screen': 'pass' },
      ...{ 'call-group': 'pass', 'call-alias': 'warn', 'call-delete': 'pass' },
      ...{
        'wrong-key': 'pass',
        'wrong-signature': 'warn',
        repeated: 'pass',
        large: 'pass',
        burst: 'pass',
        latency: 'pass',
      },
    });
    expect(detailOf('wrong-key')).toContain('unknown key');
  });

  test('is sent no wrong credential of which its kind has none, or the customer has given none', async () => {
    receiver.react(goodPartner);

    const none = await run({ credentials: {} });
    const notGiven = await run({ credentials: { key: 'apiKey', signature: 'pin' } });

    expect(none.verdicts).toMatchObject({ 'wrong-key': 'skipped', 'wrong-signature': 'skipped' });
    expect(none.detailOf('wrong-key')).toBe('It was not tried, because destinations of this kind have no key.');
    expect(notGiven.verdicts).toMatchObject({ 'wrong-key': 'pass', 'wrong-signature': 'skipped' });
    expect(notGiven.detailOf('wrong-signature')).toBe('It was not tried, because no pin was given.');
  });

  test('gets a large event that is over 32 KB, sixty events in three seconds, and the same event twice', async () => {
    const from = receiver.requests.length;

    const { requests, tookMs } = await run();

    const seen = receiver.requests.slice(from);
    const ids = seen.map((request) => eventOf(request).messageId);
    expect(Math.max(...seen.map(({ body }) => body.length))).toBeGreaterThan(32 * 1024);
    expect(ids.length - new Set(ids).size).toBe(1);
    expect([requests, seen.length]).toEqual([70, 72]);
    expect(tookMs).toBe(2_950);
  });

  test('is asked for the types only that it says it supports', async () => {
    const from = receiver.requests.length;

    const { verdicts } = await run({}, ['group']);

    expect(Object.keys(verdicts).filter((name) => name.startsWith('call-'))).toEqual(['call-group']);
    expect(new Set(receiver.requests.slice(from).map((request) => eventOf(request).type))).toEqual(new Set(['group']));
  });
});

describe('a bad partner', () => {
  test.each([
    ['fail', 400, 'malformed'],
    ['fail', 401, 'check the apiKey'],
    ['fail', 403, 'may not do this'],
    ['fail', 500, 'tried again for hours'],
    ['fail', 503, 'tried again for hours'],
    ['fail', 410, 'switched off'],
    ['fail', 302, '307 and 308'],
    ['warn', 501, 'not supported'],
    ['warn', 429, 'fewer requests'],
  ])('%s for one that answers a call with %i', async (verdict, status, text) => {
    const location = { location: 'https://elsewhere.example/' };
    receiver.react((request) => (eventOf(request).type === 'page' ? { status, headers: location } : { status: 200 }));

    const { verdicts, detailOf } = await run();

    expect(verdicts['call-page']).toBe(verdict);
    expect(detailOf('call-page')).toContain(text);
  });

  test('shows the message of its answer', async () => {
    receiver.react(() => jsonRefusal(400, 'no email'));

    const { cases } = await run();

    expect(cases[0]).toMatchObject({ name: 'call-identify', status: 400, message: 'no email' });
  });

  test('that takes nothing fails, and is not tried further', async () => {
    receiver.react(() => ({ status: 501 }));

    const { verdicts, requests } = await run();

    expect(verdicts).toMatchObject({ 'takes-something': 'fail', 'call-track': 'warn', burst: 'skipped' });
    expect(requests).toBe(7);
  });

  test('that refuses an event it has already seen fails', async () => {
    const seen = new Set<string>();
    receiver.react((request) => {
      const { messageId } = eventOf(request);
      if (seen.has(messageId)) return { status: 409 };
      seen.add(messageId);
      return { status: 200 };
    });

    const { verdicts } = await run();

    expect(verdicts['repeated']).toBe('fail');
  });

  test('that takes no large events is warned', async () => {
    receiver.react(({ body }) => ({ status: body.length > 32 * 1024 ? 413 : 200 }));

    const { verdicts } = await run();

    expect(verdicts['large']).toBe('warn');
  });
});

describe('twenty events a second', () => {
  /** Throttles from the 20th request on, until it was asked 61 times more. */
  function throttling(headers: Record<string, string>): (request: ReceivedRequest) => Reaction {
    let count = 0;
    return () => {
      count += 1;
      return count > 20 && count <= 72 ? { status: 429, headers } : { status: 200 };
    };
  }

  test.each([
    ['pass', { 'retry-after': '1' }, 'ready again'],
    ['warn', {}, 'without Retry-After'],
    ['warn', { 'retry-after': '60' }, 'too long'],
  ])('%s for one that throttles with %j', async (verdict, headers, text) => {
    receiver.react(throttling(headers));

    const { verdicts, detailOf } = await run();

    expect(verdicts['burst']).toBe(verdict);
    expect(detailOf('burst')).toContain(text);
  });

  test('fail when some of them fail', async () => {
    let count = 0;
    receiver.react(() => ({ status: (count += 1) > 40 ? 503 : 200 }));

    const { verdicts, detailOf } = await run();

    expect(verdicts['burst']).toBe('fail');
    expect(detailOf('burst')).toMatch(/^\d+ of 60 failed\./);
  });
});

describe('a slow partner', () => {
  test.each([
    ['pass', 1_900],
    ['warn', 2_500],
  ])('%s when its answers take %i ms', async (verdict, latencyMs) => {
    const { verdicts } = await run({ send: answering({ kind: 'response', status: 200, latencyMs }) });

    expect(verdicts['latency']).toBe(verdict);
  });

  test('that never answers fails', async () => {
    const send = answering({ kind: 'failed', failure: 'timeout', latencyMs: 5_001 });

    const { verdicts, detailOf } = await run({ send });

    expect(verdicts).toMatchObject({ 'call-track': 'fail', latency: 'fail', burst: 'skipped' });
    expect(detailOf('call-track')).toContain('did not answer in time');
  });

  test('does not hold the suite up for longer than its budget', async () => {
    let nowMs = 0;
    const timeouts: number[] = [];
    const send: RunDeps['send'] = async (_settings, _event, timeoutMs) => {
      timeouts.push(timeoutMs);
      nowMs += Math.min(4_900, timeoutMs);
      return { kind: 'response', status: 200, latencyMs: 4_900 };
    };

    const { verdicts } = await run({ send, now: () => new Date(nowMs) });

    expect(nowMs).toBeLessThanOrEqual(24_000);
    expect(Math.max(...timeouts)).toBeLessThanOrEqual(5_000);
    expect(verdicts).toMatchObject({ latency: 'warn', burst: 'warn' });
  });
});
