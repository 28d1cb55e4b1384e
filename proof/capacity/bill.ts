// What a month at this rate costs, by what it is for.

import { SQS_BILLING_UNIT_BYTES } from '../../domain/base/aws-limits.ts';
import { HOURS_PER_MONTH } from '../../domain/cost/prices.ts';
import { DELIVERY_BATCH_SIZE } from '../../domain/delivery/delivery-capacity.ts';
import type { EventCosts } from './event-costs.ts';
import type { Flow } from './flow.ts';
import type { Load } from './load.ts';
import { price } from './price.ts';
import { STAGES, type Stage, type StageName } from './stages.ts';

export type BillLine = {
  readonly what: string;
  readonly dollarsPerMonth: number;
  readonly dollarsPerMillion: number;
};

const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600;
const SECONDS_PER_DAY = 24 * 3600;
const GIGABYTE = 1024 ** 3;
const MILLION = 1e6;

/** One receive and one delete for ten messages; what is sent and received is billed by 64 KB, and a pack is up to two of them. */
const RECEIVED_AT_ONCE = 10;

/** A claim with its key and overhead, https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadWriteCapacityMode.html */
const CLAIM_BYTES = 300;
/** TTL deletes later than it could. */
const CLAIM_DAYS = 2;

/** A function asks for the version of the configuration and for the health of destinations every two seconds. */
const READS_PER_FUNCTION = 2 / 2;

export function computeBill(
  load: Load,
  { flow, stages, costs }: { flow: Flow; stages: Record<StageName, Stage>; costs: EventCosts },
): BillLine[] {
  const { eventsPerSecond, bytesPerEvent, destinations, compression } = load;
  const all = STAGES.map((name) => stages[name]);
  const monthly = (of: Parameters<typeof price>[0], perSecond: number): number =>
    price(of, perSecond * SECONDS_PER_MONTH);
  const runs =
    flow.requests + flow.fanOutBatches + (destinations * (flow.packs + flow.retryPacks)) / DELIVERY_BATCH_SIZE;
  const gigabytes = all.reduce((sum, { functions, memoryMb }) => sum + (functions * memoryMb) / 1024, 0);
  const lanePacks = destinations * (flow.packs + flow.retryPacks);
  const billedUnits = (bytes: number): number => Math.max(1 / RECEIVED_AT_ONCE, bytes / SQS_BILLING_UNIT_BYTES);
  const queueRequests =
    flow.ingestMessages * (1 + billedUnits(flow.ingestMessageBytes) + 1 / RECEIVED_AT_ONCE) +
    lanePacks * (2 * billedUnits(flow.packBytes) + 1 / RECEIVED_AT_ONCE);
  const functions = all.reduce((sum, stage) => sum + stage.functions, 0);
  const reads = functions * READS_PER_FUNCTION + lanePacks;
  const archivedGigabytes = (eventsPerSecond * SECONDS_PER_MONTH * bytesPerEvent) / compression / GIGABYTE;
  const claimGigabytes = (eventsPerSecond * CLAIM_DAYS * SECONDS_PER_DAY * CLAIM_BYTES) / GIGABYTE;
  const lines: [string, number][] = [
    ['requests to the endpoint', monthly('request', flow.requests)],
    ['functions', monthly('run', runs) + monthly('gigabyteSecond', gigabytes)],
    ['queues', monthly('queueRequest', queueRequests) + monthly('fairQueueMessage', lanePacks)],
    ['claims, one write each', monthly('writeUnit', eventsPerSecond)],
    [
      'other writes: marks and counters',
      monthly('writeUnit', flow.dedupeWrites - eventsPerSecond + flow.controlWrites),
    ],
    ['reads and storage of the tables', monthly('readUnit', reads) + price('tableGigabyteMonth', claimGigabytes)],
    ['archive: PUT', monthly('put', flow.fanOutBatches)],
    ['archive: the first month of what a month adds', price('archiveGigabyteMonth', archivedGigabytes)],
    ['access log of the endpoint', monthly('logByte', flow.requests * costs.logBytes.request)],
    ['data out to partners', monthly('byteOut', flow.attempts * (bytesPerEvent + costs.requestOverheadBytes))],
  ];
  const millions = (eventsPerSecond * SECONDS_PER_MONTH) / MILLION;
  return lines.map(([what, dollars]) => ({ what, dollarsPerMonth: dollars, dollarsPerMillion: dollars / millions }));
}

/** The same writes, provided instead of on demand, used to so much of what is provided. */
export function providedWritesPerMonth(flow: Flow, usedShare: number): number {
  return price('providedWriteUnitSecond', ((flow.dedupeWrites + flow.controlWrites) / usedShare) * SECONDS_PER_MONTH);
}
