// The ledger: what became of every event, counted so that the sums close. Fan-out and delivery add to it, once per
// piece of work; the control API reads it.
//
//   accepted   = duplicates + unique
//   unique     = filtered + matched                                   for each destination of the source
//   matched    = delivered + filteredByFunction + discarded + deadLettered + held + waiting

import { latencyPercentiles, type LatencyPercentiles } from './latency.ts';
import { destinationLedgerKey, replayLedgerKey } from '../tables/table-keys.ts';

/** Counter name -> increment. Counters with a reason are written `name:reason`. */
export type Counts = Readonly<Record<string, number>>;

/** Increments for the counters of several owners, keyed by `sourceLedgerKey` and `destinationLedgerKey`. */
export type LedgerEntry = ReadonlyMap<string, Counts>;

/**
 * How many items one owner's counters are spread over, so that busy writers seldom meet at the same item. A stage may have
 * more: docs/capacity.md says when.
 */
export const LEDGER_SHARDS = 8;
export const MAX_LEDGER_SHARDS = 1024;

/** Two instances on one shard meet at the same item now and then. Whoever loses tries again, so often in all. */
export const COMMIT_TRIES = 8;
/** Before the next try, at most: 20, 40, 80 ... ms. */
export const longestConflictPauseMs = (tries: number): number => 10 * 2 ** tries;

export type SourceLedger = {
  readonly id: string;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: Counts;
  /** Accepted all the same, and counted as such: events of which something is odd, by what it is. */
  readonly warned: Counts;
};

/** What became of deliveries, live ones or those of replays. */
export type DeliveryLedger = {
  readonly matched: number;
  readonly filtered: Counts;
  readonly delivered: number;
  /** What code of the customer or partner dropped, by its reason; absent where it dropped nothing. */
  readonly filteredByFunction?: Counts;
  readonly attempts: number;
  readonly waiting: number;
  readonly held: number;
  readonly discarded: Counts;
  readonly deadLettered: Counts;
  /** How often undelivered events were sent round again; they are waiting or have ended anew, and are in other sums. */
  readonly redriven: number;
};

/** What became of the deliveries of a destination, or of one of its subscriptions. */
type OwnLedger = DeliveryLedger & {
  /** From ingest to delivered, of all live events that were delivered. */
  readonly latencyMs: LatencyPercentiles;
  /** Deliveries of replays, which are in none of the sums beside. */
  readonly replayed: DeliveryLedger;
};

export type SubscriptionLedger = OwnLedger & {
  readonly id: string;
  /** It has counted, and is there no more. */
  readonly removed?: true;
};

export type DestinationLedger = OwnLedger & {
  readonly id: string;
  readonly source: string;
  /** Of a destination that names them; what it counts itself are their sums. */
  readonly subscriptions?: readonly SubscriptionLedger[];
};

/** Turns the stored counters of a source into what the API shows. */
export function summariseSource(id: string, counts: Counts): SourceLedger {
  return {
    id,
    accepted: counts['accepted'] ?? 0,
    duplicates: counts['duplicates'] ?? 0,
    rejected: byReason(counts, 'rejected'),
    warned: byReason(counts, 'warned'),
  };
}

/** Turns the stored counters of a destination into what the API shows. */
export function summariseDestination(id: string, source: string, counts: Counts): DestinationLedger {
  return { id, source, ...summariseOwn(counts) };
}

function summariseOwn(counts: Counts): OwnLedger {
  return {
    ...summariseDeliveries(counts),
    latencyMs: latencyPercentiles(counts),
    replayed: summariseDeliveries(countsOfReplays(counts)),
  };
}

/** The same of one of its subscriptions. */
export function summariseSubscription(id: string, counts: Counts): SubscriptionLedger {
  return { id, ...summariseOwn(counts) };
}

/** Increments of several pieces of work together. */
export function addEntries(entries: readonly LedgerEntry[]): LedgerEntry {
  const sum = new Map<string, Counts>();
  for (const [owner, counts] of entries.flatMap((entry) => [...entry])) {
    sum.set(owner, addCounts(sum.get(owner) ?? {}, counts));
  }
  return sum;
}

