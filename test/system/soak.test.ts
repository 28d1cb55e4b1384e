import { beforeAll, describe, expect, test } from 'vitest';
import { runSoak, type SoakResult } from '../../proof/soak/run-soak.ts';
import { judge } from '../../proof/soak/verdict.ts';

// The short form of `npm run soak`: every kind of fault and one kill.

const EVENTS = 3000;
const RUNNER_KILLS = 5;

let result: SoakResult;

beforeAll(async () => {
  result = await runSoak(
    { events: EVENTS, faultShare: 0.2, kills: 1, runnerKills: RUNNER_KILLS, seed: 'short' },
    () => undefined,
  );
});

describe('events sent while partners fail in every way and the system is killed', () => {
  test('are neither lost nor sent again without an explanation', () => {
    const lost = result.destinations.flatMap((destination) => destination.lost);

    expect(result.sent.accepted).toBe(EVENTS);
    expect(lost).toEqual([]);
    expect(result.lookedUp.unexplained).toEqual([]);
    expect(result.destinations.find(({ id }) => id === 'mixed')?.delivered).toBeGreaterThan(EVENTS * 0.97);
  });

  test('keep every other promise', () => {
    const broken = judge(result).filter(({ isKept }) => !isKept);

    expect(broken).toEqual([]);
    expect(result.kills).toHaveLength(1);
    expect(result.runnerKills).toHaveLength(RUNNER_KILLS);
  });
});
