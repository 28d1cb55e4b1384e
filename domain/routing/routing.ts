// Which destinations want an event. Fan-out asks for every event and every destination of its source, and counts the
// reason of each one that does not get it.

import { KINDS } from '../../destinations/kinds.ts';
import type { Destination } from '../workspace/destination.ts';
import type { Subscriber } from '../workspace/subscription.ts';
import { isObject, type JsonObject } from '../events/event.ts';
import type { StepBudget } from '../fql/step-budget.ts';
import type { EventRoute } from '../events/event-route.ts';

/** `matched`, or why the destination does not get the event. */
export type RoutingVerdict =
  | 'matched'
  | 'disabled'
  | 'integrations'
  | 'filter'
  | 'invalid_filter'
  | 'subscription_disabled'
  | 'trigger'
  | 'invalid_trigger';

/** A condition ready to use: missing when it takes everything, null when it is broken. */
export type Condition = ((event: JsonObject, budget: StepBudget) => boolean | undefined) | null;

/** A destination by one of its subscriptions, with filter and trigger ready to use. */
export type Route = {
  readonly destination: Subscriber;
  readonly matches?: Condition | undefined;
  /** There where the destination names its subscriptions. */
  readonly trigger?: { readonly matches?: Condition | undefined } | undefined;
};

/** An event for filters: parsed only when one has to see the whole of it. */
export type FilterInput = { readonly parse: () => JsonObject; readonly budget: StepBudget };

/**
 * First the destination is asked, then its subscription. An event with which a condition costs more than `budget` has
 * counts as `invalid_filter` or `invalid_trigger`: it might hold it back.
 */
export function routeEvent(route: Route, event: EventRoute, input: FilterInput): RoutingVerdict {
  const verdict = askDestination(route, event, input);
  return verdict === 'matched' && route.trigger !== undefined ? askSubscription(route, input) : verdict;
}

/** The same for all subscriptions of a destination. */
export function askDestination(
  { destination, matches }: Route,
  event: EventRoute,
  { parse, budget }: FilterInput,
): RoutingVerdict {
  if (!destination.enabled) return 'disabled';
  if (!isWantedByIntegrations(event.integrations, destination)) return 'integrations';
  if (matches === undefined) return 'matched';
  const isMatching = matches?.(parse(), budget);
  if (isMatching === undefined) return 'invalid_filter';
  return isMatching ? 'matched' : 'filter';
}

/** Of an event that the destination gets. */
export function askSubscription(
  { destination, trigger }: Route,
  { parse, budget }: FilterInput,
): Extract<RoutingVerdict, 'matched' | 'subscription_disabled' | 'trigger' | 'invalid_trigger'> {
  if (destination.subscription?.enabled === false) return 'subscription_disabled';
  if (trigger?.matches === undefined) return 'matched';
  const isMatching = trigger.matches?.(parse(), budget);
  if (isMatching === undefined) return 'invalid_trigger';
  return isMatching ? 'matched' : 'trigger';
}

/**
 * Segment's rules: a key names a destination, whatever its case; `false` keeps the event away, `true` or an object of
 * options lets it through; `All` decides for those not named and is true by itself. The most specific name wins.
 */
export function isWantedByIntegrations(integrations: JsonObject | undefined, destination: Destination): boolean {
  if (integrations === undefined) return true;
  const said = wishesOf(integrations);
  for (const name of [destination.id, destination.name, KINDS[destination.kind].catalogName, 'All']) {
    const wish = name === undefined ? undefined : said.get(name.toLowerCase());
    if (wish !== undefined) return wish;
  }
  return true;
}

/** The events of a batch are asked about for each destination; what they say is read once. */
const wishes = new WeakMap<JsonObject, ReadonlyMap<string, boolean>>();

/** Lower-case name -> whether it gets the event. Of keys that differ in case alone, the one that keeps it away counts. */
function wishesOf(integrations: JsonObject): ReadonlyMap<string, boolean> {
  const known = wishes.get(integrations);
  if (known !== undefined) return known;
  const said = new Map<string, boolean>();
  for (const [key, value] of Object.entries(integrations)) {
    const name = key.toLowerCase();
    const wish = readWish(value);
    if (wish !== undefined) said.set(name, wish && said.get(name) !== false);
  }
  wishes.set(integrations, said);
  return said;
}

const YES: ReadonlySet<unknown> = new Set(['true', '1', 'yes', 'on']);

/**
 * `null` says nothing. Whatever else is no clear yes keeps the event away (`"false"`, `0`, a text that nobody knows): an
 * opt-out that is not understood must never deliver more. An empty list is what PHP makes of an empty map of options.
 */
function readWish(value: unknown): boolean | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return YES.has(value.trim().toLowerCase());
  if (typeof value === 'number') return value === 1;
  return isObject(value) || (Array.isArray(value) && value.length === 0);
}
