// Which events of the archive a replay sends, and as what. The replay function asks it for each event.

import type { ArchivedEvent } from './archive-job.ts';
import type { Destination } from '../workspace/destination.ts';
import { addressOf, type Subscriber } from '../workspace/subscription.ts';
import { routeOf, type Event } from '../events/event.ts';
import { STEPS_PER_EVENT } from '../fql/step-budget.ts';
import type { ReplaySpec } from './replay.ts';
import { routesOf } from '../routing/route-events.ts';
import { routeEvent, type RoutingVerdict } from '../routing/routing.ts';

/**
 * `outside`: the job does not mean this event. `sent_live`: it was sent to the destination when it came. `unknown`:
 * whether it was is not recorded. The others are what routing says.
 */
export type ReplayVerdict = 'outside' | 'sent_live' | 'unknown' | RoutingVerdict;

/** Decides about events for one job and one of the subscriptions that it means. */
export type Select = {
  readonly subscriber: Subscriber;
  readonly verdictOf: (archived: ArchivedEvent) => ReplayVerdict;
};

/** One for each subscription. A destination that is switched off is asked as if it were on. */
export function createSelects(spec: ReplaySpec, destination: Destination): Select[] {
  const isMeant = createIsMeant(spec);
  return routesOf(destination)
    .filter(({ destination: { subscription } }) => isSubscriptionMeant(spec, subscription?.id))
    .map((route) => {
      const { destination: subscriber } = route;
      const address = addressOf(subscriber);
      const asEnabled = { ...route, destination: { ...subscriber, enabled: true } };
      const verdictOf = ({ event, destinations }: ArchivedEvent): ReplayVerdict => {
        if (!isMeant(event)) return 'outside';
        if (spec.onlyUndelivered && destinations === undefined) return 'unknown';
        if (spec.onlyUndelivered && destinations?.includes(address) === true) return 'sent_live';
        return routeEvent(asEnabled, routeOf(event), { parse: () => event, budget: { left: STEPS_PER_EVENT } });
      };
      return { subscriber, verdictOf };
    });
}

/** Whether a job is for a subscription; for the one that nobody names, it always is. */
export function isSubscriptionMeant({ subscriptions }: ReplaySpec, id: string | undefined): boolean {
  return id === undefined ? subscriptions === undefined : subscriptions?.includes(id) === true;
}

/** Whether a job's times, types, names and users fit an event. What is not said does not matter. */
export function createIsMeant({ from, to, types, events, userIds }: ReplaySpec): (event: Event) => boolean {
  const [wantedTypes, names, users] = [types, events, userIds].map((list) => list && new Set<unknown>(list));
  return (event) =>
    event.receivedAt >= from &&
    event.receivedAt < to &&
    wantedTypes?.has(event.type) !== false &&
    (names === undefined || (event.type === 'track' && names.has(event['event']))) &&
    (users === undefined || users.has(event['userId']) || users.has(event['anonymousId']));
}

/**
 * The event as a replay sends it: for this destination and no other, as Segment does it. All else stays, above all the
 * times. A destination without a name of its own is named by its id, which no other has.
 */
export function addressTo(event: Event, { id, name }: Pick<Destination, 'id' | 'name'>): Event {
  return { ...event, integrations: { All: false, [name ?? id]: true } };
}
