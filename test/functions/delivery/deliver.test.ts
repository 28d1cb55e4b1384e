import { describe, expect, test } from 'vitest';
import type { Decision } from '../../../domain/delivery/delivery-decision.ts';
import { COPY_DELAY_MS } from '../../../domain/pipeline/time-budget.ts';
import { createDeliver, type DeliverDeps, type DeliveryPack } from '../../../functions/delivery/deliver.ts';
import { aDestination } from '../../support/a-destination.ts';
import { answering, type Answer } from './answering.ts';

const START = Date.parse('2026-11-22T10:00:00.000Z');
const PLENTY_OF_TIME = START + 45_000;

const destination = aDestination({ retry: { retries: 2, overMs: 30_000 } });

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
function aWorld(answers: Readonly<Record<string, Answer>> = {}, overrides: Partial<DeliverDeps> = {}) {
  const log = {
    attempted: [] as string[],
    carriedOut: [] as Decision[],
    postponed: [] as number[],
    waitedMs: [] as number[],
    warned: [] as string[],
    counts: [] as Readonly<Record<string, number>>[],
  };
  const recorded = new Map<string, Decision>();
  const breaker: { id?: string } = {};
  const deps: DeliverDeps = {
    destination: async () => destination,
    attempt: answering(
      (id) => {
        log.attempted.push(id);
        return answers[id] ?? { kind: 'response', status: 200 };
      },
      () => new Date(START),
    ),
    decisions: {
      find: async ({ packId, retry }) => recorded.get(`${packId}#${retry}`),
      commit: async ({ packId, retry }, decision, counts) => {
        const key = `${packId}#${retry}`;
        const change = recorded.has(key) ? undefined : decision.breaker;
        if (change?.kind === 'open' && breaker.id !== undefined) return undefined;
        if (change?.kind === 'close' && breaker.id !== change.breakerId) return undefined;
        if (change?.kind === 'open') breaker.id = change.breakerId;
        if (change?.kind === 'close') delete breaker.id;
        if (!recorded.has(key)) log.counts.push(counts);
        const standing = recorded.get(key) ?? decision;
        recorded.set(key, standing);
        return standing;
      },
    },
    health: { openBreaker: async () => (breaker.id === undefined ? undefined : { id: breaker.id }) },
    carryOut: async (_pack, decision) => void log.carriedOut.push(decision),
    pace: {
      admit: async () => ({ kind: 'go', afterMs: 0, end: async () => undefined }),
      observe: async () => undefined,
      room: async () => Infinity,
    },
    judgeSetup: async () => undefined,
    warn: async (_id, { message }) => void log.warned.push(message),
    postpone: async ({ header }) => void log.postponed.push(header.notBefore ?? 0),
    waitMs: async (milliseconds) => void log.waitedMs.push(milliseconds),
    now: () => new Date(START),
    random: () => 0.5,
    ...overrides,
  };
  return { log, recorded, breaker, deps, deliver: createDeliver(deps) };
}

