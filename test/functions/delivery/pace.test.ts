import { describe, expect, test } from 'vitest';
import type { DeliveryPackHeader } from '../../../domain/pipeline/messages.ts';
import type { Throttle } from '../../../domain/delivery/pace.ts';
import { createPace, type Observation } from '../../../functions/delivery/pace.ts';
import { aDestination } from '../../support/a-destination.ts';

const NOW = Date.parse('2026-11-22T10:00:00.000Z');

function aHeader(count: number, overrides: Partial<DeliveryPackHeader> = {}): DeliveryPackHeader {
  const events = Array.from({ length: count }, (_, index) => ({ id: `e${index}`, type: 'track', receivedAt: '' }));
  return { kind: 'delivery', packId: 'p', sourceId: 'web', destinationId: 'crm', retry: 0, events, ...overrides };
}

/** A line that ends `endMs` after now, and turns that may all be taken. */
function aWorld({
  endMs = 0,
  throttle,
  noTurn = false,
}: { endMs?: number; throttle?: Throttle; noTurn?: boolean } = {}) {
  const log = { spans: [] as number[], cuts: [] as Throttle[], ended: 0 };
  const pace = createPace({
    line: {
      async reserve(_id, { spanMs, fromMs, longestMs }) {
        const startMs = Math.max(fromMs, NOW + endMs);
        if (startMs - fromMs > longestMs) return { kind: 'full' };
        log.spans.push(spanMs);
        return { kind: 'given', startMs };
      },
      lengthMs: async () => endMs,
    },
    turns: { take: async () => (noTurn ? undefined : { end: async () => void (log.ended += 1) }) },
    throttle: async () => throttle,
    putThrottle: async (_id, cut) => void log.cuts.push(cut.throttle),
    now: () => new Date(NOW),
    random: () => 0.5,
  });
  return { log, pace };
}

describe('a pack for a limited destination', () => {
  test('goes at once without a limit, and takes no place', async () => {
    const { pace, log } = aWorld();

    const admission = await pace.admit(aDestination(), aHeader(160));

    expect(admission).toMatchObject({ kind: 'go', afterMs: 0 });
    expect(log.spans).toEqual([]);
  });

  test('takes a place as long as its events', async () => {
    const { pace, log } = aWorld({ endMs: 400 });

    const admission = await pace.admit(aDestination({ rateLimit: { perSecond: 20 } }), aHeader(10));

    expect(admission).toMatchObject({ kind: 'go', afterMs: 400 });
    expect(log.spans).toEqual([500]);
  });

  test('makes its requests one after the other, together with other packs for the same destination', async () => {
    const { pace } = aWorld();
    const destination = aDestination({ rateLimit: { perSecond: 20 } });

    const [one, other] = [await pace.admit(destination, aHeader(2)), await pace.admit(destination, aHeader(2))];
    const times = [one, other, one, other].map((admission) => admission.kind === 'go' && admission.nextAtMs?.());

    expect(times).toEqual([NOW, NOW + 50, NOW + 100, NOW + 150]);
  });

  test('comes again at the time of its place, with the place', async () => {
    const { pace } = aWorld({ endMs: 20_000 });

    const admission = await pace.admit(aDestination({ rateLimit: { perSecond: 20 } }), aHeader(10));

    expect(admission).toEqual({ kind: 'wait', notBefore: NOW + 20_000, slot: { perSecond: 20 } });
  });

  test('is attempted at the time of its place without taking another', async () => {
    const { pace, log } = aWorld({ endMs: 60_000 });
    const header = aHeader(10, { notBefore: NOW - 500, slot: { perSecond: 20 } });

    const admission = await pace.admit(aDestination({ rateLimit: { perSecond: 20 } }), header);

    expect(admission).toMatchObject({ kind: 'go', afterMs: 0 });
    expect(log.spans).toEqual([]);
  });

  test('that comes too late for its place takes another, and is remembered as late', async () => {
    const { pace } = aWorld({ endMs: 20_000 });
    const header = aHeader(10, { notBefore: NOW - 9_000, slot: { perSecond: 20 } });

    const admission = await pace.admit(aDestination({ rateLimit: { perSecond: 20 } }), header);

    expect(admission).toEqual({ kind: 'wait', notBefore: NOW + 20_000, slot: { perSecond: 20, late: 1 } });
  });

  test('is split when it is more than a function should wait for', async () => {
    const { pace } = aWorld({ endMs: 10_000 });

    const admission = await pace.admit(aDestination({ rateLimit: { perSecond: 2 } }), aHeader(25));

    expect(admission).toEqual({
      kind: 'split',
      chunks: [
        { count: 10, notBefore: NOW + 10_000, slot: { perSecond: 2 } },
        { count: 10, notBefore: NOW + 15_000, slot: { perSecond: 2 } },
        { count: 5, notBefore: NOW + 20_000, slot: { perSecond: 2 } },
      ],
    });
  });

  test('is held when the line is half a minute long', async () => {
    const { pace } = aWorld({ endMs: 30_001 });

    const admission = await pace.admit(aDestination({ rateLimit: { perSecond: 2 } }), aHeader(1));

    expect(admission).toEqual({ kind: 'split', chunks: [] });
  });

  test('gets places for half a minute, and the rest of it is held', async () => {
    const { pace, log } = aWorld();

    const admission = await pace.admit(aDestination({ rateLimit: { perSecond: 2 } }), aHeader(300));

    const placed = admission.kind === 'split' ? admission.chunks.reduce((sum, { count }) => sum + count, 0) : 0;
    expect(placed).toBe(60);
    expect(log.spans).toEqual([30_000]);
  });

  test('of a replay gets one place, and asks again for the rest', async () => {
    const { pace } = aWorld();

    const admission = await pace.admit(aDestination({ rateLimit: { perSecond: 2 } }), aHeader(25, { replay: 'r1' }));

    expect(admission).toEqual({
      kind: 'split',
      chunks: [
        { count: 10, notBefore: NOW, slot: { perSecond: 2 } },
        { count: 15, notBefore: NOW + 7_500 },
      ],
    });
  });

  test('of a replay lets live events go first', async () => {
    const { pace, log } = aWorld({ endMs: 3_000 });

    const admission = await pace.admit(aDestination({ rateLimit: { perSecond: 2 } }), aHeader(1, { replay: 'r1' }));

    expect(admission).toEqual({ kind: 'wait', notBefore: NOW + 7_500 });
    expect(log.spans).toEqual([]);
  });

  test('waits for its turn where only so many requests may be under way', async () => {
    const { pace } = aWorld({ noTurn: true });

    const admission = await pace.admit(aDestination({ rateLimit: { atOnce: 4 } }), aHeader(1));

    expect(admission).toEqual({ kind: 'wait', notBefore: NOW + 1_500, slot: { perSecond: 48 } });
  });

  test('waits as long as a throttled destination wants to be left alone', async () => {
    const { pace } = aWorld({ throttle: { perSecond: 5, sinceMs: NOW, pausedUntilMs: NOW + 90_000 } });

    const admission = await pace.admit(aDestination(), aHeader(1));

    expect(admission).toEqual({ kind: 'wait', notBefore: NOW + 90_000, slot: { perSecond: 5 } });
  });
});

