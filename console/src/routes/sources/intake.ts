// Whether events come in at a source, told from what was counted in the last hour.

import type { DataOf } from '../../../../client/api-client.ts';
import type { StateName } from '../../parts/state-name.ts';

export type Source = DataOf<'GET /sources/{sourceId}'>['source'];
export type Arrivals = DataOf<'GET /delivery-overview/sources/{sourceId}'>['series'];

/** The last minutes, of which one event is enough. */
const LATELY_MINUTES = 5;

/** A state of now: not a number of a window. */
export function intakeOf(
  { enabled }: { readonly enabled: boolean },
  lastHour: Arrivals | undefined,
): { readonly state: StateName; readonly says: string } | undefined {
  if (!enabled) return { state: 'off', says: 'Switched off' };
  if (lastHour === undefined) return undefined;
  if (acceptedIn(lastHour.slice(-LATELY_MINUTES)) > 0) return { state: 'ok', says: 'Receiving' };
  if (acceptedIn(lastHour) > 0) return { state: 'waiting', says: 'Nothing in the last five minutes' };
  return { state: 'off', says: 'Nothing in the last hour' };
}

function acceptedIn(series: Arrivals): number {
  return series.reduce((sum, { accepted }) => sum + accepted, 0);
}

export type ArrivalSums = {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly reasons: readonly ReasonCount[];
  readonly warnings: readonly ReasonCount[];
};
export type ReasonCount = { readonly reason: string; readonly count: number };

/** What came in over all of it; reasons with the most events first. */
export function sumArrivals(series: Arrivals): ArrivalSums {
  const reasons = reasonCounts(series.map(({ rejected }) => rejected));
  return {
    accepted: acceptedIn(series),
    duplicates: series.reduce((sum, { duplicates }) => sum + duplicates, 0),
    rejected: reasons.reduce((sum, { count }) => sum + count, 0),
    reasons,
    warnings: reasonCounts(series.map(({ warned }) => warned)),
  };
}

/** Counts of reasons, added up. */
export function reasonCounts(all: readonly Readonly<Record<string, number>>[]): ReasonCount[] {
  const sums = new Map<string, number>();
  for (const [reason, count] of all.flatMap((counts) => Object.entries(counts))) {
    sums.set(reason, (sums.get(reason) ?? 0) + count);
  }
  return [...sums]
    .map(([reason, count]) => ({ reason, count }))
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count || (one.reason < other.reason ? -1 : 1));
}

/** How many were refused, for whatever reason. */
export function rejectedIn({ rejected }: { readonly rejected: Readonly<Record<string, number>> }): number {
  return Object.values(rejected).reduce((sum, count) => sum + count, 0);
}

type SeriesQuery = {
  readonly granularity: 'MINUTE' | 'HOUR';
  readonly startTime: string;
};
type Range = {
  readonly id: string;
  readonly label: string;
  /** "accepted in the last hour" */
  readonly says: string;
  readonly step: 'minute' | 'hour';
  readonly query: (now: Date) => SeriesQuery;
};

const HOUR_MS = 3_600_000;
const STEP_MS = { minute: 60_000, hour: HOUR_MS } as const;

function range(id: string, hours: number, { label, says, step }: Pick<Range, 'label' | 'says' | 'step'>): Range {
  return {
    ...{ id, label, says, step },
    query(now) {
      const stepMs = STEP_MS[step];
      // Whole steps, so that looks within one ask for the same.
      const startMs = (Math.floor(now.getTime() / stepMs) + 1) * stepMs - hours * HOUR_MS;
      return { granularity: step === 'minute' ? 'MINUTE' : 'HOUR', startTime: new Date(startMs).toISOString() };
    },
  };
}

const LAST_HOUR = range('1h', 1, { label: '1 h', says: 'in the last hour', step: 'minute' });

/** Minutes are kept for a day and hours for 35; an answer has 750 points at most. */
export const ranges: readonly Range[] = [
  LAST_HOUR,
  range('6h', 6, { label: '6 h', says: 'in the last 6 hours', step: 'minute' }),
  range('24h', 24, { label: '24 h', says: 'in the last 24 hours', step: 'hour' }),
  range('7d', 7 * 24, { label: '7 d', says: 'in the last 7 days', step: 'hour' }),
  range('31d', 31 * 24, { label: '31 d', says: 'in the last 31 days', step: 'hour' }),
];

export const rangeOf = (id: string | undefined): Range => ranges.find((known) => known.id === id) ?? LAST_HOUR;
