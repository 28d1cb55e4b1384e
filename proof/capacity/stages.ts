// How many functions are at work at each stage: how often one runs, times how long (Little's law).

import { CONCURRENT_ATTEMPTS, DELIVERY_BATCH_SIZE } from '../../domain/delivery/delivery-capacity.ts';
import { DYNAMODB_MAX_BATCH_STATEMENTS } from '../../domain/base/aws-limits.ts';
import { FAN_OUT_MEMORY_MB, fanOutBatchSize, INGEST_MEMORY_MB } from '../../domain/pipeline/function-sizes.ts';
import { FAN_OUT_BATCHING_WINDOW_SECONDS } from '../../domain/pipeline/batching-window.ts';
import { parseStageConfig } from '../../lib/stage-config.ts';
import type { EventCosts } from './event-costs.ts';
import type { Flow } from './flow.ts';
import type { Load } from './load.ts';

export const STAGES = ['ingest', 'fan-out', 'delivery', 'retry'] as const;
export type StageName = (typeof STAGES)[number];

export type Stage = {
  readonly name: StageName;
  readonly memoryMb: number;
  readonly runsPerSecond: number;
  readonly runMs: number;
  /** At work on average. */
  readonly functions: number;
  /** With headroom, rounded up. */
  readonly provided: number;
  readonly lanes: number;
  /** Messages in flight in the queue that it reads; undefined where there is no queue. */
  readonly inFlight: number | undefined;
  /** Never more, whatever happens: functions times batch. */
  readonly mostInFlight: number | undefined;
};

/** A function with this much memory has one CPU: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MEGABYTES_PER_CPU = 1769;

/** The most that an event source takes as its maximum concurrency. */
export const EVENT_SOURCE_MAX_CONCURRENCY = 1000;

/** Destinations share a lane up to this share of its functions, so that one that becomes slow leaves the others room. */
const SHARED_LANE = 0.5;

const CLAIM_REQUESTS_AT_ONCE = 50;
const ROUND_TO = 10;

export function computeStages(load: Load, flow: Flow, costs: EventCosts): Record<StageName, Stage> {
  return {
    ingest: ingestStage(load, flow, costs),
    'fan-out': fanOutStage(load, flow, costs),
    ...deliveryStages(load, flow, costs),
  };
}

/** Milliseconds that so much of a CPU takes a function of this size. */
function elapsedMs(cpuMs: number, memoryMb: number): number {
  return cpuMs * Math.max(1, MEGABYTES_PER_CPU / memoryMb);
}

function ingestStage(load: Load, flow: Flow, { ingest }: EventCosts): Stage {
  const kilobytes = (load.eventsPerRequest * load.bytesPerEvent) / 1024;
  const cpuMs = ingest.requestCpuMs + kilobytes * ingest.kilobyteCpuMs;
  const runMs = elapsedMs(cpuMs, INGEST_MEMORY_MB) + ingest.waitMs;
  const run = { memoryMb: INGEST_MEMORY_MB, runsPerSecond: flow.requests, runMs };
  return { name: 'ingest', ...withFunctions(run, load), lanes: 0, inFlight: undefined, mostInFlight: undefined };
}

function fanOutStage(load: Load, flow: Flow, { fanOut }: EventCosts): Stage {
  const kilobytes = (flow.eventsPerBatch * load.bytesPerEvent) / 1024;
  const packs = (load.destinations * flow.packs) / flow.fanOutBatches;
  const cpuMs =
    fanOut.batchCpuMs +
    flow.eventsPerBatch * fanOut.eventCpuMs +
    kilobytes * (fanOut.kilobyteCpuMs + load.destinations * fanOut.deliveryKilobyteCpuMs) +
    packs * fanOut.packCpuMs;
  const rounds = Math.ceil(flow.eventsPerBatch / DYNAMODB_MAX_BATCH_STATEMENTS / CLAIM_REQUESTS_AT_ONCE);
  const runMs = elapsedMs(cpuMs, FAN_OUT_MEMORY_MB) + fanOut.waitMs + rounds * fanOut.claimRoundMs;
  const sized = withFunctions({ memoryMb: FAN_OUT_MEMORY_MB, runsPerSecond: flow.fanOutBatches, runMs }, load);
  return {
    name: 'fan-out',
    ...sized,
    lanes: 0,
    // A message that waits for its batch to fill is in flight already.
    inFlight: flow.ingestMessages * (FAN_OUT_BATCHING_WINDOW_SECONDS + runMs / 1000),
    mostInFlight: sized.provided * fanOutBatchSize(sized.provided),
  };
}

