import { setImmediate as tick } from 'node:timers/promises';
import pLimit from 'p-limit';
import { describe, expect, test } from 'vitest';
import { CONCURRENT_ATTEMPTS } from '../../../domain/delivery/delivery-capacity.ts';
import { attemptPack } from '../../../functions/delivery/attempt-pack.ts';
import { createSilence } from '../../../functions/delivery/silence.ts';
import { aDestination } from '../../support/a-destination.ts';
import { answering } from './answering.ts';

const START = Date.parse('2026-11-22T10:00:00.000Z');

/** Packs of one destination that a function has at hand, each with 100 events. `status`: what every attempt is answered. */
function aFunction(status: number) {
  const world = { attempts: 0, status };
  const manner = {
    destination: aDestination(),
    limit: pLimit(CONCURRENT_ATTEMPTS),
    silence: createSilence(),
    tally: { throttled: 0, others: 0 },
    nextAtMs: undefined,
    endsAt: START + 45_000,
  };
  const deps = {
    attempt: answering(
      async () => {
        world.attempts += 1;
        await tick();
        return { kind: 'response', status: world.status };
      },
      () => new Date(START),
    ),
    turn: (): never => {
      throw new Error('its events go alone');
    },
    waitMs: async () => undefined,
    now: () => new Date(START),
  };
  const run = async (packId: string) => {
    const events = Array.from({ length: 100 }, (_, index) => ({
      ...({ id: `${packId}-${index}`, type: 'track', receivedAt: '2026-11-22T09:59:59.000Z' } as const),
    }));
    const header = { kind: 'delivery', packId, sourceId: 'web', destinationId: 'crm', retry: 0, events } as const;
    return attemptPack(deps, { header, lines: events.map(({ id }) => id) }, manner);
  };
  return { world, run };
}

describe('packs of a destination that answers 429', () => {
  test('learn of it from one another: no more is attempted than was under way', async () => {
    const { world, run } = aFunction(429);

    const packs = await Promise.all(['a', 'b', 'c', 'd'].map(run));

    const postponed = packs.flatMap(({ outcomes }) => outcomes.filter(({ isAttempted }) => !isAttempted));
    expect(world.attempts).toBeLessThanOrEqual(CONCURRENT_ATTEMPTS + 10);
    expect(postponed).toHaveLength(400 - world.attempts);
  });

  test('do not keep later packs from finding that it takes events again', async () => {
    const { world, run } = aFunction(429);
    await run('a');
    world.status = 200;

    const { outcomes } = await run('b');

    expect(outcomes.every(({ outcome }) => outcome.kind === 'delivered')).toBe(true);
  });
});

describe('events that are handed over together and attempted each by itself', () => {
  test('count each, so that a function that never ends is known to be silent after as many events as a webhook', () => {
    const silence = createSilence();

    silence.began(32);
    silence.began(32);
    silence.ended(true, START);

    expect(silence.quietUntilMs(START + 1)).toBe(START + 10_000);
  });

  test('that were not made after all say nothing', () => {
    const silence = createSilence();

    silence.began(64);
    silence.withdrew(32);
    silence.ended(true, START);

    expect(silence.quietUntilMs(START + 1)).toBeUndefined();
  });
});