/** Turns stored counters into sums. What has not ended yet is waiting. */
export function summariseDeliveries(counts: Counts): DeliveryLedger {
  const matched = counts['matched'] ?? 0;
  const delivered = counts['delivered'] ?? 0;
  const held = counts['held'] ?? 0;
  const filteredByFunction = byReason(counts, 'filteredByFunction');
  const discarded = byReason(counts, 'discarded');
  const deadLettered = byReason(counts, 'deadLettered');
  return {
    matched,
    filtered: byReason(counts, 'filtered'),
    delivered,
    ...(Object.keys(filteredByFunction).length === 0 ? {} : { filteredByFunction }),
    attempts: counts['attempts'] ?? 0,
    waiting: matched - delivered - total(filteredByFunction) - held - total(discarded) - total(deadLettered),
    held,
    discarded,
    deadLettered,
    redriven: counts['redriven'] ?? 0,
  };
}

/** Counters of replays carry this before their names: `replay.delivered`, `replay.discarded:http_400`. */
const REPLAY_PREFIX = 'replay.';

/** Whom deliveries are for, and which replay has sent them, if one has. */
type Delivered = {
  readonly destinationId: string;
  readonly subscriptionId?: string | undefined;
  readonly replay?: string | undefined;
};

/** Who counts deliveries: a subscription of the destination, and a replay that sent them, which is counted apart there. */
export function deliveryEntry({ destinationId, subscriptionId, replay }: Delivered, counts: Counts): LedgerEntry {
  const owner = destinationLedgerKey(destinationId, subscriptionId);
  if (replay === undefined) return new Map([[owner, counts]]);
  const apart = Object.fromEntries(Object.entries(counts).map(([name, value]) => [`${REPLAY_PREFIX}${name}`, value]));
  return new Map([
    [owner, apart],
    [replayLedgerKey(replay), counts],
  ]);
}

function countsOfReplays(counts: Counts): Counts {
  return Object.fromEntries(
    Object.entries(counts).flatMap(([name, value]) =>
      name.startsWith(REPLAY_PREFIX) ? [[name.slice(REPLAY_PREFIX.length), value]] : [],
    ),
  );
}

/** Adds up increments; the result has every counter that either has. */
export function addCounts(left: Counts, right: Counts): Counts {
  const sum: Record<string, number> = { ...left };
  for (const [name, value] of Object.entries(right)) sum[name] = (sum[name] ?? 0) + value;
  return sum;
}

/** How often each value occurs, as counters `<name>:<value>`. */
export function countByReason(name: string, reasons: Iterable<string>): Counts {
  const counts: Record<string, number> = {};
  for (const reason of reasons) counts[`${name}:${reason}`] = (counts[`${name}:${reason}`] ?? 0) + 1;
  return counts;
}

/** Where reasons are counted together of which there are too many. */
export const OTHER_REASON = 'other';

/** Counters `name:number` that are no reasons. */
const BUCKETS = 'latency';

/**
 * At most so many counters: of the others, those with reasons are counted together as `<name>:other`, the least first, so
 * that all sums stay as they are.
 */
export function withFewCounters(counts: Counts, most: number): Counts {
  const entries = Object.entries(counts);
  if (entries.length <= most) return counts;
  const isReason = ([name]: [string, number]): boolean => name.includes(':') && !name.includes(`${BUCKETS}:`);
  const reasons = entries.filter(isReason).sort(([, one], [, other]) => Math.abs(other) - Math.abs(one));
  const names = new Set(reasons.map(([name]) => nameOf(name)));
  const others = entries.length - reasons.length;
  const kept = reasons.slice(0, Math.max(0, most - others - names.size));
  const together: Record<string, number> = {};
  for (const [name, value] of reasons.slice(kept.length)) {
    const counter = `${nameOf(name)}:${OTHER_REASON}`;
    together[counter] = (together[counter] ?? 0) + value;
  }
  return addCounts(Object.fromEntries([...entries.filter((entry) => !isReason(entry)), ...kept]), together);
}

const nameOf = (counter: string): string => counter.slice(0, counter.indexOf(':'));

/** A reason whose events have all been redriven is none any more. */
function byReason(counts: Counts, name: string): Counts {
  const prefix = `${name}:`;
  return Object.fromEntries(
    Object.entries(counts).flatMap(([key, value]) =>
      key.startsWith(prefix) && value !== 0 ? [[key.slice(prefix.length), value]] : [],
    ),
  );
}

function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, value) => sum + value, 0);
}
