// Where the design itself ends, however much AWS grants: single items, single chains, single functions.

import {
  CONCURRENT_ATTEMPTS,
  RELEASE_PACKS_PER_STEP,
  RELEASE_STEP_SECONDS,
} from '../../domain/delivery/delivery-capacity.ts';
import { fanOutBatchSize, FAN_OUT_MEMORY_MB } from '../../domain/pipeline/function-sizes.ts';
import { LEDGER_SHARDS } from '../../domain/ledger/ledger.ts';
import { FAN_OUT_TIMEOUT_SECONDS } from '../../domain/pipeline/time-budget.ts';
import { shardsNeeded } from './contention.ts';
import type { EventCosts } from './event-costs.ts';
import { INVOCATION_BYTES, type Flow } from './flow.ts';
import type { Load } from './load.ts';
import { EVENT_SOURCE_MAX_CONCURRENCY, type Stage, type StageName } from './stages.ts';

export type DesignLimit = {
  readonly what: string;
  readonly arithmetic: string;
  readonly needed: number;
  readonly limit: number;
  readonly unit: string;
  readonly holds: boolean;
  readonly remedy: string;
};

/** Writes a second of one item, and reads of one partition: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
const WRITES_PER_PARTITION = 1000;
const READ_UNITS_PER_PARTITION = 3000;

/** Listing, reading, sending and deleting 100 held packs, assumed. */
export const RELEASE_WORK_SECONDS = 0.25;

const number = (value: number): string => Math.round(value).toLocaleString('en-GB');

type Planned = {
  readonly load: Load;
  readonly flow: Flow;
  readonly stages: Record<StageName, Stage>;
  readonly costs: EventCosts;
};

export function computeDesignLimits(planned: Planned): DesignLimit[] {
  return [
    ledgerShards(planned),
    oneLane(planned),
    releaseChain(planned),
    oneLine(planned),
    oneConfiguration(planned),
    claimPartitions(planned),
    largestBatch(planned),
  ];
}

type Unjudged = Omit<DesignLimit, 'holds'>;
const judged = (limit: Unjudged): DesignLimit => ({ ...limit, holds: limit.needed <= limit.limit });

function ledgerShards({ flow, costs }: Planned): DesignLimit {
  const { destinationCommits: perSecond } = flow;
  const { transactionMs } = costs;
  return judged({
    what: 'counters of one destination',
    arithmetic: `${number(perSecond)} transactions/s (fan-out ${number(flow.fanOutBatches)}, packs ${number(flow.packs)}, retries ${number(flow.retryPacks)}) of ${transactionMs} ms each, at most 15 % of the time on one item`,
    needed: shardsNeeded({ perSecond, transactionMs }),
    limit: LEDGER_SHARDS,
    unit: 'shards',
    remedy: `ledgerShards of the stage, which is ${LEDGER_SHARDS} unless it says otherwise`,
  });
}

function oneLane({ load, stages }: Planned): DesignLimit {
  const perDestination = (stages.delivery.functions * load.headroom) / load.destinations;
  return judged({
    what: 'functions for one destination',
    arithmetic: `${number(load.eventsPerSecond)}/s x ${load.latencyMs} ms / ${CONCURRENT_ATTEMPTS} at once, x ${load.headroom}; a destination has one lane, a lane one event source`,
    needed: perDestination,
    limit: EVENT_SOURCE_MAX_CONCURRENCY,
    unit: 'functions',
    remedy: `a quicker partner, fewer events by a filter, or more than ${CONCURRENT_ATTEMPTS} attempts at once (CONCURRENT_ATTEMPTS)`,
  });
}

/** What one chain of releases sends on in a second. */
export function releasedPacksPerSecond(): number {
  return RELEASE_PACKS_PER_STEP / (RELEASE_STEP_SECONDS + RELEASE_WORK_SECONDS);
}

function releaseChain({ flow }: Planned): DesignLimit {
  const perSecond = releasedPacksPerSecond();
  return judged({
    what: 'release of what was held',
    arithmetic: `one chain of steps for each destination: ${RELEASE_PACKS_PER_STEP} packs, ${RELEASE_STEP_SECONDS} s pause, ${RELEASE_WORK_SECONDS} s work; ${number(flow.packs)} packs come in while it is down`,
    needed: flow.packs,
    limit: perSecond,
    unit: 'packs/s',
    remedy: `an hour of outage takes ${(flow.packs / perSecond).toFixed(1)} h to catch up; several chains over parts of held/ would shorten it`,
  });
}

function oneLine({ flow }: Planned): DesignLimit {
  return judged({
    what: 'line of a destination with a rate limit',
    arithmetic: `one item; ${number(flow.packs)} packs/s take a place each, with one write, or two where the line is empty`,
    needed: 2 * flow.packs,
    limit: WRITES_PER_PARTITION,
    unit: 'writes/s',
    remedy:
      'only destinations with rateLimit have a line; for those places would have to be taken for many packs at once',
  });
}

function oneConfiguration({ stages }: Planned): DesignLimit {
  const functions = Object.values(stages).reduce((sum, { provided }) => sum + provided, 0);
  return judged({
    what: 'reads of configuration and of health',
    arithmetic: `${number(functions)} functions look every 2 s, half a unit each; after a change each reads all of it once, 1 unit for 8 KB`,
    needed: functions / 4,
    limit: READ_UNITS_PER_PARTITION,
    unit: 'read units/s',
    remedy: 'functions that look less often',
  });
}

function claimPartitions({ flow, load }: Planned): DesignLimit {
  const partitions = Math.ceil((flow.dedupeWrites * load.headroom) / WRITES_PER_PARTITION);
  return judged({
    what: 'partitions of the dedupe table',
    arithmetic: `${number(flow.dedupeWrites)} units/s x ${load.headroom}; keys hold a messageId, so they spread evenly`,
    needed: partitions,
    limit: Infinity,
    unit: 'partitions',
    remedy: 'warm the table before; partitions come by use or by warm throughput',
  });
}

/** After a backlog batches are as large as Lambda allows. */
function largestBatch({ load, flow, stages }: Planned): DesignLimit {
  const fanOut = stages['fan-out'];
  const messages = Math.min(fanOutBatchSize(fanOut.provided), INVOCATION_BYTES / flow.ingestMessageBytes);
  const events = (messages * load.eventsPerSecond) / flow.ingestMessages;
  return judged({
    what: 'time of the largest fan-out batch',
    arithmetic: `${number(messages)} messages, ${number(events)} events, in a function of ${FAN_OUT_MEMORY_MB} MB, at ${(fanOut.runMs / flow.eventsPerBatch).toFixed(2)} ms an event`,
    needed: (events * fanOut.runMs) / flow.eventsPerBatch / 1000,
    limit: FAN_OUT_TIMEOUT_SECONDS,
    unit: 's',
    remedy: 'more memory for fan-out, or smaller batches',
  });
}
