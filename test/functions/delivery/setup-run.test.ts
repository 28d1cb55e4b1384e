import { describe, expect, test } from 'vitest';
import type { DeliveryOutcome } from '../../../domain/delivery/delivery-outcome.ts';
import type { SetupRun } from '../../../domain/delivery/setup-failures.ts';
import { createJudgeSetup } from '../../../functions/delivery/setup-run.ts';
import { aDestination } from '../../support/a-destination.ts';

const NOW = '2026-11-22T10:00:00.000Z';
const refused: DeliveryOutcome = { kind: 'discard', class: 'setup', reason: 'http_401' };
const failed: DeliveryOutcome = { kind: 'retry', class: 'transient', reason: 'http_503' };
const invalid: DeliveryOutcome = { kind: 'discard', class: 'payload', reason: 'http_400' };

function aWorld(before?: SetupRun) {
  const world: { run: SetupRun | undefined; notices: string[] } = { run: before, notices: [] };
  const judge = createJudgeSetup({
    current: async () => world.run,
    extend: async (_id, { count, since, reason }) => {
      world.run = { count: count + (world.run?.count ?? 0), since: world.run?.since ?? since, reason };
      return world.run;
    },
    end: async () => void (world.run = undefined),
    warn: async (_id, { message }) => void world.notices.push(message),
    now: () => new Date(NOW),
  });
  const attempts = (outcomes: readonly DeliveryOutcome[]) =>
    judge(
      aDestination({ switchOffAfter: { failures: 10, over: '5m' } }),
      outcomes.map((outcome) => ({ outcome, isAttempted: true })),
    );
  return { world, attempts };
}

describe('failures that only a person can put right', () => {
  test('are announced at the first, and go on being counted', async () => {
    const { world, attempts } = aWorld();

    const switchOff = [await attempts([refused]), await attempts([refused, failed, refused])];

    expect(switchOff).toEqual([undefined, undefined]);
    expect(world.run).toEqual({ count: 3, since: NOW, reason: 'http_401' });
    expect(world.notices).toHaveLength(1);
  });

  test('switch the destination off when there were too many in a row, over long enough', async () => {
    const { attempts } = aWorld({ count: 9, since: '2026-11-22T09:55:00.000Z', reason: 'dns_not_found' });

    expect(await attempts([refused])).toBe('http_401');
  });

  test('do not switch it off for one bad moment, however many they are', async () => {
    const { world, attempts } = aWorld({ count: 9, since: '2026-11-22T09:55:01.000Z', reason: 'dns_not_found' });

    expect(await attempts(Array.from({ length: 500 }, () => refused))).toBeUndefined();
    expect(world.notices).toEqual([expect.stringContaining('not before 2026-11-22T10:00:01.000Z')]);
  });

  test('end with the first event that is taken, or refused for what is in it', async () => {
    for (const answer of [{ kind: 'delivered' } as const, invalid]) {
      const { world, attempts } = aWorld({ count: 9, since: NOW, reason: 'http_401' });

      const switchOff = await attempts([refused, answer, refused]);

      expect(switchOff).toBeUndefined();
      expect(world.run).toBeUndefined();
    }
  });

  test('are neither counted nor forgotten by failures that pass', async () => {
    const { world, attempts } = aWorld({ count: 9, since: NOW, reason: 'http_401' });

    await attempts([failed, failed]);

    expect(world.run?.count).toBe(9);
  });
});
