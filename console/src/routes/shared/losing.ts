// Whether a destination that is switched on gets nothing at all: everything that ended lately was discarded or given up. It
// is not down, because it answers; so nothing else says that its events are lost.

import { MINUTE_MS } from '../../../../domain/base/time-units.ts';
import { reasonTitle } from '../../parts/reason.ts';

/** Minute by minute, oldest first. */
export type Endings = {
  readonly startMs: number;
  readonly delivered: readonly number[];
  /** Discarded and dead-lettered together. */
  readonly lost: readonly number[];
  /** The one that was met most often in this time. */
  readonly reason: string | undefined;
};

export type Losing = {
  readonly lost: number;
  /** When the first of them ended, after which nothing was delivered. */
  readonly since: string;
  readonly reason: string | undefined;
};

/** One event that is refused between two that are taken says nothing about the destination. */
const FEWEST_LOST = 3;

export function losingOf({ startMs, delivered, lost, reason }: Endings): Losing | undefined {
  const lastTaken = delivered.findLastIndex((count) => count > 0);
  const after = lost.map((count, index) => (index > lastTaken ? count : 0));
  const count = after.reduce((sum, one) => sum + one, 0);
  if (count === 0 || (lastTaken !== -1 && count < FEWEST_LOST)) return undefined;
  const first = after.findIndex((one) => one > 0);
  return { lost: count, since: new Date(startMs + first * MINUTE_MS).toISOString(), reason };
}

type Counts = Readonly<Record<string, number>>;
const total = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The reason for which most were lost, in all of these together. */
export function mostFrequent(counts: readonly Counts[]): string | undefined {
  const sums = new Map<string, number>();
  for (const [reason, count] of counts.flatMap((each) => Object.entries(each))) {
    sums.set(reason, (sums.get(reason) ?? 0) + count);
  }
  return [...sums].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}

type Point = {
  readonly time: string;
  readonly delivered: number;
  readonly discarded: Counts;
  readonly deadLettered: Counts;
};

/** The same of the series of one destination. */
export function losingIn(series: readonly Point[]): Losing | undefined {
  const losing = losingOf({
    startMs: Date.parse(series[0]?.time ?? ''),
    delivered: series.map(({ delivered }) => delivered),
    lost: series.map(({ discarded, deadLettered }) => total(discarded) + total(deadLettered)),
    reason: undefined,
  });
  if (losing === undefined) return undefined;
  const since = series.filter(({ time }) => Date.parse(time) >= Date.parse(losing.since));
  return { ...losing, reason: mostFrequent(since.flatMap(({ discarded, deadLettered }) => [discarded, deadLettered])) };
}

/** `Delivers nothing: HTTP 400` */
export const losingText = ({ reason }: Losing): string =>
  `Delivers nothing${reason === undefined ? '' : `: ${reasonTitle(reason)}`}`;
