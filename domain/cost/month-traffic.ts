// What the ledger has of a month, added up from the hours of all sources and destinations: what the price of a month is
// computed from, by the command and by the console.

import { HOUR_MS } from '../base/time-units.ts';
import type { MonthTraffic } from './month-cost.ts';

/** Hours of all sources and destinations, as `GET /delivery-overview/series` has them. */
export type MonthSeries = {
  /** When the first hour begins, ISO 8601. */
  readonly startTime: string | null;
  /** `accepted`: hour by hour. */
  readonly sources: readonly { readonly accepted: readonly number[] }[];
  /** `sums`: of all hours. */
  readonly destinations: readonly { readonly id: string; readonly sums: Attempts }[];
};
type Attempts = { readonly delivered: number; readonly attempts: number };

/** What a destination had, for what it costs beside the others. */
export type Deliveries = { readonly id: string } & Pick<MonthTraffic, 'delivered' | 'failedAttempts'>;

/** The month that `now` is in, in UTC. Its hours fit one series, which may have 750. */
export function monthOf(now: Date): { readonly startTime: string; readonly endTime: string } {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  const iso = (ms: number): string => new Date(ms).toISOString();
  return { startTime: iso(Date.UTC(year, month)), endTime: iso(Date.UTC(year, month + 1)) };
}

export function trafficOf(now: Date, series: MonthSeries): MonthTraffic {
  const { startTime, endTime } = monthOf(now);
  const [beginsMs, nowMs] = [Date.parse(startTime), now.getTime()];
  const firstHourMs = Date.parse(series.startTime ?? startTime);
  const accepted = sumByHour(series.sources.map((source) => source.accepted));
  const busy = accepted.flatMap((count, hour) => (count > 0 ? [firstHourMs + hour * HOUR_MS] : []));
  const destinations = deliveriesOf(series);
  return {
    accepted: sum(accepted),
    delivered: sum(destinations.map(({ delivered }) => delivered)),
    failedAttempts: sum(destinations.map(({ failedAttempts }) => failedAttempts)),
    busyHours: busy.length,
    ...{ beginsMs, endsMs: Date.parse(endTime), firstMs: Math.min(...busy, nowMs), nowMs },
  };
}

/** Of each destination. */
export const deliveriesOf = ({ destinations }: Pick<MonthSeries, 'destinations'>): Deliveries[] =>
  destinations.map(({ id, sums: { delivered, attempts } }) => ({
    ...{ id, delivered, failedAttempts: Math.max(0, attempts - delivered) },
  }));

function sumByHour(all: readonly (readonly number[])[]): number[] {
  const hours = Math.max(0, ...all.map(({ length }) => length));
  return Array.from({ length: hours }, (_, hour) => sum(all.map((counts) => counts[hour] ?? 0)));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
