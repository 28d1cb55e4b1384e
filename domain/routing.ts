// Which destinations want an event. Fan-out asks for every event and every destination of its source, and counts the
// reason of each one that does not get it.

import { CATALOG_NAMES, type Destination } from './destination.ts';
import { isObject, type JsonObject } from './event.ts';
import type { StepBudget } from './fql/step-budget.ts';
import type { EventRoute } from './messages.ts';

/** `matched`, or why the destination does not get the event. */
export type RoutingVerdict = 'matched' | 'disabled' | 'integrations' | 'filter' | 'invalid_filter';

/** A destination with its filter ready to use. `matches` is missing when it takes everything, null when it is broken. */
export type Route = {
  readonly destination: Destination;
  readonly matches?: ((event: JsonObject, budget: StepBudget) => boolean | undefined) | null;
};

/** An event for filters: parsed only when one has to see the whole of it. */
export type FilterInput = { readonly parse: () => JsonObject; readonly budget: StepBudget };

/** An event with which the filter costs more than `budget` has counts as `invalid_filter`: it might hold it back. */
export function routeEvent(route: Route, event: EventRoute, { parse, budget }: FilterInput): RoutingVerdict {
  if (!route.destination.enabled) return 'disabled';
  if (!isWantedByIntegrations(event.integrations, route.destination)) return 'integrations';
  if (route.matches === undefined) return 'matched';
  if (route.matches === null) return 'invalid_filter';
  const isMatching = route.matches(parse(), budget);
  if (isMatching === undefined) return 'invalid_filter';
  return isMatching ? 'matched' : 'filter';
}

/**
 * Segment's rules: a key names a destination exactly; `false` keeps the event away, `true` or an object of options lets
 * it through; `All` decides for those not named and is true by itself. The most specific name wins.
 */
export function isWantedByIntegrations(integrations: JsonObject | undefined, destination: Destination): boolean {
  if (integrations === undefined) return true;
  const names = [destination.id, destination.name, CATALOG_NAMES[destination.kind], 'All'];
  for (const name of names) {
    if (name === undefined || !Object.hasOwn(integrations, name)) continue;
    const value = integrations[name];
    if (typeof value === 'boolean') return value;
    if (isObject(value)) return true;
  }
  return true;
}
