// What a destination does with events: one thing, that has no name, or several that it names. Fan-out routes to
// subscriptions, and everything after it carries which one, so that trying one again never repeats another.

import type { BatchPolicy } from '../delivery/batch-policy.ts';
import { destinationLedgerKey, subscriptionAddress } from '../tables/table-keys.ts';
import type { Destination } from './destination.ts';

/** One thing that a destination does with events, with what its kind wants to know of it. */
export type Subscription = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly name?: string | undefined;
  readonly enabled: boolean;
  /** An FQL condition: it gets those events of the destination for which it holds. */
  readonly trigger?: string | undefined;
  readonly batch?: BatchPolicy | undefined;
};

/** As Segment's: a destination with more is two. */
export const MAX_SUBSCRIPTIONS = 50;

/** Of all of them, as JSON: they are kept in one item with their destination, and twice in the record of a change. */
export const MAX_SUBSCRIPTIONS_BYTES = 128 * 1024;

/** A destination by one of its subscriptions; by the only one, it is the destination itself. */
export type Subscriber = Destination & { readonly subscription?: Subscription };

/** Destinations are the same objects until the configuration changes, and so are their subscribers. */
const subscribers = new WeakMap<Destination, readonly Subscriber[]>();

export function subscribersOf(destination: Destination): readonly Subscriber[] {
  const known = subscribers.get(destination);
  if (known !== undefined) return known;
  const { subscriptions } = destination;
  const all = subscriptions?.map((subscription): Subscriber => ({
    ...destination,
    batch: subscription.batch,
    subscription,
  })) ?? [destination];
  subscribers.set(destination, all);
  return all;
}

/** By the subscription of that id, or by the one that has none; undefined when there is no such one (any more). */
export function subscriberOf(destination: Destination, subscriptionId: string | undefined): Subscriber | undefined {
  return subscribersOf(destination).find(({ subscription }) => subscription?.id === subscriptionId);
}

/** A destination that has no other subscription. */
export function aloneBy(subscriber: Subscriber): Destination {
  const { subscription, ...destination } = subscriber;
  return subscription === undefined ? subscriber : { ...destination, subscriptions: [subscription] };
}

/** What it is called in the archive, in the ids of packs and in the ledger. */
export function addressOf({ id, subscription }: Pick<Subscriber, 'id' | 'subscription'>): string {
  return subscriptionAddress(id, subscription?.id);
}

/** Who counts the deliveries of a destination. */
export function ledgerOwnersOf(destination: Destination): string[] {
  return subscribersOf(destination).map(({ id, subscription }) => destinationLedgerKey(id, subscription?.id));
}
