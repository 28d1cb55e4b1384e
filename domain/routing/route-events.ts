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
import { routeEvent, type Route, type RoutingVerdict } from './routing.ts';
import { destinationLedgerKey } from '../tables/table-keys.ts';

/** The events of a batch that one destination gets. */
export type RoutedEvents = { readonly events: readonly EventRoute[]; readonly lines: readonly string[] };

/** Where the events of a batch go. */
export type Routing = {
  readonly routed: ReadonlyMap<Destination, RoutedEvents>;
  /** Ledger key of each destination -> how many events it gets, and why it does not get the others. */
  readonly verdicts: readonly (readonly [string, Counts])[];
  /** For each event the ids of the destinations that get it. Events that go the same ways share one list. */
  readonly destinations: readonly (readonly string[])[];
};

/** Asks every destination about every event. An event is parsed at most once, and only when a filter must see it. */
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
    if (toSet(ids).has(route.destination.id)) return 'matched';
    const verdict = ask(route, event, place);
    return verdict === 'matched' ? 'disabled' : verdict;
  });
}

/**
 * Where in the batch, and what the filter of this destination may still cost for its events together. One object for all
 * events of a destination: there may be a hundred destinations, and an object for each event would cost more than asking.
 */
type Place = { index: number; readonly shared: StepBudget };
type Ask = (route: Route, event: EventRoute, place: Place) => RoutingVerdict;

function askNow({ lines }: RoutedEvents): Ask {
  const parsers = lines.map((line) => parseOnce(line));
  const budget: StepBudget = { left: 0 };
  return (route, event, { index, shared }) => {
    const most = Math.min(shared.left, STEPS_PER_EVENT);
    budget.left = most;
    const verdict = routeEvent(route, event, { parse: parsers[index] ?? nothing, budget });
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

/** Each filter has the same share, so that a costly one takes nothing from its neighbours. */
function shareOf({ events }: RoutedEvents, destinations: readonly Destination[]): number {
  const filters = destinations.filter(({ filter }) => filter !== undefined).length;
  return (STEPS_PER_BATCH + events.length * STEPS_PER_BATCHED_EVENT) / Math.max(filters, 1);
}

function sortOut(batch: RoutedEvents, destinations: readonly Destination[], ask: Ask): Routing {
  const routed = new Map<Destination, RoutedEvents>();
  const verdicts: [string, Counts][] = [];
  const ids: (readonly string[])[] = new Array<readonly string[]>(batch.events.length).fill([]);
  const share = shareOf(batch, destinations);
  for (const destination of destinations) {
    const place: Place = { index: 0, shared: { left: share } };
    const route = toRoute(destination);
    const events: EventRoute[] = [];
    const lines: string[] = [];
    const counts: Record<string, number> = {};
    const withThis = remember((others: readonly string[]) => [...others, destination.id]);
    for (const [index, event] of batch.events.entries()) {
      place.index = index;
      const verdict = ask(route, event, place);
      const counter = verdict === 'matched' ? verdict : `filtered:${verdict}`;
      counts[counter] = (counts[counter] ?? 0) + 1;
      if (verdict !== 'matched') continue;
      events.push(event);
      lines.push(batch.lines[index] ?? '');
      ids[index] = withThis(ids[index] ?? []);
    }
    if (events.length > 0) routed.set(destination, { events, lines });
    verdicts.push([destinationLedgerKey(destination.id), counts]);
  }
  return { routed, verdicts, destinations: ids };
}

/** Destinations are the same objects until the configuration changes, so each filter is compiled once. */
const routes = new WeakMap<Destination, Route>();

/** A destination with its filter compiled. */
export function toRoute(destination: Destination): Route {
  const known = routes.get(destination);
  if (known !== undefined) return known;
  const route = { destination, ...compileFilter(destination.filter) };
  routes.set(destination, route);
  return route;
}

function compileFilter(filter: string | undefined): Omit<Route, 'destination'> {
  if (filter === undefined) return {};
  const compiled = compileFql(filter);
  return { matches: compiled.ok ? compiled.matches : null };
}

const nothing = (): JsonObject => ({});

function parseOnce(line: string): () => JsonObject {
  let parsed: JsonObject | undefined;
  return () => (parsed ??= parseExactly(line) as JsonObject);
}