describe('a pack for a limited destination with batches', () => {
  test('takes a place as long as its requests, and is split between them', async () => {
    const { pace, log } = aWorld({ endMs: 10_000 });
    const batch = { maxEvents: 10, maxWaitMs: 1_000 };

    const few = await pace.admit(aDestination({ batch, rateLimit: { perSecond: 20 } }), aHeader(95));
    const many = await pace.admit(aDestination({ batch, rateLimit: { perSecond: 2 } }), aHeader(205));

    expect(few).toMatchObject({ kind: 'wait', slot: { perSecond: 20 } });
    expect(log.spans[0]).toBe(500);
    const chunks = many.kind === 'split' ? many.chunks : [];
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks.every(({ count }) => count % 10 === 0)).toBe(true);
    expect(chunks.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(205);
  });
});

describe('what is held for a limited destination', () => {
  test.each([
    ['by tens of packs while there is no limit', { endMs: 0 }, Infinity],
    ['by a pack in a second where little is allowed', { perSecond: 20, endMs: 15_000 }, 1],
    ['faster where more is allowed', { perSecond: 450, endMs: 15_000 }, 5],
    ['not at all while the line is longer than fifteen seconds', { perSecond: 450, endMs: 15_001 }, 0],
  ])('flows back %s', async (_what, { endMs, ...rateLimit }, expected) => {
    const { pace } = aWorld({ endMs });

    const room = await pace.room(aDestination({ rateLimit }));

    expect(room).toBe(expected);
  });
});

describe('answers of 429', () => {
  const seen: Observation = {
    attempted: 100,
    throttled: 40,
    retryAfterMs: 30_000,
    beganMs: NOW - 2_000,
    endedMs: NOW,
    latencyMs: 50,
  };

  test('halve the rate at which they were met, and are heeded for as long as they say', async () => {
    const { pace, log } = aWorld();

    await pace.observe(aDestination(), seen);

    expect(log.cuts).toEqual([{ perSecond: 25, sinceMs: NOW, pausedUntilMs: NOW + 30_000 }]);
  });

  test('to a lone retry change nothing', async () => {
    const { pace, log } = aWorld();

    await pace.observe(aDestination(), { ...seen, attempted: 1, throttled: 1 });

    expect(log.cuts).toEqual([]);
  });

  test('are judged over all packs of the last ten seconds, at the rate of all of them', async () => {
    const { pace, log } = aWorld();
    const many = { ...seen, attempted: 1_000, throttled: 0, beganMs: NOW - 6_000, endedMs: NOW - 1_000 };

    await pace.observe(aDestination(), many);
    await pace.observe(aDestination(), { ...seen, attempted: 20, throttled: 12 });
    await pace.observe(aDestination(), { ...seen, attempted: 180, throttled: 140 });

    // 152 of 1,200 in six seconds: more than a tenth, at 200 a second.
    expect(log.cuts).toEqual([{ perSecond: 100, sinceMs: NOW, pausedUntilMs: NOW + 30_000 }]);
  });

  test('of longer ago are forgotten', async () => {
    const { pace, log } = aWorld();
    const before = { ...seen, attempted: 9, throttled: 9, beganMs: NOW - 12_000, endedMs: NOW - 11_000 };

    await pace.observe(aDestination(), before);
    await pace.observe(aDestination(), { ...seen, attempted: 9, throttled: 9 });

    expect(log.cuts).toEqual([]);
  });

  test('change nothing as long as they are few', async () => {
    const { pace, log } = aWorld();

    await pace.observe(aDestination(), { ...seen, throttled: 9 });

    expect(log.cuts).toEqual([]);
  });
});
