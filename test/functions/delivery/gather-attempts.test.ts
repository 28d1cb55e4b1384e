import pLimit from 'p-limit';
import { describe, expect, test } from 'vitest';
import type { DeliveredEvent } from '../../../destinations/runtime.ts';
import { createGatherer, type Bounds } from '../../../functions/delivery/gather-attempts.ts';
import type { Attempt, Attempted } from '../../../functions/shared/destinations/attempt.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { aDestination } from '../../support/a-destination.ts';

const TIMEOUT_MS = 5_000;
const NOW = 1_000_000;
const some = (...ids: string[]): DeliveredEvent[] =>
  ids.map((id) => ({ route: { id, type: 'track', receivedAt: '' }, line: `{"messageId":"${id}"}` }));

/** A function whose waits end when the test says so. */
function aFunction({ atOnce = 64 } = {}) {
  const asked: string[][] = [];
  const waiting: (() => void)[] = [];
  const attempt: Attempt<Destination> = async (_destination, events) => {
    asked.push(events.map(({ route }) => route.id));
    const results = events.map(({ route }) => ({
      ...{ outcome: { kind: 'delivered' } as const, reason: route.id, latencyMs: 1 },
    }));
    return { attempts: 1, requests: 2, results };
  };
  const waitMs = (): Promise<void> => new Promise((resolve) => void waiting.push(resolve));
  const endWaits = (): void => {
    for (const end of waiting) end();
  };
  const gatherer = createGatherer({ attempt, waitMs, now: () => new Date(NOW) });
  const bounds: Bounds = { limit: pLimit(atOnce), endsAt: NOW + 45_000 };
  /** Packs that are at hand together, each with its events. */
  const deliver = (to: Destination, packs: readonly DeliveredEvent[][], own = bounds): Promise<Attempted>[] => {
    const turns = packs.map(() => {
      const seat = gatherer.seat(to.id);
      const turn = seat.turn(own);
      seat.leave();
      return turn;
    });
    return packs.map((events, index) => turns[index]?.attempt(to, events, TIMEOUT_MS) ?? Promise.reject(new Error()));
  };
  return { asked, endWaits, gatherer, bounds, deliver };
}

const batching = aDestination({ batch: { maxEvents: 3, maxWaitMs: 1_000 } });

describe('attempts of packs that a function has at once', () => {
  test('are one for a destination with batches, and each pack learns of its own events', async () => {
    const { asked, deliver } = aFunction();

    const [one, other] = await Promise.all(deliver(batching, [some('a'), some('b')]));

    expect(asked).toEqual([['a', 'b']]);
    expect(one).toMatchObject({ attempts: 1, requests: 2, results: [{ reason: 'a' }] });
    expect(other).toMatchObject({ attempts: 0, requests: 0, results: [{ reason: 'b' }] });
  });

  test('begin as soon as the batch is full, and go on with the next', async () => {
    const { asked, deliver } = aFunction();

    await Promise.all(deliver(batching, [some('a', 'b'), some('c'), some('d', 'e'), some('f', 'g')]));

    expect(asked).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
      ['f', 'g'],
    ]);
  });

  test('are three for two hundred packs of one event, of which seventy-five go together, however few may run at once', async () => {
    const { asked, deliver } = aFunction({ atOnce: 1 });
    const large = aDestination({ batch: { maxEvents: 75, maxWaitMs: 1_000 } });

    await Promise.all(
      deliver(
        large,
        Array.from({ length: 200 }, (_, index) => some(`e${index}`)),
      ),
    );

    expect(asked.map(({ length }) => length)).toEqual([75, 75, 50]);
  });

  test('wait for a pack that is not ready, until it has left', async () => {
    const { asked, gatherer, deliver } = aFunction();
    const slow = gatherer.seat(batching.id);
    const packs = deliver(batching, [some('a')]);
    await Promise.resolve();
    expect(asked).toEqual([]);

    slow.leave();
    await Promise.all(packs);

    expect(asked).toEqual([['a']]);
  });

  test('wait for one that is slow only for a while', async () => {
    const { asked, gatherer, deliver, endWaits } = aFunction();
    gatherer.seat(batching.id);
    const packs = deliver(batching, [some('a')]);

    endWaits();
    await Promise.all(packs);

    expect(asked).toEqual([['a']]);
  });

  test('are not made where the time that is left is none for an attempt', async () => {
    const { asked, bounds, deliver } = aFunction();

    const [late] = await Promise.all(deliver(batching, [some('a')], { ...bounds, endsAt: NOW + 4_999 }));

    expect(asked).toEqual([]);
    expect(late).toMatchObject({ attempts: 0, requests: 0, results: [{ isNoAttempt: true }] });
  });

  test('are never of two destinations', async () => {
    const { asked, deliver } = aFunction();
    const another = { ...batching, id: 'other' };

    await Promise.all([...deliver(batching, [some('a')]), ...deliver(another, [some('b')])]);

    expect(asked).toEqual([['a'], ['b']]);
  });

  test('are never of a destination before and after a change', async () => {
    const { asked, deliver } = aFunction();

    await Promise.all([...deliver(batching, [some('a')]), ...deliver({ ...batching }, [some('b')])]);

    expect(asked).toEqual([['a'], ['b']]);
  });
});
