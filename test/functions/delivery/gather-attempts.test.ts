import { describe, expect, test } from 'vitest';
import type { DeliveredEvent } from '../../../destinations/runtime.ts';
import { gatherAttempts } from '../../../functions/delivery/gather-attempts.ts';
import type { Attempt } from '../../../functions/shared/destinations/attempt.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { aDestination } from '../../support/a-destination.ts';

const TIMEOUT_MS = 5_000;
const some = (...ids: string[]): DeliveredEvent[] =>
  ids.map((id) => ({ route: { id, type: 'track', receivedAt: '' }, line: `{"messageId":"${id}"}` }));

/** A function whose waits end when the test says so. */
function aFunction() {
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
  return { asked, endWaits, gather: gatherAttempts({ attempt, waitMs }) };
}

const batching = aDestination({ batch: { maxEvents: 3, maxWaitMs: 1_000 } });

describe('attempts of packs that a function has at once', () => {
  test('are one for a destination with batches, and each pack learns of its own events', async () => {
    const { asked, endWaits, gather } = aFunction();

    const packs = [gather(batching, some('a'), TIMEOUT_MS), gather(batching, some('b'), TIMEOUT_MS)];
    endWaits();
    const [one, other] = await Promise.all(packs);

    expect(asked).toEqual([['a', 'b']]);
    expect(one).toMatchObject({ attempts: 1, requests: 2, results: [{ reason: 'a' }] });
    expect(other).toMatchObject({ attempts: 0, requests: 0, results: [{ reason: 'b' }] });
  });

  test('begin as soon as the batch is full, and go on with the next', async () => {
    const { asked, endWaits, gather } = aFunction();

    const packs = [
      gather(batching, some('a', 'b'), TIMEOUT_MS),
      gather(batching, some('c'), TIMEOUT_MS),
      gather(batching, some('d', 'e'), TIMEOUT_MS),
      gather(batching, some('f', 'g'), TIMEOUT_MS),
    ];
    await Promise.all(packs.slice(0, 3));
    endWaits();
    await Promise.all(packs);

    expect(asked).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
      ['f', 'g'],
    ]);
  });

  test('are as many as there are packs for a destination without batches', async () => {
    const { asked, gather } = aFunction();

    await Promise.all([gather(aDestination(), some('a'), TIMEOUT_MS), gather(aDestination(), some('b'), TIMEOUT_MS)]);

    expect(asked).toEqual([['a'], ['b']]);
  });

  test('are never of two destinations', async () => {
    const { asked, endWaits, gather } = aFunction();
    const another = { ...batching, id: 'other' };

    const packs = [gather(batching, some('a'), TIMEOUT_MS), gather(another, some('b'), TIMEOUT_MS)];
    endWaits();
    await Promise.all(packs);

    expect(asked).toEqual([['a'], ['b']]);
  });
});
