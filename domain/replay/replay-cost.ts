// What a replay costs on AWS by list price, so that who starts one knows. Nothing but the estimate of a dry run relies on it.

import type { Counts } from '../ledger/ledger.ts';
import { MEASURED_COSTS } from '../cost/measured-costs.ts';
import { PRICES, PRICES_AS_OF } from '../cost/prices.ts';

/** Send, receive and delete, of a pack. */
const REQUESTS_PER_PACK = 3;

/** The claim of an event is one write. */
const WRITES_PER_EVENT = 1;

/** A decision is the mark and the totals of destination and job; in a transaction each counts twice. */
const WRITES_PER_PACK = 2 * (1 + 2);

/** To parse, write and compress an event of 2 KB takes about 0.1 ms of a CPU, of which a gigabyte has 0.58. */
const REPLAY_GIGABYTE_SECONDS_PER_EVENT = 0.000_2;

/** Header lines and TLS around the body of a request. */
const OVERHEAD_BYTES_PER_EVENT = 1_000;

/** Dollars, by what they are for. */
export type ReplayCost = {
  readonly pricesAsOf: string;
  readonly dollars: number;
  readonly storage: number;
  readonly queues: number;
  readonly database: number;
  readonly functions: number;
  readonly dataOut: number;
};

const TIERS = ['standard', 'infrequent', 'instant'] as const;

/** The cost of what a dry run counted. docs/replay.md has the formula in words. */
export function replayCost(counts: Counts): ReplayCost {
  const of = (name: string): number => counts[name] ?? 0;
  const events = of('sent') + of('redriven');
  const { delivery } = MEASURED_COSTS;
  const tiers = TIERS.map(
    (tier) => of(`objects:${tier}`) * PRICES.get[tier] + of(`objectBytes:${tier}`) * PRICES.retrievedByte[tier],
  );
  const parts = {
    storage:
      tiers.reduce((sum, cost) => sum + cost, 0) +
      of('lists') * PRICES.list +
      of('objects:undelivered') * PRICES.get.standard,
    queues: of('packs') * REQUESTS_PER_PACK * (PRICES.queueRequest + PRICES.fairQueueRequest),
    database: (events * WRITES_PER_EVENT + of('packs') * WRITES_PER_PACK) * PRICES.writeUnit,
    functions:
      (of('read') * REPLAY_GIGABYTE_SECONDS_PER_EVENT + events * delivery.gigabyteSeconds) * PRICES.gigabyteSecond +
      of('packs') * PRICES.invocation,
    dataOut: (of('bytes') + events * OVERHEAD_BYTES_PER_EVENT) * PRICES.byteOut,
  };
  const dollars = Object.values(parts).reduce((sum, cost) => sum + cost, 0);
  const rounded = Object.fromEntries(Object.entries(parts).map(([name, cost]) => [name, round(cost)]));
  return { pricesAsOf: PRICES_AS_OF, dollars: round(dollars), ...(rounded as typeof parts) };
}

/** Hundredths of a cent. */
function round(dollars: number): number {
  return Math.round(dollars * 10_000) / 10_000;
}
