import { describe, expect, it } from 'vitest';
import type { Destination } from '../../../domain/destination.ts';
import type { AttemptResult } from '../../../domain/delivery-outcome.ts';
import { createDeliver, type DeliverDeps, type DeliveryPack } from '../../../functions/delivery/deliver.ts';
import type { Decision } from '../../../functions/delivery/decision.ts';

const START = Date.parse('2026-11-22T10:00:00.000Z');
const PLENTY_OF_TIME = START + 45_000;

const destination: Destination = {
  id: 'crm',
  source: 'web',
  kind: 'webhook',
  enabled: true,
  settings: { url: 'https://partner.example/hook' },
  retry: { retries: 2, overMs: 30_000 },
  lane: 'webhooks',
};

function aPack(ids: readonly string[], overrides: Partial<DeliveryPack['header']> = {}): DeliveryPack {
  return {
    header: {
      kind: 'delivery',
      packId: 'p1',
      sourceId: 'web',
      destinationId: 'crm',
      retry: 0,
      events: ids.map((id) => ({ id, type: 'track', receivedAt: '2026-11-22T09:59:59.000Z' })),
      ...overrides,
    },
    lines: ids.map((id) => JSON.stringify({ messageId: id })),
  };
}

/** The world around delivery, in memory. `answers`: what the destination says to each event. */
function aWorld(answers: Readonly<Record<string, AttemptResult>> = {}, overrides: Partial<DeliverDeps> = {}) {
  const log = {
    attempted: [] as string[],
    carriedOut: [] as Decision[],
    postponed: [] as number[],
    waitedMs: [] as number[],
    counts: [] as Readonly<Record<string, number>>[],
  };
  const recorded = new Map<string, Decision>();
  const deps: DeliverDeps = {
    destination: async () => destination,
    attempt: async (_destination, { route }) => {
      log.attempted.push(route.id);
      return answers[route.id] ?? { kind: 'response', status: 200 };
    },
    decisions: {
      find: async ({ packId, retry }) => recorded.get(`${packId}#${retry}`),
      commit: async ({ packId, retry }, decision, counts) => {
        const key = `${packId}#${retry}`;
        if (!recorded.has(key)) log.counts.push(counts);
        const standing = recorded.get(key) ?? decision;
        recorded.set(key, standing);
        return standing;
      },
    },
    carryOut: async (_pack, decision) => void log.carriedOut.push(decision),
    postpone: async (_pack, notBefore) => void log.postponed.push(notBefore),
    waitMs: async (milliseconds) => void log.waitedMs.push(milliseconds),
    now: () => new Date(START),
    random: () => 0.5,
    ...overrides,
  };
  return { log, recorded, deps, deliver: createDeliver(deps) };
}

describe('delivery of a pack', () => {
  it('attempts every event and has nothing left to do when all are taken', async () => {
    const { deliver, log } = aWorld();

    await deliver(aPack(['a', 'b']), PLENTY_OF_TIME);

    expect(log.attempted).toEqual(['a', 'b']);
    expect(log.carriedOut).toEqual([{ decidedAt: '2026-11-22T10:00:00.000Z', groups: [] }]);
    expect(log.counts).toEqual([{ attempts: 2, delivered: 2 }]);
  });

  it('decides about each event by its own answer', async () => {
    const { deliver, log } = aWorld({
      busy: { kind: 'response', status: 503 },
      bad: { kind: 'response', status: 400 },
      down: { kind: 'failed', failure: 'connection_refused' },
      busyToo: { kind: 'response', status: 503 },
    });

    await deliver(aPack(['ok', 'busy', 'bad', 'down', 'busyToo']), PLENTY_OF_TIME);

    // Two retries over 30 s: 10 s, then 20 s.
    expect(log.carriedOut[0]?.groups).toEqual([
      { kind: 'retry', positions: [1, 4], reason: 'http_503', notBefore: START + 10_000 },
      { kind: 'discard', positions: [2], reason: 'http_400' },
      { kind: 'retry', positions: [3], reason: 'connection_refused', notBefore: START + 10_000 },
    ]);
    expect(log.counts).toEqual([{ attempts: 5, delivered: 1, 'discarded:http_400': 1 }]);
  });

  it('gives up after the last retry, with the reason of the last attempt', async () => {
    const { deliver, log } = aWorld({ a: { kind: 'response', status: 500 } });

    await deliver(aPack(['a'], { retry: 2 }), PLENTY_OF_TIME);

    expect(log.carriedOut[0]?.groups).toEqual([{ kind: 'dead-letter', positions: [0], reason: 'http_500' }]);
    expect(log.counts).toEqual([{ attempts: 1, delivered: 0, 'deadLettered:http_500': 1 }]);
  });

  it('waits at least as long as the destination asks', async () => {
    const { deliver, log } = aWorld({ a: { kind: 'response', status: 429, retryAfter: '25' } });

    await deliver(aPack(['a']), PLENTY_OF_TIME);

    expect(log.carriedOut[0]?.groups).toMatchObject([{ kind: 'retry', notBefore: START + 25_000 }]);
  });

  it('switches a destination off that is gone', async () => {
    const { deliver, log } = aWorld({ a: { kind: 'response', status: 410 } });

    await deliver(aPack(['a']), PLENTY_OF_TIME);

    expect(log.carriedOut[0]).toMatchObject({
      groups: [{ kind: 'discard', positions: [0], reason: 'http_410' }],
      switchOff: 'http_410',
    });
  });

  it.each([
    ['destination_deleted', undefined],
    ['destination_disabled', { ...destination, enabled: false }],
  ])('discards with %s and without an attempt', async (reason, found) => {
    const { deliver, log } = aWorld({}, { destination: async () => found });

    await deliver(aPack(['a', 'b']), PLENTY_OF_TIME);

    expect(log.attempted).toEqual([]);
    expect(log.carriedOut[0]?.groups).toEqual([{ kind: 'discard', positions: [0, 1], reason }]);
    expect(log.counts).toEqual([{ attempts: 0, delivered: 0, [`discarded:${reason}`]: 2 }]);
  });
});