describe('delivery of a pack', () => {
  test('attempts every event and has nothing left to do when all are taken', async () => {
    const { deliver, log } = aWorld();

    await deliver(aPack(['a', 'b']), PLENTY_OF_TIME);

    expect(log.attempted).toEqual(['a', 'b']);
    expect(log.carriedOut).toEqual([{ decidedAt: '2026-11-22T10:00:00.000Z', groups: [] }]);
    expect(log.counts).toMatchObject([{ attempts: 2, delivered: 2, held: 0 }]);
  });

  test('decides about each event by its own answer', async () => {
    const { deliver, log } = aWorld({
      busy: { kind: 'response', status: 503 },
      bad: { kind: 'response', status: 400 },
      down: { kind: 'failed', failure: 'connection_refused' },
      busyToo: { kind: 'response', status: 503 },
    });

    await deliver(aPack(['ok', 'busy', 'bad', 'down', 'busyToo']), PLENTY_OF_TIME);

    // Two retries over 30 s: 10 s, then 20 s.
    expect(log.carriedOut[0]?.groups).toMatchObject([
      { kind: 'retry', positions: [1, 4], reason: 'http_503', notBefore: START + 10_000 },
      { kind: 'discard', positions: [2], reason: 'http_400' },
      { kind: 'retry', positions: [3], reason: 'connection_refused', notBefore: START + 10_000 },
    ]);
    expect(log.counts).toMatchObject([{ attempts: 5, delivered: 1, 'discarded:http_400': 1 }]);
  });

  test('gives up after the last retry, with the reason of the last attempt', async () => {
    const { deliver, log } = aWorld({ a: { kind: 'response', status: 500 } });

    await deliver(aPack(['a'], { retry: 2 }), PLENTY_OF_TIME);

    expect(log.carriedOut[0]?.groups).toMatchObject([{ kind: 'dead-letter', positions: [0], reason: 'http_500' }]);
    expect(log.counts).toMatchObject([{ attempts: 1, delivered: 0, 'deadLettered:http_500': 1 }]);
  });

  test('remembers what the first event of each group met, for people', async () => {
    const seen = (answer: string) => ({ latencyMs: 12, answer });
    const { deliver, log } = aWorld({
      a: { kind: 'response', status: 400, ...seen('no such plan') },
      b: { kind: 'response', status: 400, ...seen('no such user') },
      c: { kind: 'failed', failure: 'timeout', ...seen('no answer within 5000 ms') },
    });

    await deliver(aPack(['a', 'b', 'c']), PLENTY_OF_TIME);

    const at = '2026-11-22T10:00:00.000Z';
    expect(log.carriedOut[0]?.groups).toMatchObject([
      { positions: [0, 1], attempt: { at, messageId: 'a', reason: 'http_400', latencyMs: 12, answer: 'no such plan' } },
      { positions: [2], attempt: { messageId: 'c', reason: 'timeout', answer: 'no answer within 5000 ms' } },
    ]);
  });

  test('keeps a decision small when every event is answered in another way', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `e${index}`);
    const answers = ids.map((id, index): [string, Answer] => [
      id,
      { kind: 'failed', failure: `failure_${index}`, latencyMs: 1, answer: 'x'.repeat(1024) },
    ]);
    const { deliver, log } = aWorld(Object.fromEntries(answers));

    await deliver(aPack(ids), PLENTY_OF_TIME);

    expect(log.carriedOut[0]?.groups).toHaveLength(49);
    // 16 answers, and 200 bytes or so for each group. All answers would be more than 100 KB.
    expect(JSON.stringify(log.carriedOut[0]).length).toBeLessThan(30_000);
  });

  test('waits at least as long as the destination asks', async () => {
    const { deliver, log } = aWorld({ a: { kind: 'response', status: 429, retryAfter: '25' } });

    await deliver(aPack(['a']), PLENTY_OF_TIME);

    expect(log.carriedOut[0]?.groups).toMatchObject([{ kind: 'retry', notBefore: START + 25_000 }]);
  });

  test('switches a destination off that is gone', async () => {
    const { deliver, log } = aWorld({ a: { kind: 'response', status: 410 } });

    await deliver(aPack(['a']), PLENTY_OF_TIME);

    expect(log.carriedOut[0]).toMatchObject({
      groups: [{ kind: 'discard', positions: [0], reason: 'http_410' }],
      switchOff: 'http_410',
    });
  });

  test('is discarded without an attempt when the destination is deleted', async () => {
    const { deliver, log } = aWorld({}, { destination: async () => undefined });

    await deliver(aPack(['a', 'b']), PLENTY_OF_TIME);

    expect(log.attempted).toEqual([]);
    expect(log.carriedOut[0]?.groups).toEqual([{ kind: 'discard', positions: [0, 1], reason: 'destination_deleted' }]);
    expect(log.counts).toMatchObject([{ attempts: 0, 'discarded:destination_deleted': 2 }]);
  });

  test.each(['whsec_', 'whsec_!!!!', ' '])(
    'is held while the secret %j holds no key, and people are told',
    async (secret) => {
      const settings = { url: 'https://crm.example/hook', sharedSecret: secret };
      let current = aDestination({ settings });
      const { deliver, log, breaker } = aWorld({}, { destination: async () => current });

      await deliver(aPack(['a', 'b']), PLENTY_OF_TIME);
      await deliver(aPack(['c'], { packId: 'p2', replay: 'job-1' }), PLENTY_OF_TIME);
      const probe = log.carriedOut[0]?.groups.flatMap((group) => (group.kind === 'probe' ? [group.probe] : []))[0];
      current = aDestination({ settings: { ...settings, sharedSecret: 'whsec_c2VjcmV0' } });
      const mended = aPack(['a'], { packId: 'p1.probe', ...(probe === undefined ? {} : { probe }) });
      await deliver(mended, PLENTY_OF_TIME);

      expect(log.warned).toEqual([
        'Its events are held: its sharedSecret holds no key, so that anybody could sign for it. Set another one.',
      ]);
      expect(log.carriedOut[0]?.groups).toMatchObject([
        { kind: 'probe', positions: [0], reason: 'secret_without_key' },
        { kind: 'hold', positions: [1], reason: 'secret_without_key' },
      ]);
      expect(log.carriedOut[1]?.groups).toMatchObject([{ kind: 'hold', positions: [0] }]);
      expect(log.attempted).toEqual(['a']);
      expect(breaker.id).toBeUndefined();
    },
  );

  test('is held when the destination was switched off, and one event stays to ask when it is on again', async () => {
    const { deliver, log } = aWorld({}, { destination: async () => ({ ...destination, enabled: false }) });

    await deliver(aPack(['a', 'b', 'c']), PLENTY_OF_TIME);

    expect(log.attempted).toEqual([]);
    expect(log.carriedOut[0]?.groups).toMatchObject([
      { kind: 'probe', positions: [0], retry: 0, notBefore: START + 30_000 },
      { kind: 'hold', positions: [1, 2], retry: 0, reason: 'destination_disabled' },
    ]);
    expect(log.counts).toMatchObject([{ attempts: 0, held: 2 }]);
  });
});

