// What is simulated of a plan: a rise to its rate, a spike to ten times it, and a partner that is down for four hours.

import { createEngine } from '../../simulation/engine.ts';
import type { Plan } from '../plan.ts';
import type { Destination, Partner } from './destination.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import { HOUR_MS, MINUTE_MS } from '../../../domain/base/time-units.ts';

const SEED = 100;

export type Sample = {
  readonly atMs: number;
  readonly ingest: Level;
  /** Of the first destination: the one that is down, if any is. */
  readonly live: Level;
  readonly retry: Level;
  readonly heldEvents: number;
  readonly heldPacks: number;
  readonly functions: number;
  /** Events that are in no place or in two; anything but 0 is a fault. */
  readonly unaccounted: number;
};

export type Level = { readonly waiting: number; readonly inFlight: number; readonly oldestMs: number };

export type Scenario = {
  readonly name: 'rise' | 'spike' | 'outage';
  readonly rateAt: (atMs: number) => number;
  readonly warmShare: number;
  /** When it begins and ends; what was before is calm. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  readonly gridMs: number;
  readonly sampleMs: number;
  readonly isDown: boolean;
  readonly releaseChains: number;
};

export type Simulated = {
  readonly scenario: Scenario;
  readonly pipeline: Pipeline;
  readonly samples: readonly Sample[];
  /** From the end of the trouble until nothing of it waits; undefined: not while it was simulated. */
  readonly recoveredAfterMs: number | undefined;
};

const CALM_MS = 5 * MINUTE_MS;
const FACTOR = 10;

/** From a tenth of the rate to all of it, with the functions for a tenth. */
export function aRise({ load }: Plan): Scenario {
  const rateAt = (atMs: number): number => load.eventsPerSecond / (atMs < CALM_MS ? FACTOR : 1);
  const times = { fromMs: CALM_MS, untilMs: CALM_MS, endMs: CALM_MS + 30 * MINUTE_MS };
  return { name: 'rise', rateAt, warmShare: 1 / FACTOR, ...times, ...FINE, isDown: false, releaseChains: 1 };
}

const FINE = { stepMs: 1000, gridMs: 100, sampleMs: 10_000 };
const COARSE = { stepMs: 10_000, gridMs: 250, sampleMs: MINUTE_MS };
const SPIKE_MS = 5 * MINUTE_MS;

/** Ten times the rate for five minutes, all of it let in. */
export function aSpike({ load }: Plan): Scenario {
  const untilMs = CALM_MS + SPIKE_MS;
  const rateAt = (atMs: number): number => load.eventsPerSecond * (atMs >= CALM_MS && atMs < untilMs ? FACTOR : 1);
  const times = { fromMs: CALM_MS, untilMs, endMs: untilMs + 6 * HOUR_MS };
  return { name: 'spike', rateAt, warmShare: 1, ...times, ...FINE, isDown: false, releaseChains: 1 };
}

export const OUTAGE_HOURS = 4;

export function aFourHourOutage({ load }: Plan, releaseChains: number, hours = OUTAGE_HOURS): Scenario {
  const untilMs = CALM_MS + hours * HOUR_MS;
  const times = { fromMs: CALM_MS, untilMs, endMs: untilMs + 120 * HOUR_MS };
  const rateAt = (): number => load.eventsPerSecond;
  return { name: 'outage', rateAt, warmShare: 1, ...times, ...COARSE, isDown: true, releaseChains };
}

export function simulate(plan: Plan, scenario: Scenario): Simulated {
  const engine = createEngine(SEED);
  const { latencyMs, destinations } = plan.load;
  const well: Partner = { latencyMs, downFromMs: Infinity, downUntilMs: Infinity };
  const down: Partner = { latencyMs, downFromMs: scenario.fromMs, downUntilMs: scenario.untilMs };
  const partners = Array.from({ length: destinations }, (_, index) => (index === 0 && scenario.isDown ? down : well));
  const pipeline = createPipeline(engine, { plan, partners, ...scenario });
  const samples: Sample[] = [];
  let calmSinceMs: number | undefined;
  for (let atMs = 0; atMs <= scenario.endMs; atMs += scenario.sampleMs) {
    engine.runUntil(atMs);
    const sample = takeSample(atMs, pipeline);
    samples.push(sample);
    const isCalm = atMs >= scenario.untilMs && isOver(plan, scenario, sample);
    calmSinceMs = isCalm ? (calmSinceMs ?? atMs) : undefined;
    if (calmSinceMs !== undefined && atMs - calmSinceMs >= CALM_MS) break;
  }
  return {
    scenario,
    pipeline,
    samples,
    recoveredAfterMs: calmSinceMs === undefined ? undefined : calmSinceMs - scenario.untilMs,
  };
}

/** Nothing waits but what came in the last two steps, and nothing is held. */
function isOver({ flow }: Plan, { stepMs }: Scenario, { ingest, live, retry, heldPacks }: Sample): boolean {
  const steps = (2 * stepMs) / 1000;
  const isShort = ingest.waiting <= flow.ingestMessages * steps && live.waiting <= flow.packs * steps;
  return isShort && heldPacks === 0 && retry.waiting === 0 && retry.inFlight === 0;
}

function takeSample(atMs: number, { fanOut, destinations, entered }: Pipeline): Sample {
  const [first] = destinations;
  if (first === undefined) throw new Error('a pipeline without destinations has nothing to simulate');
  const inIngest = [...fanOut.queue.entries()].reduce((sum, { body, messages }) => sum + body.events * messages, 0);
  const missing = destinations.map(({ sums, held, waiting }) => sums.taken - sums.delivered - held.events - waiting());
  const notFannedOut = entered() - inIngest - first.sums.taken;
  return {
    atMs,
    ingest: levelOf(fanOut),
    live: levelOf(first.live),
    retry: levelOf(first.retry),
    // 0 is added because what rounding leaves may be -0.
    heldEvents: Math.round(first.held.events) + 0,
    heldPacks: first.held.packs,
    functions:
      fanOut.working() + destinations.reduce((sum, { live, retry }) => sum + live.working() + retry.working(), 0),
    unaccounted: Math.round([notFannedOut, ...missing].reduce((sum, events) => sum + Math.abs(events), 0)),
  };
}

function levelOf({ queue }: Pipeline['fanOut'] | Destination['live']): Level {
  const { visible, delayed, inFlight, oldestMs } = queue.level();
  return { waiting: visible + delayed, inFlight, oldestMs };
}

/** Chains of releases that are compared with the one that there is. */
const OTHER_CHAINS = [4, 16];

export type SimulatedScenarios = {
  readonly rise: Simulated;
  readonly spike: Simulated;
  readonly outage: Simulated;
  /** The same outage with other numbers of chains that release what was held. */
  readonly chains: readonly Simulated[];
};

export function simulateAll(plan: Plan): SimulatedScenarios {
  return {
    rise: simulate(plan, aRise(plan)),
    spike: simulate(plan, aSpike(plan)),
    outage: simulate(plan, aFourHourOutage(plan, 1)),
    chains: OTHER_CHAINS.map((number) => simulate(plan, aFourHourOutage(plan, number))),
  };
}
