// Which events of a batch go to which destination. Fan-out routes by it; the control API asks it again about an archived
// batch.

import type { Destination } from './destination.ts';
import type { JsonObject } from './event.ts';
import { compileFql } from './fql/compile.ts';
import { destinationLedgerKey, type Counts } from './ledger.ts';
import type { EventRoute } from './messages.ts';
import { routeEvent, type Route } from './routing.ts';

/** The events of a batch that one destination gets. */
export type RoutedEvents = { readonly events: readonly EventRoute[]; readonly lines: readonly string[] };

type Routing = {
  readonly routed: ReadonlyMap<Destination, RoutedEvents>;
  /** Ledger key of each destination -> how many events it gets, and why it does not get the others. */
  readonly verdicts: readonly (readonly [string, Counts])[];
};

/** Asks every destination about every event. An event is parsed at most once, and only when a filter must see it. */
export function routeEvents(
  batch: { readonly events: readonly EventRoute[]; readonly lines: readonly string[] },
  destinations: readonly Destination[],
): Routing {
  const parsers = batch.lines.map((line) => parseOnce(line));
  const routed = new Map<Destination, RoutedEvents>();
  const verdicts: [string, Counts][] = [];
  for (const destination of destinations) {
    const route = toRoute(destination);
    const events: EventRoute[] = [];
    const lines: string[] = [];
    const counts: Record<string, number> = {};
    for (const [index, event] of batch.events.entries()) {
      const verdict = routeEvent(route, event, parsers[index] ?? (() => ({})));
      const counter = verdict === 'matched' ? verdict : `filtered:${verdict}`;
      counts[counter] = (counts[counter] ?? 0) + 1;
      if (verdict !== 'matched') continue;
      events.push(event);
      lines.push(batch.lines[index] ?? '');
    }
    if (events.length > 0) routed.set(destination, { events, lines });
    verdicts.push([destinationLedgerKey(destination.id), counts]);
  }
  return { routed, verdicts };
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
