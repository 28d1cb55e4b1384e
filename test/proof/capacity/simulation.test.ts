import { describe, expect, test, vi } from 'vitest';
import { EVENT_COSTS } from '../../../proof/capacity/event-costs.ts';
import { DEFAULT_LOAD } from '../../../proof/capacity/load.ts';
import { planCapacity } from '../../../proof/capacity/plan.ts';
import {
  aFourHourOutage,
  aRise,
  aSpike,
  simulate,
  type Scenario,
  type Simulated,
} from '../../../proof/capacity/simulation/scenarios.ts';
import { mostInFlight } from '../../../proof/capacity/simulation/table.ts';

// Seconds of computing; on a busy machine more than the usual limit.
vi.setConfig({ testTimeout: 60_000 });

const PLAN = planCapacity(DEFAULT_LOAD, EVENT_COSTS);
const RATE = 100_000;
const HOUR_MS = 3_600_000;
const SQS_QUOTA = 120_000;

const known = new Map<string, Simulated>();
/** Simulated once for all tests. */
function simulated(name: string, scenario: () => Scenario): Simulated {
  const result = known.get(name) ?? simulate(PLAN, scenario());
  known.set(name, result);
  return result;
}
const outageWith = (chains: number): Simulated => simulated(`outage, ${chains}`, () => aFourHourOutage(PLAN, chains));
const outage = (): Simulated => outageWith(16);
const destinationsOf = ({ pipeline }: Simulated) => pipeline.destinations;

describe.each([
  ['a rise to 100,000 events a second', () => simulated('rise', () => aRise(PLAN))],
  ['a spike to ten times as many', () => simulated('spike', () => aSpike(PLAN))],
  ['four hours of a partner that is down', outage],
])('%s', (_, run) => {
  test('keeps every queue below the quota of messages in flight', () => {
    const most = mostInFlight(run());

    expect(most).toBeGreaterThan(5000);
    expect(most).toBeLessThan(SQS_QUOTA / 2);
  });

  test('has every event in one place all the time, and ends with nothing left', () => {
    const { samples, recoveredAfterMs, pipeline } = run();

    const faults = samples.filter(({ unaccounted }) => unaccounted !== 0);

    expect(faults).toEqual([]);
    expect(recoveredAfterMs).toBeGreaterThan(0);
    expect(pipeline.entered()).toBeGreaterThan(RATE * 300);
    expect(samples.at(-1)).toMatchObject({ heldEvents: 0 });
  });

  test('has no more functions at work than the account is given', () => {
    const functions = Math.max(...run().samples.map((sample) => sample.functions));

    expect(functions + PLAN.stages.ingest.functions).toBeLessThanOrEqual(PLAN.quotas.concurrency.wanted);
  });
});

describe('a partner that is down for four hours', () => {
  test('has held what came in since its breaker opened, as the model of the hazard says', () => {
    const { samples } = outage();

    const held = Math.max(...samples.map(({ heldEvents }) => heldEvents));

    // Rate times outage, and up to five minutes more until the probe that finds out; less what came before it opened.
    expect(held).toBeGreaterThan(RATE * 4 * 3600 * 0.995);
    expect(held).toBeLessThan(RATE * (4 * 3600 + 300));
  });

  test('is left in peace but for probes', () => {
    const { sums, breaker } = destinationsOf(outage())[0] ?? {};

    // After 30, 60, 120 and 240 s, and then every 300 s: 4 + (14,400 - 450) / 300 = 50, and the one that is answered.
    expect(breaker?.openings).toBe(1);
    expect(breaker?.probes).toBeGreaterThanOrEqual(50);
    expect(breaker?.probes).toBeLessThanOrEqual(52);
    // Half of a window of a minute has to fail, and then every function has to learn of it.
    expect(sums?.inVain).toBeGreaterThan(RATE * 30);
    expect(sums?.inVain).toBeLessThan(RATE * 36);
  });

  test.each([
    // 4 chains x 100 packs / 1.25 s x 125 events.
    [4, 'the chains release it', 40_000],
    // 16 would release 160,000. 497 functions, ten packs of 125 events each: 125 x 200 ms / 64 + 22 ms for every pack.
    [16, 'the functions for retries take it', 150_700],
  ])('gets everything afterwards, with %i chains as fast as %s', (chains, _, eventsPerSecond) => {
    const { recoveredAfterMs = 0, samples } = outageWith(chains);
    const held = Math.max(...samples.map(({ heldEvents }) => heldEvents));

    const drainMs = (held / eventsPerSecond) * 1000;

    expect(recoveredAfterMs).toBeGreaterThan(drainMs * 0.95);
    expect(recoveredAfterMs).toBeLessThan(drainMs * 1.1 + 0.1 * HOUR_MS);
  });

  test('does not make others wait', () => {
    const [, neighbour] = destinationsOf(outage());

    expect(neighbour?.held.events).toBe(0);
    expect(neighbour?.sums.inVain).toBe(0);
    expect(neighbour?.firstWaits.maxMs()).toBeLessThan(30_000);
  });
});

describe('a spike', () => {
  test('is worked off as fast as the lanes can, and not faster', () => {
    const { recoveredAfterMs = 0 } = simulated('spike', () => aSpike(PLAN));

    // Fan-out passes 165,000 a second, a lane 150,700: 300 s x (1,000,000 - 150,700) wait, and 50,700 a second beyond the
    // usual rate go, which is 84 minutes at best.
    expect(recoveredAfterMs).toBeGreaterThan(1.39 * HOUR_MS);
    expect(recoveredAfterMs).toBeLessThan(1.65 * HOUR_MS);
  });
});

test('a simulation is the same in every run', () => {
  const scenario = (): Scenario => aFourHourOutage(PLAN, 4, 0.05);

  const [first, again] = [simulate(PLAN, scenario()), simulate(PLAN, scenario())];

  expect(again.samples).toEqual(first.samples);
});
