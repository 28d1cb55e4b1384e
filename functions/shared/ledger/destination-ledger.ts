import {
  addCounts,
  summariseDestination,
  summariseSubscription,
  type Counts,
  type DestinationLedger,
  type SubscriptionLedger,
} from '../../../domain/ledger/ledger.ts';
import { destinationLedgerKey, subscriptionAddress } from '../../../domain/tables/table-keys.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';

/** What became of a destination's events. Where it names subscriptions, of those of each, and their sums. */
export function ledgerOf(destination: Destination, counts: ReadonlyMap<string, Counts>): DestinationLedger {
  const { id, source, subscriptions } = destination;
  const own = counts.get(destinationLedgerKey(id)) ?? {};
  if (subscriptions === undefined) return summariseDestination(id, source, own);
  const there = new Set(subscriptions.map((subscription) => subscription.id));
  const countsOf = (subscription: string): Counts => counts.get(destinationLedgerKey(id, subscription)) ?? {};
  const all = [...there, ...namesIn(counts, id).filter((name) => !there.has(name))];
  // What it counted before it named them has no name, and is in the sum.
  const sum = all.map(countsOf).reduce<Counts>(addCounts, own);
  const ledgers = all.map((name): SubscriptionLedger => {
    const ledger = summariseSubscription(name, countsOf(name));
    return there.has(name) ? ledger : { ...ledger, removed: true };
  });
  return { ...summariseDestination(id, source, sum), subscriptions: ledgers };
}

/** Subscriptions of a destination that have counted, whether or not they are still there. */
function namesIn(counts: ReadonlyMap<string, Counts>, destinationId: string): string[] {
  const prefix = destinationLedgerKey(subscriptionAddress(destinationId, ''));
  return [...counts.keys()].flatMap((owner) => (owner.startsWith(prefix) ? [owner.slice(prefix.length)] : []));
}
