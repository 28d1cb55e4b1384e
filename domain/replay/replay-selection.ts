// Which events of the archive a replay sends, and as what. The replay function asks it for each event.

import type { ArchivedEvent } from './archive-job.ts';
import type { Destination } from '../workspace/destination.ts';
import { routeOf, type Event } from '../events/event.ts';
import { STEPS_PER_EVENT } from '../fql/step-budget.ts';
import type { ReplaySpec } from './replay.ts';
import { toRoute } from '../routing/route-events.ts';
import { routeEvent, type RoutingVerdict } from '../routing/routing.ts';

/**
 * `outside`: the job does not mean this event. `sent_live`: it was sent to the destination when it came. `unknown`:
 * whether it was is not recorded. The others are what routing says.
 */
export type ReplayVerdict = 'outside' | 'sent_live' | 'unknown' | RoutingVerdict;

/** Decides about events for one job. A destination that is switched off is asked as if it were on. */
export function createSelect(spec: ReplaySpec, destination: Destination): (archived: ArchivedEvent) => ReplayVerdict {
  const isMeant = createIsMeant(spec);
  const route = toRoute(destination);
  const asEnabled = { ...route, destination: { ...destination, enabled: true } };
  return ({ event, destinations }) => {
    if (!isMeant(event)) return 'outside';
    if (spec.onlyUndelivered && destinations === undefined) return 'unknown';
    if (spec.onlyUndelivered && destinations?.includes(destination.id) === true) return 'sent_live';
    return routeEvent(asEnabled, routeOf(event), { parse: () => event, budget: { left: STEPS_PER_EVENT } });
  };
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
