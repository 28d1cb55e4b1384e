// Which events of a batch go to which destination. Fan-out routes by it, once when events come and again when it recovers
// a batch from the archive; the trace of the control API asks it about archived batches.

import type { Destination } from '../workspace/destination.ts';
import type { JsonObject } from '../events/event.ts';
import { parseExactly } from '../base/exact-json.ts';
import { compileFql } from '../fql/compile.ts';
import { STEPS_PER_EVENT, type StepBudget } from '../fql/step-budget.ts';
import { type Counts } from '../ledger/ledger.ts';
import type { EventRoute } from '../events/event-route.ts';
import { remember } from '../base/remember.ts';
import { askDestination, askSubscription, type Condition, type Route, type RoutingVerdict } from './routing.ts';
import { addressOf, subscribersOf, type Subscriber } from '../workspace/subscription.ts';
import { destinationLedgerKey } from '../tables/table-keys.ts';

/** The events of a batch that one destination gets by one of its subscriptions. */
export type RoutedEvents = { readonly events: readonly EventRoute[]; readonly lines: readonly string[] };

/** Where the events of a batch go. */
export type Routing = {
  readonly routed: ReadonlyMap<Subscriber, RoutedEvents>;
  /** Ledger key of each subscription of each destination -> how many events it gets, and why it does not get the others. */
  readonly verdicts: readonly (readonly [string, Counts])[];
  /** For each event the addresses of the destinations that get it, see `addressOf`. Events that go the same ways share one list. */
  readonly destinations: readonly (readonly string[])[];
};

/** Asks every destination about every event, and each of its subscriptions. An event is parsed at most once, and only when a filter must see it. */
export function routeEvents(batch: RoutedEvents, destinations: readonly Destination[]): Routing {
  return sortOut(batch, destinations, askNow(batch));
}

/**
 * Routes a batch again as the archive says that it was routed, so that it makes the same packs whatever was changed
 * since. Who was not meant then does not get an event now: it counts with the reason of now, and as `disabled` when
 * there is none any more. Events of which nothing is recorded are routed anew.
 */
export function routeAsRecorded(
  batch: RoutedEvents & { readonly destinations: readonly (readonly string[] | undefined)[] },
  destinations: readonly Destination[],
): Routing {
  const ask = askNow(batch);
  const toSet = remember((ids: readonly string[]) => new Set(ids));
  return sortOut(batch, destinations, (route, event, place) => {
    const ids = batch.destinations[place.index];
    if (ids === undefined) return ask(route, event, place);
    if (toSet(ids).has(addressOf(route.destination))) return 'matched';
    const verdict = ask(route, event, place);
    return verdict === 'matched' ? 'disabled' : verdict;
  });
}

/**
 * Where in the batch, and what the filter of this destination may still cost for its events together. One object for all
 * events of a destination: there may be a hundred destinations, and an object for each event would cost more than asking.
 */
type Place = {
  index: number;
  readonly shared: StepBudget;
  /** What the destination said to this event, which holds for all its subscriptions. */
  said: RoutingVerdict | undefined;
};
type Ask = (route: Route, event: EventRoute, place: Place) => RoutingVerdict;

function askNow({ lines }: RoutedEvents): Ask {
  const parsers = lines.map((line) => parseOnce(line));
  const budget: StepBudget = { left: 0 };
  return (route, event, place) => {
    const { shared } = place;
    const most = Math.min(shared.left, STEPS_PER_EVENT);
    budget.left = most;
    const input = { parse: parsers[place.index] ?? nothing, budget };
    place.said ??= askDestination(route, event, input);
    const verdict =
      place.said === 'matched' && route.trigger !== undefined ? askSubscription(route, input) : place.said;
    shared.left -= most - Math.max(budget.left, 0);
    return verdict;
  };
}

/**
 * What the filters of one source may cost for a batch together, however many there are: less than half a second for the
 * largest batch, so that no other source waits for them. A filter of ten comparisons takes about forty steps an
 * event; the fixed part lets small batches have a few costly events.
 */
const STEPS_PER_BATCH = 2_000_000;
const STEPS_PER_BATCHED_EVENT = 10_000;

/** Each destination with conditions has the same share, so that a costly one takes nothing from its neighbours. */
function shareOf({ events }: RoutedEvents, destinations: readonly Destination[]): number {
  const isAsking = ({ filter, subscriptions }: Destination): boolean =>
    filter !== undefined || subscriptions !== undefined;
  const filters = destinations.filter(isAsking).length;
  return (STEPS_PER_BATCH + events.length * STEPS_PER_BATCHED_EVENT) / Math.max(filters, 1);
}

function sortOut(batch: RoutedEvents, destinations: readonly Destination[], ask: Ask): Routing {
  const routed = new Map<Destination, RoutedEvents>();
  const verdicts: [string, Counts][] = [];
  const ids: (readonly string[])[] = new Array<readonly string[]>(batch.events.length).fill([]);
  const share = shareOf(batch, destinations);
  const offer = ({ route, events, lines, counts, withThis }: Way, event: EventRoute, place: Place): void => {
    const verdict = ask(route, event, place);
    const counter = verdict === 'matched' ? verdict : `filtered:${verdict}`;
    counts[counter] = (counts[counter] ?? 0) + 1;
    if (verdict !== 'matched') return;
    events.push(event);
    lines.push(batch.lines[place.index] ?? '');
    ids[place.index] = withThis(ids[place.index] ?? []);
  };
  for (const destination of destinations) {
    const place: Place = { index: 0, shared: { left: share }, said: undefined };
    const ways = routesOf(destination).map(beginWay);
    for (const [index, event] of batch.events.entries()) {
      place.index = index;
      place.said = undefined;
      for (const way of ways) offer(way, event, place);
    }
    for (const { route, events, lines, counts } of ways) {
      const { id, subscription } = route.destination;
      if (events.length > 0) routed.set(route.destination, { events, lines });
      verdicts.push([destinationLedgerKey(id, subscription?.id), counts]);
    }
  }
  return { routed, verdicts, destinations: ids };
}

type Way = ReturnType<typeof beginWay>;

/** What one subscription gets of a batch, while it is being sorted out. */
function beginWay(route: Route) {
  const address = addressOf(route.destination);
  return {
    route,
    events: [] as EventRoute[],
    lines: [] as string[],
    counts: {} as Record<string, number>,
    withThis: remember((others: readonly string[]) => [...others, address]),
  };
}

/** Destinations are the same objects until the configuration changes, so each condition is compiled once. */
const routes = new WeakMap<Destination, readonly Route[]>();

/** A destination by each of its subscriptions, with filter and trigger compiled. */
export function routesOf(destination: Destination): readonly Route[] {
  const known = routes.get(destination);
  if (known !== undefined) return known;
  const filter = compile(destination.filter);
  const all = subscribersOf(destination).map((subscriber): Route => {
    const { subscription } = subscriber;
    const trigger = subscription === undefined ? {} : { trigger: compile(subscription.trigger) };
    return { destination: subscriber, ...filter, ...trigger };
  });
  routes.set(destination, all);
  return all;
}

function compile(condition: string | undefined): { readonly matches?: Condition } {
  if (condition === undefined) return {};
  const compiled = compileFql(condition);
  return { matches: compiled.ok ? compiled.matches : null };
}

const nothing = (): JsonObject => ({});

function parseOnce(line: string): () => JsonObject {
  let parsed: JsonObject | undefined;
  return () => (parsed ??= parseExactly(line) as JsonObject);
}
