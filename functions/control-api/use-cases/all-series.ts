import { addCounts, type Counts } from '../../../domain/ledger/ledger.ts';
import type { SeriesStep } from '../../../domain/ledger/ledger-series.ts';
import { ledgerOwnersOf } from '../../../domain/workspace/subscription.ts';
import { sourceLedgerKey } from '../../../domain/tables/table-keys.ts';
import type { Config } from '../../shared/stores/config-store.ts';
import { apiError } from '../http/api-error.ts';
import {
  parseRange,
  parseStep,
  pointOfDestination,
  pointOfSource,
  type DestinationPoint,
  type SeriesRange,
  type SourcePoint,
} from './ledger-series.ts';

// The series of many at once, which begin at the same moment: what an overview of everything needs in one request.

/** Each is read from every shard, of every owner: an hour of minutes, and the minute that has begun. */
const MOST_POINTS = 61;

/** A source or a destination, by a key that orders all: first the sources, then the destinations, each by id. */
export type SeriesOwner = { readonly key: string } & (
  | { readonly kind: 'source'; readonly id: string }
  | {
      readonly kind: 'destination';
      readonly id: string;
      readonly sourceId: string;
      readonly ledgers: readonly string[];
    }
);

/** What it counted in each period, and in all of them together. */
type Counted<Point> = { readonly points: readonly Point[]; readonly sums: Point };

export type AllSeries = {
  readonly startsMs: readonly number[];
  readonly sources: readonly ({ readonly id: string } & Counted<SourcePoint>)[];
  readonly destinations: readonly ({ readonly id: string; readonly sourceId: string } & Counted<DestinationPoint>)[];
};

export type ReadAllSeries = {
  /** All that there are. */
  owners(): Promise<SeriesOwner[]>;
  ofOwners(owners: readonly SeriesOwner[], range: SeriesRange): Promise<AllSeries>;
};

export function createAllSeries(deps: {
  config: () => Promise<Config>;
  read: (request: { owner: string; step: SeriesStep; startsMs: readonly number[] }) => Promise<readonly Counts[]>;
  now: () => Date;
}): ReadAllSeries {
  return {
    async owners() {
      const { sources, destinations } = await deps.config();
      return [
        ...[...sources.keys()].map((id) => ({ key: `1#${id}`, kind: 'source' as const, id })),
        ...[...destinations.values()].map((destination) => {
          const { id, source: sourceId } = destination;
          return { key: `2#${id}`, kind: 'destination' as const, id, sourceId, ledgers: ledgerOwnersOf(destination) };
        }),
      ];
    },
    async ofOwners(owners, range) {
      const step = parseStep(range.step);
      const startsMs = parseRange(range, step, deps.now());
      if (startsMs.length > MOST_POINTS) throw apiError('range_too_long', { most: MOST_POINTS });
      const countsOf = async (ledgers: readonly string[]): Promise<Counts[]> => {
        const series = await Promise.all(ledgers.map((owner) => deps.read({ owner, step, startsMs })));
        return startsMs.map((_, index) => sumOf(series.map((counts) => counts[index] ?? {})));
      };
      const found = await Promise.all(
        owners.map(async (owner) =>
          owner.kind === 'source'
            ? { ...owner, ...counted(await countsOf([sourceLedgerKey(owner.id)]), pointOfSource) }
            : { ...owner, ...counted(await countsOf(owner.ledgers), pointOfDestination) },
        ),
      );
      return {
        startsMs,
        sources: found.flatMap((one) => (one.kind === 'source' ? [one] : [])),
        destinations: found.flatMap((one) => (one.kind === 'destination' ? [one] : [])),
      };
    },
  };
}

function counted<Point>(counts: readonly Counts[], toPoint: (counts: Counts) => Point): Counted<Point> {
  return { points: counts.map(toPoint), sums: toPoint(sumOf(counts)) };
}

const sumOf = (counts: readonly Counts[]): Counts => counts.reduce<Counts>((sum, one) => addCounts(sum, one), {});