describe('the time of a delivery', () => {
  test('sends a pack on that comes too early, without an attempt', async () => {
    const { deliver, log } = aWorld();

    await deliver(aPack(['a'], { notBefore: START + 60_000 }), PLENTY_OF_TIME);

    expect(log.postponed).toEqual([START + 60_000]);
    expect(log.attempted).toEqual([]);
  });

  test('waits out what is left of a wait that a queue cannot express', async () => {
    const { deliver, log } = aWorld();

    await deliver(aPack(['a'], { notBefore: START + 700 }), PLENTY_OF_TIME);

    expect(log.waitedMs).toEqual([700]);
    expect(log.attempted).toEqual(['a']);
  });

  test('sends events on unattempted, and not as retries, when the function is about to end', async () => {
    const { deliver, log } = aWorld();

    await deliver(aPack(['a', 'b']), START + 4_000);

    expect(log.attempted).toEqual([]);
    expect(log.carriedOut[0]?.groups).toEqual([{ kind: 'postpone', positions: [0, 1] }]);
    expect(log.counts).toMatchObject([{ attempts: 0, delivered: 0 }]);
  });

  test('attempts no more than 64 events of a destination at once', async () => {
    let open = 0;
    let most = 0;
    const { deliver } = aWorld(
      {},
      {
        attempt: answering(
          async () => {
            open += 1;
            most = Math.max(most, open);
            await new Promise((resolve) => setImmediate(resolve));
            open -= 1;
            return { kind: 'response', status: 200 };
          },
          () => new Date(START),
        ),
      },
    );
    const ids = Array.from({ length: 100 }, (_, index) => `e${index}`);

    await Promise.all([deliver(aPack(ids), PLENTY_OF_TIME), deliver(aPack(ids, { packId: 'p2' }), PLENTY_OF_TIME)]);

    expect(most).toBe(64);
  });
});