describe('the time of a delivery', () => {
  it('sends a pack on that comes too early, without an attempt', async () => {
    const { deliver, log } = aWorld();

    await deliver(aPack(['a'], { notBefore: START + 60_000 }), PLENTY_OF_TIME);

    expect(log.postponed).toEqual([START + 60_000]);
    expect(log.attempted).toEqual([]);
  });

  it('waits out what is left of a wait that a queue cannot express', async () => {
    const { deliver, log } = aWorld();

    await deliver(aPack(['a'], { notBefore: START + 700 }), PLENTY_OF_TIME);

    expect(log.waitedMs).toEqual([700]);
    expect(log.attempted).toEqual(['a']);
  });

  it('sends events on unattempted, and not as retries, when the function is about to end', async () => {
    const { deliver, log } = aWorld();

    await deliver(aPack(['a', 'b']), START + 4_000);

    expect(log.attempted).toEqual([]);
    expect(log.carriedOut[0]?.groups).toEqual([{ kind: 'postpone', positions: [0, 1] }]);
    expect(log.counts).toEqual([{ attempts: 0, delivered: 0 }]);
  });

  it('attempts no more than 32 events of a destination at once', async () => {
    let open = 0;
    let most = 0;
    const { deliver } = aWorld(
      {},
      {
        attempt: async () => {
          open += 1;
          most = Math.max(most, open);
          await new Promise((resolve) => setImmediate(resolve));
          open -= 1;
          return { kind: 'response', status: 200 };
        },
      },
    );
    const ids = Array.from({ length: 100 }, (_, index) => `e${index}`);

    await Promise.all([deliver(aPack(ids), PLENTY_OF_TIME), deliver(aPack(ids, { packId: 'p2' }), PLENTY_OF_TIME)]);

    expect(most).toBe(32);
  });
});

describe('a pack that comes again', () => {
  it('is not attempted twice: what was decided is carried out again', async () => {
    const { deliver, log } = aWorld({ b: { kind: 'response', status: 500 } });
    const pack = aPack(['a', 'b']);

    await deliver(pack, PLENTY_OF_TIME);
    await deliver(pack, PLENTY_OF_TIME);

    expect(log.attempted).toEqual(['a', 'b']);
    expect(log.carriedOut[1]).toEqual(log.carriedOut[0]);
    expect(log.counts).toHaveLength(1);
  });

  it('follows the decision of whoever was first when two copies are attempted at once', async () => {
    let answer = 200;
    const { deliver, log } = aWorld(
      {},
      { attempt: async () => ({ kind: 'response', status: (answer += 300) === 500 ? 500 : 200 }) },
    );
    const pack = aPack(['a']);

    await Promise.all([deliver(pack, PLENTY_OF_TIME), deliver(pack, PLENTY_OF_TIME)]);

    expect(log.counts).toHaveLength(1);
    expect(log.carriedOut).toHaveLength(2);
    expect(log.carriedOut[1]).toEqual(log.carriedOut[0]);
  });

  it('is attempted again when the function died before the decision was recorded', async () => {
    const { deps, log } = aWorld();
    let isDying = true;
    const dying = createDeliver({
      ...deps,
      decisions: {
        ...deps.decisions,
        commit: (...recorded) => (isDying ? Promise.reject(new Error('died')) : deps.decisions.commit(...recorded)),
      },
    });
    await expect(dying(aPack(['a']), PLENTY_OF_TIME)).rejects.toThrow('died');
    isDying = false;

    await dying(aPack(['a']), PLENTY_OF_TIME);

    expect(log.attempted).toEqual(['a', 'a']);
    expect(log.counts).toEqual([{ attempts: 1, delivered: 1 }]);
  });
});
