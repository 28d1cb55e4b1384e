import type * as z from 'zod/mini';
import type { Destination } from '../../../domain/workspace/destination.ts';
import type { ApiContext } from '../http/context.ts';
import { servicesOf } from '../use-cases/services.ts';
import { viewOfSubscription, type subscriptionView } from './destination-fields.ts';

/** The subscriptions of a destination, with what became of the events for each. */
export async function countedSubscriptions(
  context: ApiContext,
  document: Destination,
): Promise<z.input<typeof subscriptionView>[]> {
  const { subscriptions = [] } = document;
  if (subscriptions.length === 0) return [];
  const counts = new Map((await servicesOf(context).subscriptionsOf(document)).map((ledger) => [ledger.id, ledger]));
  return subscriptions.map((each) => ({ ...viewOfSubscription(each), ...counts.get(each.id) }));
}
