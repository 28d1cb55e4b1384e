// Which events of a batch go to which destination. Fan-out routes by it, once when events come and again when it recovers
// a batch from the archive; the trace of the control API asks it about archived batches.

import type { Destination } from './destination.ts';
import type { JsonObject } from './event.ts';
import { compileFql } from './fql/compile.ts';
import { destinationLedgerKey, type Counts } from './ledger.ts';
import type { EventRoute } from './messages.ts';
import { remember } from './remember.ts';
import { routeEvent, type Route, type RoutingVerdict } from './routing.ts';

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
  return sortOut(batch, destinations, (route, event, index) => {
    const ids = batch.destinations[index];
    if (ids === undefined) return ask(route, event, index);
    if (toSet(ids).has(route.destination.id)) return 'matched';
    const verdict = ask(route, event, index);
    return verdict === 'matched' ? 'disabled' : verdict;
  });
}

type Ask = (route: Route, event: EventRoute, index: number) => RoutingVerdict;

function askNow({ lines }: RoutedEvents): Ask {
  const parsers = lines.map((line) => parseOnce(line));
  return (route, event, index) => routeEvent(route, event, parsers[index] ?? (() => ({})));
}

function sortOut(batch: RoutedEvents, destinations: readonly Destination[], ask: Ask): Routing {
  const routed = new Map<Destination, RoutedEvents>();
  const verdicts: [string, Counts][] = [];
  const ids: (readonly string[])[] = new Array<readonly string[]>(batch.events.length).fill([]);
  for (const destination of destinations) {
    const route = toRoute(destination);
    const events: EventRoute[] = [];
    const lines: string[] = [];
    const counts: Record<string, number> = {};
    const withThis = remember((others: readonly string[]) => [...others, destination.id]);
    for (const [index, event] of batch.events.entries()) {
      const verdict = ask(route, event, index);
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

function parseOnce(line: string): () => JsonObject {
  let parsed: JsonObject | undefined;
  return () => (parsed ??= JSON.parse(line) as JsonObject);
}
