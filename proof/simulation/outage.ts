import { DEFAULT_BREAKER_POLICY } from '../../domain/delivery/circuit-breaker.ts';
import { RELEASE_PACKS_PER_STEP, RELEASE_STEP_SECONDS } from '../../domain/delivery/delivery-capacity.ts';
import { DEFAULT_RETRY_POLICY } from '../../domain/delivery/retry-schedule.ts';
import { parseStageConfig } from '../../lib/stage-config.ts';
import { createEngine } from './engine.ts';
import { createLane, type Lane } from './lane.ts';
import type { DestinationSettings, LaneSettings } from './lane-world.ts';
import { sampleLane, type Sample } from './measure.ts';
import { createPartner, type Outage } from './partner.ts';

const HOUR_MS = 60 * 60 * 1000;

/** One destination fails for hours, and its neighbour in the same lane, which gets the same events, is healthy. */
export type OutageScenario = {
  readonly kind: Outage;
  readonly eventsPerSecond: number;
  readonly hours: number;
  /** How long is waited, once the partner is well again, until everything is delivered. */
  readonly hoursAfter: number;
  /** How long both partners take over an answer while they are well. */
  readonly latencyMs: number;
  readonly lane: LaneSettings;
};

/** Before the partner fails, so that functions are warm and their windows full of successes. */
export const CALM_MS = 5 * 60 * 1000;
const SAMPLE_MS = 60_000;
export const SEED = 4;

export const FAILING = 'failing';
export const HEALTHY = 'healthy';

/** What a lane is unless its stage says otherwise. Packs of 160 events: docs/decisions/0001-packs.md. */
export function defaultLane(): LaneSettings {
  const [lane] = parseStageConfig({ name: 'simulated' }).lanes;
  if (lane === undefined) throw new Error('a stage has at least one lane');
  return {
    liveConcurrency: lane.maxConcurrency,
    retryConcurrency: lane.maxRetryConcurrency,
    eventsPerPack: 160,
    release: { packsPerStep: RELEASE_PACKS_PER_STEP, stepSeconds: RELEASE_STEP_SECONDS },
    packOverheadMs: 50,
    releaseStepMs: 250,
  };
}

/** The hazard of the table: 1,000 events a second, four hours, and an answer after 0.2 seconds. */
export function anOutage(kind: Outage, changed: Partial<Omit<OutageScenario, 'kind'>> = {}): OutageScenario {
  return { kind, eventsPerSecond: 1000, hours: 4, hoursAfter: 12, latencyMs: 200, lane: defaultLane(), ...changed };
}

export type OutageResult = {
  readonly scenario: OutageScenario;
  readonly lane: Lane;
  readonly samples: readonly Sample[];
  readonly recoveredMs: number;
  /** From the partner's recovery until the last event that entered before it was delivered; undefined: not while it was simulated. */
  readonly caughtUpMs: number | undefined;
};

export function simulateOutage(scenario: OutageScenario): OutageResult {
  const engine = createEngine(SEED);
  const recoveredMs = CALM_MS + scenario.hours * HOUR_MS;
  const { latencyMs } = scenario;
  const outage = { kind: scenario.kind, fromMs: CALM_MS, toMs: recoveredMs };
  const destinations = [
    destination(FAILING, scenario, createPartner({ latencyMs, outage })),
    destination(HEALTHY, scenario, createPartner({ latencyMs })),
  ];
  const lane = createLane(engine, scenario.lane, { destinations, watermarkMs: recoveredMs });
  const samples: Sample[] = [];
  const endMs = recoveredMs + scenario.hoursAfter * HOUR_MS;
  for (let atMs = 0; atMs <= endMs && !isOver(samples, recoveredMs); atMs += SAMPLE_MS) {
    engine.runUntil(atMs);
    samples.push(sampleLane(lane));
  }
  const lastDeliveryMs = lane.world.stateOf(FAILING).tally.lastOldDeliveryMs;
  const caughtUpMs = isOver(samples, recoveredMs) ? lastDeliveryMs - recoveredMs : undefined;
  return { scenario, lane, samples, recoveredMs, caughtUpMs };
}

function destination(
  id: string,
  { eventsPerSecond }: OutageScenario,
  partner: DestinationSettings['partner'],
): DestinationSettings {
  return { id, eventsPerSecond, partner, retry: DEFAULT_RETRY_POLICY, breaker: DEFAULT_BREAKER_POLICY };
}

/** Everything that waited or was held is delivered, but for what is on its way at any time; and ten minutes more. */
function isOver(samples: readonly Sample[], recoveredMs: number): boolean {
  const last = samples.slice(-CALM_SAMPLES);
  const isCalm = ({ atMs, retry, destinations }: Sample): boolean => {
    const heldEvents = destinations[FAILING]?.heldEvents ?? 0;
    return atMs > recoveredMs && heldEvents === 0 && retry.visible + retry.delayed + retry.inFlight === 0;
  };
  return last.length === CALM_SAMPLES && last.every(isCalm);
}

const CALM_SAMPLES = 10;
