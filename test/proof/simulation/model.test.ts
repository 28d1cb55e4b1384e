import { beforeAll, describe, expect, test, vi } from 'vitest';
import { EVENT_COSTS } from '../../../proof/capacity/event-costs.ts';
import { DEFAULT_LOAD } from '../../../proof/capacity/load.ts';
import { planCapacity } from '../../../proof/capacity/plan.ts';
import { aFourHourOutage, simulate, type Simulated } from '../../../proof/capacity/simulation/scenarios.ts';
import { anOutage, CALM_MS, FAILING, simulateOutage, type OutageResult } from '../../../proof/simulation/outage.ts';

// The model of docs/capacity.md, which is rules and no code of delivery, beside the delivery functions themselves: the same
// partner, lane, rate and packs. At 100,000 events a second only the model can be computed.

// Seconds of computing; on a busy machine more than the usual limit.
vi.setConfig({ hookTimeout: 300_000 });

const RATE = 40;
const HOURS = 0.4;
const SHARE = 0.01;
const IN_VAIN_SHARE = 0.1;
const CAUGHT_UP_SHARE = 0.1;
const CAUGHT_UP_MS = 30_000;

const plan = planCapacity({ ...DEFAULT_LOAD, eventsPerSecond: RATE, destinations: 1 }, EVENT_COSTS);
const { eventsPerPack } = plan.flow;
let model: Simulated;
let real: OutageResult;

beforeAll(async () => {
  const [lane] = plan.settings.lanes ?? [];
  const concurrency = { liveConcurrency: lane?.maxConcurrency ?? 0, retryConcurrency: lane?.maxRetryConcurrency ?? 0 };
  const { eventsPerSecond, latencyMs } = plan.load;
  const scenario = { eventsPerSecond, latencyMs, hours: HOURS, isAlone: true, sampleMs: 10_000 };
  model = simulate(plan, { ...aFourHourOutage(plan, 1, HOURS), stepMs: 1000, sampleMs: 10_000 });
  real = await simulateOutage(anOutage('http_500', { ...scenario, lane: { ...concurrency, eventsPerPack } }));
});

describe('the model of the capacity plan and the delivery functions', () => {
  // In the first minute, what had failed before the breaker opened waits for its retry, and comes back to be held.
  test('hold the same, at each minute of the outage from the second on', () => {
    const fromMs = CALM_MS + 2 * 60_000;
    const minutes = real.samples.filter(
      ({ atMs }) => atMs % 60_000 === 0 && atMs >= fromMs && atMs <= real.recoveredMs,
    );
    const pairs = minutes.map(({ atMs, destinations }) => ({
      atMs,
      real: destinations[FAILING]?.heldEvents ?? 0,
      model: model.samples.find((sample) => sample.atMs === atMs)?.heldEvents ?? -1,
    }));

    const apart = pairs.filter((pair) => {
      return Math.abs(pair.real - pair.model) > Math.max(SHARE * pair.real, eventsPerPack);
    });

    expect(pairs).toHaveLength(23);
    expect(pairs.at(-1)?.real).toBeGreaterThan(50_000);
    expect(apart).toEqual([]);
  });

  test('open the breaker once, and ask as often', () => {
    const { openings, probes } = real.lane.tallyOf(FAILING);

    expect({ openings, probes }).toEqual(model.pipeline.destinations[0]?.breaker);
  });

  test('attempt as much in vain before that', () => {
    const [ofReal, ofModel = 0] = [real.lane.tallyOf(FAILING).inVain, model.pipeline.destinations[0]?.sums.inVain];

    expect(ofReal).toBeGreaterThan(30 * RATE);
    expect(Math.abs(ofModel - ofReal)).toBeLessThan(IN_VAIN_SHARE * ofReal);
  });

  test('have caught up at about the same time', () => {
    const [ofModel = 0, ofReal = 0] = [model.recoveredAfterMs, real.caughtUpMs];

    expect(ofReal).toBeGreaterThan(60_000);
    expect(Math.abs(ofReal - ofModel)).toBeLessThan(Math.max(CAUGHT_UP_SHARE * ofReal, CAUGHT_UP_MS));
  });

  test('deliver everything', () => {
    const { entered, delivered, deliveredAgain } = real.lane.tallyOf(FAILING);
    const sums = model.pipeline.destinations[0]?.sums;

    // What came in the last two seconds is on its way.
    expect(entered - delivered).toBeLessThanOrEqual(2 * RATE);
    expect(deliveredAgain).toBe(0);
    expect((sums?.taken ?? 0) - (sums?.delivered ?? 0)).toBeLessThanOrEqual(2 * RATE);
  });
});
