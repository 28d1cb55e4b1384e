import { parseStageConfig } from '../../lib/stage-config.ts';
import { createEngine } from './engine.ts';
import type { DestinationSettings } from './destination.ts';
import { createLane, type Lane, type LaneSettings } from './lane.ts';
import { sampleLane, type Sample } from './measure.ts';
import { createPartner, type Outage, type PartnerOptions } from './partner.ts';
import { HOUR_MS, MINUTE_MS } from '../../domain/base/time-units.ts';

/** One destination fails for hours, and its neighbour in the same lane, which gets the same events, is healthy. */
export type OutageScenario = {
  readonly kind: Outage;
  readonly eventsPerSecond: number;
  readonly hours: number;
  /** How long is waited at most, once the partner is well again, until everything is delivered. */
  readonly hoursAfter: number;
  /** How long both partners take over an answer while they are well. */
  readonly latencyMs: number;
  readonly lane: LaneSettings;
  /** Without a neighbour. */
  readonly isAlone: boolean;
  readonly sampleMs: number;
  /** Before the partner fails, so that functions are warm and their windows full of successes. */
  readonly calmMs: number;
};

export const CALM_MS = 5 * 60 * 1000;
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
  };
}

/** A hundred events a second, four hours, and an answer after 0.2 seconds. */
export function anOutage(kind: Outage, changed: Partial<Omit<OutageScenario, 'kind'>> = {}): OutageScenario {
  return {
    kind,
    eventsPerSecond: 100,
    hours: 4,
    hoursAfter: 12,
    latencyMs: 200,
    lane: defaultLane(),
    isAlone: false,
    sampleMs: MINUTE_MS,
    calmMs: CALM_MS,
    ...changed,
  };
}

export type OutageResult = {
  readonly scenario: OutageScenario;
  readonly lane: Lane;
  readonly samples: readonly Sample[];
  readonly recoveredMs: number;
  /** From the partner's recovery until the last event that entered before it was delivered; undefined: not while it was simulated. */
  readonly caughtUpMs: number | undefined;
};

export async function simulateOutage(scenario: OutageScenario): Promise<OutageResult> {
  const engine = createEngine(SEED);
  const { kind, hours, latencyMs, eventsPerSecond, calmMs } = scenario;
  const recoveredMs = calmMs + hours * HOUR_MS;
  const destination = (id: string, options: Omit<PartnerOptions, 'latencyMs'>): DestinationSettings => ({
    ...{ id, eventsPerSecond, partner: createPartner(engine, { latencyMs, ...options }) },
  });
  const destinations = [
    destination(FAILING, { outage: { kind, fromMs: calmMs, toMs: recoveredMs } }),
    ...(scenario.isAlone ? [] : [destination(HEALTHY, {})]),
  ];
  const lane = createLane(engine, scenario.lane, { destinations, watermarkMs: recoveredMs });
  const samples: Sample[] = [];
  const endMs = recoveredMs + scenario.hoursAfter * HOUR_MS;
  for (let atMs = 0; atMs <= endMs && !isOver(samples, recoveredMs); atMs += scenario.sampleMs) {
    await engine.passUntil(atMs);
    samples.push(sampleLane(engine, lane));
  }
  const { lastOldDeliveryMs } = lane.tallyOf(FAILING);
  const caughtUpMs = isOver(samples, recoveredMs) ? lastOldDeliveryMs - recoveredMs : undefined;
  return { scenario, lane, samples, recoveredMs, caughtUpMs };
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