describe('a pack that comes again', () => {
  test('is not attempted twice: what was decided is carried out again, once the first copy must have been recorded', async () => {
    const { deliver, log } = aWorld({ b: { kind: 'response', status: 500 } });
    const pack = aPack(['a', 'b']);

    await deliver(pack, PLENTY_OF_TIME);
    await deliver(pack, PLENTY_OF_TIME);

    expect(log.attempted).toEqual(['a', 'b']);
    expect(log.carriedOut).toMatchObject([
      { groups: [{ kind: 'retry', positions: [1], notBefore: START + 10_000 }] },
      { groups: [{ kind: 'retry', positions: [1], notBefore: START + 10_000 + COPY_DELAY_MS }] },
    ]);
    expect(log.counts).toHaveLength(1);
  });

  test('follows the decision of whoever was first when two copies are attempted at once', async () => {
    let answer = 200;
    const { deliver, log } = aWorld(
      {},
      {
        attempt: answering(
          () => ({ kind: 'response', status: (answer += 300) === 500 ? 500 : 200 }),
          () => new Date(START),
        ),
      },
    );
    const pack = aPack(['a']);

    await Promise.all([deliver(pack, PLENTY_OF_TIME), deliver(pack, PLENTY_OF_TIME)]);

    expect(log.counts).toHaveLength(1);
    expect(log.carriedOut).toMatchObject([{ groups: [{ kind: 'retry' }] }, { groups: [{ kind: 'retry' }] }]);
    const times = log.carriedOut.flatMap(({ groups }) =>
      groups.map((group) => 'notBefore' in group && group.notBefore),
    );
    expect(times).toEqual([START + 10_000, START + 10_000 + COPY_DELAY_MS]);
  });

  test('is attempted again when the function died before the decision was recorded', async () => {
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
    expect(log.counts).toMatchObject([{ attempts: 1, delivered: 1 }]);
  });
});

