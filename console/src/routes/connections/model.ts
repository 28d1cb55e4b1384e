// What the overview shows, from what the API answers: sources with their destinations, the state of each now, and rates.

import type { DataOf, ItemOf } from '../../../../client/api-client.ts';
import { reasonTitle } from '../../parts/reason.ts';
import type { StateName } from '../../parts/state-name.ts';
import { losingAt, type HourSeries } from '../shared/hour.ts';
import { losingText, type Losing } from '../shared/losing.ts';
import type { Rates } from './rates.ts';

export type Overview = DataOf<'GET /delivery-overview'>;
type SourceOverview = Overview['sources'][number];
type DestinationOverview = Overview['destinations'][number];

export type DestinationNode = {
  readonly id: string;
  readonly sourceId: string;
  readonly name: string;
  readonly state: StateName;
  /** What it does now, in words; `since` stands behind it. */
  readonly says: string;
  readonly since?: string;
  readonly perSecond: number | undefined;
  readonly p95: number | null | undefined;
  readonly waiting: number;
  readonly held: number;
  readonly undelivered: number;
};

export type SourceNode = {
  readonly id: string;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly hasSent: boolean;
  readonly perSecond: number | undefined;
  /** Of what came in the last hour, the part that was refused; undefined when nothing came. */
  readonly refused: number | undefined;
  /** Accepted, minute by minute. */
  readonly hour: readonly number[] | undefined;
  readonly destinations: readonly DestinationNode[];
};

type Known = {
  readonly overview: Overview;
  readonly sources: readonly ItemOf<'GET /sources'>[];
  readonly destinations: readonly ItemOf<'GET /destinations'>[];
  readonly rates: Rates;
  readonly series: HourSeries | undefined;
};

export const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const collator = new Intl.Collator('en');
/** By name, so that no row moves because of a number. */
const byName = (one: { name: string; id: string }, other: { name: string; id: string }): number =>
  collator.compare(one.name, other.name) || collator.compare(one.id, other.id);

export function nodesOf(known: Known): SourceNode[] {
  const named = new Map(known.sources.map((source) => [source.id, source]));
  const destinations = Map.groupBy(destinationsOf(known), ({ sourceId }) => sourceId);
  const nodes = known.overview.sources.map((counted): SourceNode => {
    const source = named.get(counted.id);
    return {
      id: counted.id,
      name: source?.name ?? counted.id,
      isEnabled: source?.enabled ?? true,
      ...flowOf(counted, known),
      destinations: (destinations.get(counted.id) ?? []).toSorted(byName),
    };
  });
  return nodes.toSorted(byName);
}

function flowOf({ id, accepted }: SourceOverview, { rates, series }: Known) {
  const lastHour = series?.sources.get(id);
  const came = lastHour === undefined ? 0 : sum(lastHour.accepted) + sum(lastHour.rejected);
  return {
    hasSent: accepted > 0,
    perSecond: rates.accepted.get(id) ?? lastMinute(lastHour?.accepted),
    refused: came === 0 ? undefined : sum(lastHour?.rejected ?? []) / came,
    hour: lastHour?.accepted,
  };
}

function destinationsOf({ overview, destinations, rates, series }: Known): DestinationNode[] {
  const named = new Map(destinations.map((destination) => [destination.id, destination.name]));
  return overview.destinations.map((counted): DestinationNode => {
    const { id, sourceId, waiting, held, discarded, deadLettered } = counted;
    const lastHour = series?.destinations.get(id);
    return {
      ...{ id, sourceId, waiting, held },
      name: named.get(id) ?? id,
      ...stateOf(counted, losingAt(series, id)),
      perSecond: rates.delivered.get(id) ?? lastMinute(lastHour?.delivered),
      p95: lastHour?.p95,
      undelivered: total(discarded) + total(deadLettered),
    };
  });
}

/** The worst that is true of it now. */
export function stateOf(
  counted: DestinationOverview,
  losing?: Losing,
): Pick<DestinationNode, 'state' | 'says' | 'since'> {
  const { enabled, held, down, throttled, notice, matched } = counted;
  if (!enabled) {
    if (held > 0) return { state: 'held', says: notice ?? 'Off; what waited is held' };
    return { state: 'off', says: notice ?? 'Off' };
  }
  if (down !== undefined) return { state: 'failed', says: `Down: ${reasonTitle(down.reason)}`, since: down.since };
  if (losing !== undefined) return { state: 'failed', says: losingText(losing), since: losing.since };
  if (throttled !== undefined) return { state: 'waiting', says: `Throttled to ${throttled.perSecond}/s` };
  if (notice !== undefined) return { state: 'failed', says: notice };
  return matched === 0 ? { state: 'off', says: 'Nothing has arrived yet' } : { state: 'ok', says: 'Delivering' };
}

const SECONDS_PER_MINUTE = 60;
/** Of the last minute that is over: the one that goes on has not counted all yet. */
function lastMinute(counts: readonly number[] | undefined): number | undefined {
  const count = counts?.at(-2);
  return count === undefined ? undefined : count / SECONDS_PER_MINUTE;
}

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

export type Sums = {
  readonly accepted: number;
  readonly duplicates: number;
  readonly unique: number;
  readonly matched: number;
  readonly delivered: number;
  readonly waiting: number;
  readonly held: number;
  readonly discarded: number;
  readonly deadLettered: number;
  readonly filteredByFunction: number;
};

export function sumsOf({ sources, destinations }: Overview): Sums {
  const of = <Row>(rows: readonly Row[], count: (row: Row) => number): number => sum(rows.map(count));
  const accepted = of(sources, (source) => source.accepted);
  const duplicates = of(sources, (source) => source.duplicates);
  return {
    ...{ accepted, duplicates, unique: accepted - duplicates },
    matched: of(destinations, ({ matched }) => matched),
    delivered: of(destinations, ({ delivered }) => delivered),
    waiting: of(destinations, ({ waiting }) => waiting),
    held: of(destinations, ({ held }) => held),
    discarded: of(destinations, ({ discarded }) => total(discarded)),
    deadLettered: of(destinations, ({ deadLettered }) => total(deadLettered)),
    filteredByFunction: of(destinations, ({ filteredByFunction }) => total(filteredByFunction ?? {})),
  };
}
