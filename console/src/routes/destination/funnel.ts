// What became of the events of a source at one destination in a range of time: sums that close, out of the points of the
// two series of the ledger.

import type { DataOf } from '../../../../client/api-client.ts';
import { addCounts, type Counts } from '../../../../domain/ledger/ledger.ts';

export type SourcePoint = DataOf<'GET /delivery-overview/sources/{sourceId}'>['series'][number];
export type DestinationPoint = DataOf<'GET /delivery-overview/destinations/{destinationId}'>['series'][number];

export type Funnel = {
  readonly accepted: number;
  readonly duplicates: number;
  readonly unique: number;
  /** Not meant for it, by why. */
  readonly filtered: Counts;
  /** Accepted and never decided about, as before the destination was there. */
  readonly undecided: number;
  readonly matched: number;
  readonly delivered: number;
  readonly filteredByFunction: Counts;
  readonly discarded: Counts;
  readonly deadLettered: Counts;
  /** By how much more is held, or less, than when the range began. */
  readonly held: number;
  /** The same of what is on its way. */
  readonly waiting: number;
  readonly attempts: number;
  readonly redriven: number;
  readonly replayed: { readonly delivered: number; readonly matched: number };
  readonly check: 'closes' | 'began later' | 'does not close';
};

type Series = { readonly source: readonly SourcePoint[]; readonly destination: readonly DestinationPoint[] };

export const totalOf = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

export function funnelOf({ source, destination }: Series): Funnel {
  const accepted = sum(source, ({ accepted: count }) => count);
  const duplicates = sum(source, ({ duplicates: count }) => count);
  const matched = sum(destination, ({ matched: count }) => count);
  const filtered = countsOf(destination, ({ filtered: counts }) => counts);
  const delivered = sum(destination, ({ delivered: count }) => count);
  const filteredByFunction = countsOf(destination, ({ filteredByFunction: counts = {} }) => counts);
  const discarded = countsOf(destination, ({ discarded: counts }) => counts);
  const deadLettered = countsOf(destination, ({ deadLettered: counts }) => counts);
  const held = sum(destination, ({ held: count }) => count);
  const ended = delivered + totalOf(filteredByFunction) + totalOf(discarded) + totalOf(deadLettered);
  return {
    ...{ accepted, duplicates, unique: accepted - duplicates, filtered, matched, delivered, filteredByFunction },
    ...{ discarded, deadLettered, held, waiting: matched - ended - held },
    undecided: accepted - duplicates - matched - totalOf(filtered),
    attempts: sum(destination, ({ attempts }) => attempts),
    redriven: sum(destination, ({ redriven }) => redriven),
    replayed: {
      delivered: sum(destination, ({ replayed }) => replayed.delivered),
      matched: sum(destination, ({ replayed }) => replayed.matched),
    },
    check: checkOf(source, destination),
  };
}

/** Every period that is over closes by itself. The one that goes on was read at two moments, and says nothing. */
function checkOf(source: readonly SourcePoint[], destination: readonly DestinationPoint[]): Funnel['check'] {
  const decidedAt = new Map(destination.map(({ time, matched, filtered }) => [time, matched + totalOf(filtered)]));
  const over = source.slice(0, -1).filter(({ time }) => decidedAt.has(time));
  const missing = over.map(({ time, accepted, duplicates }) => accepted - duplicates - (decidedAt.get(time) ?? 0));
  const firstDecided = over.findIndex(({ time }) => decidedAt.get(time) !== 0);
  if (missing.every((count) => count === 0)) return 'closes';
  const began = firstDecided === -1 ? missing.length : firstDecided;
  // In the period in which it began it was asked about a part.
  const isLater = missing.every((count, index) => count === 0 || (count > 0 && index <= began));
  return isLater ? 'began later' : 'does not close';
}

function sum<Point>(points: readonly Point[], countOf: (point: Point) => number): number {
  return points.reduce((total, point) => total + countOf(point), 0);
}

function countsOf<Point>(points: readonly Point[], of: (point: Point) => Counts): Counts {
  const all = points.reduce<Counts>((counts, point) => addCounts(counts, of(point)), {});
  return Object.fromEntries(Object.entries(all).filter(([, count]) => count !== 0));
}
