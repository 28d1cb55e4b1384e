// How much of everything passes in a second: from events to requests, messages, batches, packs and writes.

import { MAX_PACK_BYTES, PACK_RAW_BYTES } from '../../domain/pipeline/pack-size.ts';
import { fanOutBatchSize } from '../../domain/pipeline/function-sizes.ts';
import { DEFAULT_RETRY_POLICY } from '../../domain/delivery/retry-schedule.ts';
import { FAN_OUT_BATCHING_WINDOW_SECONDS } from '../../domain/pipeline/batching-window.ts';
import type { EventCosts } from './event-costs.ts';
import type { Load } from './load.ts';

export type Flow = {
  readonly requests: number;
  readonly ingestMessages: number;
  readonly ingestMessageBytes: number;
  readonly fanOutBatches: number;
  readonly eventsPerBatch: number;
  readonly eventsPerPack: number;
  readonly packBytes: number;
  /** Of one destination. */
  readonly packs: number;
  readonly retryPacks: number;
  /** Of all destinations. */
  readonly attempts: number;
  /** Transactions that add to the counters of one source, and of one destination. */
  readonly sourceCommits: number;
  readonly destinationCommits: number;
  readonly dedupeWrites: number;
  readonly controlWrites: number;
};

/** What Lambda hands to a function at once: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const INVOCATION_BYTES = 6 * 1024 * 1024;

/**
 * What one poller of an event source reads a second. AWS says it of those one pays for; that those of the standard mode
 * do as much is assumed: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const POLLER_MESSAGES = 100;
const POLLER_BYTES = 1024 * 1024;
const FEWEST_POLLERS = 5;

export function computeFlow(load: Load, costs: EventCosts): Flow {
  const { eventsPerSecond, eventsPerRequest, destinations, failingShare } = load;
  const requests = eventsPerSecond / eventsPerRequest;
  const eventsPerMessage = Math.min(eventsPerRequest, fittingEvents(load, costs));
  const ingestMessages = requests * Math.ceil(eventsPerRequest / eventsPerMessage);
  const ingestMessageBytes = messageBytes(load, costs, eventsPerMessage);
  const pollers = Math.max(
    FEWEST_POLLERS,
    ingestMessages / POLLER_MESSAGES,
    (ingestMessages * ingestMessageBytes) / POLLER_BYTES,
  );
  const messagesPerBatch = Math.max(
    1,
    Math.min(
      (ingestMessages * FAN_OUT_BATCHING_WINDOW_SECONDS) / pollers,
      fanOutBatchSize(1),
      INVOCATION_BYTES / ingestMessageBytes,
    ),
  );
  const eventsPerBatch = (messagesPerBatch * eventsPerSecond) / ingestMessages;
  const fanOutBatches = eventsPerSecond / eventsPerBatch;
  const packsPerBatch = Math.ceil(eventsPerBatch / fittingEvents(load, costs));
  const eventsPerPack = eventsPerBatch / packsPerBatch;
  const packs = fanOutBatches * packsPerBatch;
  const retryPacks = packs * retriesOfPack(eventsPerPack, failingShare);
  const destinationCommits = fanOutBatches + packs + retryPacks;
  const { claim, mark, owner } = costs.writes;
  return {
    requests,
    ingestMessages,
    ingestMessageBytes,
    fanOutBatches,
    eventsPerBatch,
    eventsPerPack,
    packBytes: messageBytes(load, costs, eventsPerPack),
    packs,
    retryPacks,
    attempts: (destinations * eventsPerSecond) / (1 - failingShare),
    sourceCommits: fanOutBatches,
    destinationCommits,
    // The items of minutes and hours are written once a minute, and are not worth a term.
    dedupeWrites: eventsPerSecond * claim + fanOutBatches * mark + destinations * (packs + retryPacks) * mark,
    controlWrites: fanOutBatches * owner + destinations * destinationCommits * owner,
  };
}

/** What fails of a pack comes again together, however little it is, and what fails of that comes once more. */
function retriesOfPack(events: number, failingShare: number): number {
  const retries = Array.from({ length: DEFAULT_RETRY_POLICY.retries }, (_, retry) => events * failingShare ** retry);
  return retries.reduce((sum, tried) => sum + 1 - (1 - failingShare) ** tried, 0);
}

/** Events of a full pack: what encodePacks makes of a long row of events, halving what is too large. */
export function fittingEvents(load: Load, costs: EventCosts): number {
  let events = Math.max(1, Math.floor(PACK_RAW_BYTES / load.bytesPerEvent));
  while (events > 1 && messageBytes(load, costs, events) > MAX_PACK_BYTES) events = Math.ceil(events / 2);
  return events;
}

const BASE64 = 4 / 3;

function messageBytes({ bytesPerEvent, compression }: Load, { firstEventShare }: EventCosts, events: number): number {
  return BASE64 * bytesPerEvent * (events / compression + firstEventShare);
}
