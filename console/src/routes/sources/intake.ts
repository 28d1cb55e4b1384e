// Whether events come in at a source, told from what was counted in the last hour.

import type { DataOf } from '../../../../client/api-client.ts';
import type { StateName } from '../../parts/state-name.ts';

export type Source = DataOf<'GET /sources/{sourceId}'>['source'];
export type Arrivals = DataOf<'GET /delivery-overview/sources/{sourceId}'>['series'];

/** Whether requests come to an address. Who may not see addresses is shown a stream as a source with keys is, which he does not see either. */
export function isOfRequests({ function: name, addresses }: Pick<Source, 'function' | 'addresses'>): boolean {
  return name !== undefined || addresses !== undefined;
}

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