describe('the breaker of a destination', () => {
  const DOWN = { kind: 'response', status: 503 } as const;
  const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `e${index}`);
  const allDown = (count: number): Record<string, Answer> => Object.fromEntries(ids(count).map((id) => [id, DOWN]));
  /** A world in which the breaker has opened, and the pack that asks whether the destination is back. */
  async function anOpenWorld() {
    const world = aWorld(allDown(60));
    await world.deliver(aPack(ids(60)), PLENTY_OF_TIME);
    const group = world.log.carriedOut[0]?.groups.find(({ kind }) => kind === 'probe');
    if (group?.kind !== 'probe') throw new Error('there is no probe');
    const probe = (id: string): DeliveryPack => aPack([id], { packId: 'p1.0', probe: group.probe });
    return { ...world, probe };
  }

  test('stays closed while failures are few, so that each gets its literal retries', async () => {
    const { deliver, log, breaker } = aWorld(allDown(49));

    await deliver(aPack(ids(49)), PLENTY_OF_TIME);

    expect(breaker.id).toBeUndefined();
    expect(log.carriedOut[0]?.groups).toMatchObject([{ kind: 'retry' }]);
  });

  test('stays closed while most attempts succeed', async () => {
    const { deliver, breaker } = aWorld(allDown(49));

    await deliver(aPack(ids(100)), PLENTY_OF_TIME);

    expect(breaker.id).toBeUndefined();
  });

  test('opens when most of many attempts failed: one event asks, the others are held', async () => {
    const { log, breaker } = await anOpenWorld();

    expect(breaker.id).toBe('p1#0');
    expect(log.carriedOut[0]?.groups).toMatchObject([
      { kind: 'probe', positions: [0], retry: 0, notBefore: START + 30_000, probe: { breakerId: 'p1#0', number: 1 } },
      { kind: 'hold', retry: 1, reason: 'http_503' },
    ]);
    expect(log.counts).toMatchObject([{ attempts: 60, delivered: 0, held: 59 }]);
  });

  test('holds what comes while it is open, without an attempt and without using up a retry', async () => {
    const { deliver, log } = await anOpenWorld();

    await deliver(aPack(['later'], { packId: 'p2', retry: 1 }), PLENTY_OF_TIME);

    expect(log.attempted).not.toContain('later');
    expect(log.carriedOut[1]?.groups).toEqual([{ kind: 'hold', positions: [0], reason: 'destination_down', retry: 1 }]);
  });

  test('opens after fewer timeouts, and spares the rest of the pack', async () => {
    const silent = Object.fromEntries(ids(100).map((id) => [id, { kind: 'failed', failure: 'timeout' } as const]));
    const { deliver, log, breaker } = aWorld(silent);

    await deliver(aPack(ids(100)), PLENTY_OF_TIME);

    expect(log.attempted).toHaveLength(64);
    expect(breaker.id).toBe('p1#0');
    expect(log.carriedOut[0]?.groups).toMatchObject([
      { kind: 'probe', reason: 'timeout' },
      { kind: 'hold', reason: 'timeout', retry: 1 },
      { kind: 'hold', reason: 'destination_down', retry: 0 },
    ]);
    expect(log.counts).toMatchObject([{ attempts: 64, held: 99 }]);
  });

  test('does not give up on a pack of which some events are answered', async () => {
    const slow = ids(100).filter((_, index) => index % 20 !== 0);
    const { deliver, log } = aWorld(
      Object.fromEntries(slow.map((id) => [id, { kind: 'failed', failure: 'timeout' } as const])),
    );

    await deliver(aPack(ids(100)), PLENTY_OF_TIME);

    expect(log.attempted).toHaveLength(100);
  });

  test('asks a destination that has answered nothing again after ten seconds, whatever packs are at hand', async () => {
    const silent = Object.fromEntries(ids(100).map((id) => [id, { kind: 'failed', failure: 'timeout' } as const]));
    const tolerant = aDestination({
      breaker: { failingShare: 1, minimumAttempts: 10_000, windowMs: 60_000, probeMs: 1 },
    });
    const { deliver, log } = aWorld(silent, { destination: async () => tolerant });

    await deliver(aPack(ids(100)), PLENTY_OF_TIME);
    await deliver(aPack(ids(100), { packId: 'p2' }), PLENTY_OF_TIME);

    expect(log.attempted).toHaveLength(64);
    expect(log.carriedOut[0]?.groups).toMatchObject([
      { kind: 'retry' },
      { kind: 'postpone', notBefore: START + 10_000 },
    ]);
    expect(log.carriedOut[1]?.groups).toMatchObject([{ kind: 'postpone', notBefore: START + 10_000 }]);
  });

  test('stays open after a probe in vain, and asks again after twice as long', async () => {
    const { deliver, log, breaker, probe } = await anOpenWorld();

    await deliver(probe('e0'), PLENTY_OF_TIME);

    expect(breaker.id).toBe('p1#0');
    expect(log.carriedOut[1]?.groups).toMatchObject([
      { kind: 'probe', retry: 0, notBefore: START + 60_000, probe: { breakerId: 'p1#0', number: 2 } },
    ]);
  });

  test('closes when a probe is taken, and only then are attempts made again', async () => {
    const { deliver, log, breaker, probe } = await anOpenWorld();

    await deliver(probe('healthy'), PLENTY_OF_TIME);
    await deliver(aPack(['next'], { packId: 'p3' }), PLENTY_OF_TIME);

    expect(breaker.id).toBeUndefined();
    expect(log.carriedOut[1]).toMatchObject({ groups: [], breaker: { kind: 'close', breakerId: 'p1#0' } });
    expect(log.attempted.slice(-2)).toEqual(['healthy', 'next']);
  });

  test('opens once when two functions see the same failures', async () => {
    const { deliver, log, breaker } = aWorld(allDown(60));

    await Promise.all([
      deliver(aPack(ids(60), { packId: 'p1' }), PLENTY_OF_TIME),
      deliver(aPack(ids(60), { packId: 'p2' }), PLENTY_OF_TIME),
    ]);

    const probes = log.carriedOut.flatMap(({ groups }) => groups).filter(({ kind }) => kind === 'probe');
    expect(probes).toHaveLength(1);
    expect(breaker.id).toBe('p1#0');
  });

  test('counts an event as held only until it is attempted', async () => {
    const { deliver, log } = aWorld();

    await deliver(aPack(['a', 'b'], { held: true, retry: 1 }), PLENTY_OF_TIME);

    expect(log.counts).toEqual([{ attempts: 2, delivered: 2, 'latency:30': 2, held: -2 }]);
  });
});
