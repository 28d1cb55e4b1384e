import { addCounts, type Counts } from '../../../domain/ledger/ledger.ts';
import type { SeriesStep } from '../../../domain/ledger/ledger-series.ts';
import { ledgerOwnersOf } from '../../../domain/workspace/subscription.ts';
import { sourceLedgerKey } from '../../../domain/tables/table-keys.ts';
import type { Config } from '../../shared/stores/config-store.ts';
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

/** Sources and destinations of one answer. */
const MOST_OWNERS = 20;

/**
 * Periods of one answer, of all its owners together. Each is read from every shard, so these are at most 480 requests for
 * 100 items; a month of hours has room for eight owners in them, and an hour of minutes for all twenty.
 */
const MOST_PERIODS = 6000;

/** Which periods are asked for, and of how many owners one answer has them. */
export type Periods = {
  readonly step: SeriesStep;
  readonly startsMs: readonly number[];
  readonly ownersAtOnce: number;
};

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
  readonly sources: readonly ({ readonly id: string } & Counted<SourcePoint>)[];
  readonly destinations: readonly ({ readonly id: string; readonly sourceId: string } & Counted<DestinationPoint>)[];
};

export type ReadAllSeries = {
  /** All that there are. */
  owners(): Promise<SeriesOwner[]>;
  periods(range: SeriesRange): Periods;
  ofOwners(owners: readonly SeriesOwner[], periods: Periods): Promise<AllSeries>;
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
    periods(range) {
      const step = parseStep(range.step);
      const startsMs = parseRange(range, step, deps.now());
      return { step, startsMs, ownersAtOnce: Math.min(MOST_OWNERS, Math.floor(MOST_PERIODS / startsMs.length)) };
    },
    async ofOwners(owners, { step, startsMs }) {
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
