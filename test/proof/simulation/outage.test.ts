import { describe, expect, test, vi } from 'vitest';
import { createEngine } from '../../../proof/simulation/engine.ts';
import { unaccounted } from '../../../proof/simulation/measure.ts';
import { createNaive, simulateNaive } from '../../../proof/simulation/naive.ts';
import {
  anOutage,
  defaultLane,
  FAILING,
  HEALTHY,
  simulateOutage,
  type OutageResult,
} from '../../../proof/simulation/outage.ts';
import { OUTAGES, type Outage } from '../../../proof/simulation/partner.ts';

// Seconds of computing; on a busy machine more than the usual limit.
vi.setConfig({ testTimeout: 30_000 });

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A tenth of what SQS lets a queue have in flight. */
const FAR_FROM_THE_QUOTA = 12_000;

const known = new Map<Outage, OutageResult>();
/** Four hours at 1,000 events a second, with a release that is quick; simulated once for all tests. */
function hazard(kind: Outage): OutageResult {
  const lane = { ...defaultLane(), release: { packsPerStep: 100, stepSeconds: 1 }, retryConcurrency: 40 };
  const result = known.get(kind) ?? simulateOutage(anOutage(kind, { lane }));
  known.set(kind, result);
  return result;
}

function peaksOf({ lane }: OutageResult): number[] {
  return [lane.world.live.peaks().inFlight, lane.world.retry.peaks().inFlight];
}

function faultsOf({ samples }: OutageResult): unknown[] {
  return samples.flatMap(({ atMs, destinations }) =>
    Object.entries(destinations)
      .filter(([, sample]) => unaccounted(sample) !== 0)
      .map(([id, sample]) => ({ atMs, id, ...sample })),
  );
}

describe.each(OUTAGES)('four hours of %s at 1,000 events a second', (kind) => {
  test('keep both queues of the lane far from the quota of messages in flight', () => {
    const result = hazard(kind);

    const peaks = peaksOf(result);

    expect(Math.min(...peaks)).toBeGreaterThan(0);
    expect(Math.max(...peaks)).toBeLessThan(FAR_FROM_THE_QUOTA);
    // 20 and 40 functions with 10 messages each: nothing else can be in flight.
    expect(peaks[0]).toBeLessThanOrEqual(200);
    expect(peaks[1]).toBeLessThanOrEqual(400);
  });

  test('lose nothing: each minute every event is in one place, and in the end everything is delivered', () => {
    const result = hazard(kind);

    const faults = faultsOf(result);

    const { tally, heldEvents } = result.lane.world.stateOf(FAILING);
    expect(faults).toEqual([]);
    expect({ heldEvents, deadLettered: tally.deadLettered }).toEqual({ heldEvents: 0, deadLettered: 0 });
    expect(result.caughtUpMs).toBeGreaterThan(0);
    expect(tally.delivered).toBeGreaterThan(14_400_000);
  });

  test('open the breaker once, within a minute, and then ask as often as the domain says', () => {
    const result = hazard(kind);

    const { tally } = result.lane.world.stateOf(FAILING);

    expect(tally.openings).toBe(1);
    // After 30, 60, 120 and 240 s, and then every 300 s: 4 + (14,400 - 450) / 300 = 50 and the one that is answered,
    // less what the minute before the opening takes and the time that each probe takes itself.
    expect(tally.probes).toBeGreaterThanOrEqual(49);
    expect(tally.probes).toBeLessThanOrEqual(51);
    expect(tally.inVain).toBeGreaterThanOrEqual(64);
    expect(tally.inVain).toBeLessThan(60_000);
  });

  test('leave the first attempts of a neighbour in the same lane alone', () => {
    const { firstWaits } = hazard(kind).lane.world.stateOf(HEALTHY).tally;

    const waits = { p99: firstWaits.quantileMs(0.99), worst: firstWaits.maxMs() };

    expect(waits.p99).toBeLessThan(5_000);
    expect(waits.worst).toBeLessThan(30_000);
  });
});

describe('an outage', () => {
  test('stays far from the quota with as many functions as AWS allows', () => {
    const most = { ...defaultLane(), liveConcurrency: 1000, retryConcurrency: 1000, eventsPerPack: 20 };

    const result = simulateOutage(
      anOutage('black_hole', { eventsPerSecond: 5000, hours: 0.02, hoursAfter: 0, lane: most }),
    );

    expect(Math.max(...peaksOf(result))).toBeGreaterThan(200);
    expect(Math.max(...peaksOf(result))).toBeLessThanOrEqual(10_000);
    expect(faultsOf(result)).toEqual([]);
  });

  test('with failures too few for the breaker ends in dead letters after nine retries, and is not held', () => {
    const result = simulateOutage(anOutage('http_500', { eventsPerSecond: 1, hours: 4.3, hoursAfter: 0 }));

    const { tally } = result.lane.world.stateOf(FAILING);

    // Who failed in the first 18 minutes had all nine retries, which take four hours and vary, before it was over.
    expect(tally.openings).toBe(0);
    expect(tally.deadLettered).toBeGreaterThan(500);
    expect(tally.deadLettered).toBeLessThan(2000);
    expect(faultsOf(result)).toEqual([]);
  });

  test('is the same in every run', () => {
    const scenario = anOutage('black_hole', { hours: 0.1 });

    const [first, again] = [simulateOutage(scenario), simulateOutage(scenario)];

    expect(again.samples).toEqual(first.samples);
  });
});

describe('the naive design: a message for each event, and a wait in flight', () => {
  test('has the whole quota in flight after two minutes, and first attempts wait for hours', () => {
    const { naive, backlogAtRecovery } = simulateNaive({ eventsPerSecond: 1000, downUntilMs: 4 * HOUR_MS }, 4);

    const { sums, queue, firstWaits } = naive;

    // 120,000 / 1,000 a second; the independent model of the hazard says 110 s at steps of 10 s, 14.3 million and 118 min.
    expect(naive.quotaReachedMs()).toBe(120_000);
    expect(queue.peaks().inFlight).toBe(120_000);
    expect(backlogAtRecovery / 1e6).toBeCloseTo(14.3, 1);
    expect(firstWaits.maxMs() / MINUTE_MS).toBeCloseTo(118, -1);
    expect(sums.entered).toBe(sums.delivered + sums.deadLettered + queue.level().inFlight + queue.level().visible);
  });

  test('stays below the quota at 8 events a second and not at 9', () => {
    const quotaReachedMs = [8, 9].map((eventsPerSecond) => {
      const engine = createEngine(4);
      const naive = createNaive(engine, { eventsPerSecond, downUntilMs: 4 * HOUR_MS });
      engine.runUntil(4 * HOUR_MS);
      return naive.quotaReachedMs();
    });

    // 120,000 / 14,400 s = 8.33; at 9 a second the 120,000th comes after 13,333 s.
    expect(quotaReachedMs[0]).toBeUndefined();
    expect(quotaReachedMs[1]).toBeCloseTo(13_333_000, -5);
  });
});