/** Every lane has functions for first attempts and others for retries. A destination has one lane. */
function deliveryStages(load: Load, flow: Flow, { delivery }: EventCosts): Record<'delivery' | 'retry', Stage> {
  const { destinations } = load;
  const [lane] = parseStageConfig({ name: 'capacity' }).lanes;
  const memoryMb = lane?.memoryMb ?? 0;
  const packCpuMs = elapsedMs(delivery.packCpuMs, memoryMb);
  const attemptCpuMs = elapsedMs(delivery.attemptCpuMs, memoryMb);
  const attemptMs = Math.max(load.latencyMs / CONCURRENT_ATTEMPTS, attemptCpuMs);
  // Pessimistic: all packs of a run are for one destination and share its places.
  const liveMs = flow.eventsPerPack * attemptMs + packCpuMs + delivery.packWaitMs / DELIVERY_BATCH_SIZE;
  // Retries are of few events, so that those of ten packs find places at once.
  const retryMs = (load.latencyMs + delivery.packWaitMs) / DELIVERY_BATCH_SIZE + packCpuMs;
  const live = withFunctions(
    { memoryMb, runsPerSecond: (destinations * flow.packs) / DELIVERY_BATCH_SIZE, runMs: liveMs * DELIVERY_BATCH_SIZE },
    load,
  );
  const retry = withFunctions(
    {
      memoryMb,
      runsPerSecond: (destinations * flow.retryPacks) / DELIVERY_BATCH_SIZE,
      runMs: retryMs * DELIVERY_BATCH_SIZE,
    },
    load,
  );
  const sharing = (EVENT_SOURCE_MAX_CONCURRENCY * SHARED_LANE * destinations) / (live.functions * load.headroom);
  const lanes = Math.ceil(destinations / Math.max(1, Math.floor(sharing)));
  const share = fullestLane({ lanes }, load);
  return {
    delivery: { name: 'delivery', ...live, lanes, ...laneInFlight(live, share) },
    retry: { name: 'retry', ...retry, lanes, ...laneInFlight(retry, share) },
  };
}

/** What the lane with the most destinations has of all functions: a destination is in one lane as a whole. */
export function fullestLane({ lanes }: Pick<Stage, 'lanes'>, { destinations }: Load): number {
  return Math.ceil(destinations / lanes) / destinations;
}

/** In the queue of the fullest lane. */
function laneInFlight({ functions, provided }: Sized, share: number): Pick<Stage, 'inFlight' | 'mostInFlight'> {
  return {
    inFlight: functions * share * DELIVERY_BATCH_SIZE,
    mostInFlight: Math.min(Math.ceil(provided * share), EVENT_SOURCE_MAX_CONCURRENCY) * DELIVERY_BATCH_SIZE,
  };
}

type Run = Pick<Stage, 'memoryMb' | 'runsPerSecond' | 'runMs'>;
type Sized = Run & Pick<Stage, 'functions' | 'provided'>;

function withFunctions(run: Run, { headroom }: Load): Sized {
  const functions = (run.runsPerSecond * run.runMs) / 1000;
  return { ...run, functions, provided: Math.max(ROUND_TO, ROUND_TO * Math.ceil((functions * headroom) / ROUND_TO)) };
}
