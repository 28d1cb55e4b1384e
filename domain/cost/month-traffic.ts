// What the ledger has of a month, added up from hours of sources and destinations: what the price of a month is computed from.

import type { MonthTraffic } from './month-cost.ts';

/** What an hour has of a source or of a destination. */
export type Hour = {
  /** ISO 8601. */
  readonly time: string;
  readonly accepted?: number;
  readonly delivered?: number;
  readonly attempts?: number;
};

/** Of each source, and of each destination. */
export type Hours = Readonly<Record<'sources' | 'destinations', readonly (readonly Hour[])[]>>;

/** The month that `now` is in, in UTC. Its hours fit one series, which may have 750. */
export function monthOf(now: Date): { readonly startTime: string; readonly endTime: string } {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  const iso = (ms: number): string => new Date(ms).toISOString();
  return { startTime: iso(Date.UTC(year, month)), endTime: iso(Date.UTC(year, month + 1)) };
}

export function trafficOf(
  time: Pick<MonthTraffic, 'beginsMs' | 'endsMs' | 'nowMs'>,
  { sources, destinations }: Hours,
): MonthTraffic {
  const accepted = new Map<string, number>();
  for (const hour of sources.flat()) {
    if ((hour.accepted ?? 0) > 0) accepted.set(hour.time, (accepted.get(hour.time) ?? 0) + (hour.accepted ?? 0));
  }
  const busy = [...accepted.keys()].map((at) => Date.parse(at));
  return {
    accepted: [...accepted.values()].reduce((sum, one) => sum + one, 0),
    ...deliveriesOf(destinations.flat()),
    ...time,
    busyHours: busy.length,
    firstMs: Math.min(...busy, time.nowMs),
  };
}

/** What a destination had, for what it costs beside the others. */
export function deliveriesOf(hours: readonly Hour[]): Pick<MonthTraffic, 'delivered' | 'failedAttempts'> {
  let [delivered, attempts] = [0, 0];
  for (const hour of hours) {
    delivered += hour.delivered ?? 0;
    attempts += hour.attempts ?? 0;
  }
  return { delivered, failedAttempts: Math.max(0, attempts - delivered) };
}
