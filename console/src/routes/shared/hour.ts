// The last hour of all sources and destinations, minute by minute, and how it goes on with what was read last.

import type { DataOf } from '../../../../client/api-client.ts';
import { MINUTE_MS } from '../../../../domain/base/time-units.ts';
import { losingOf, mostFrequent, type Losing } from './losing.ts';

type Answer = Omit<DataOf<'GET /delivery-overview/series'>, 'pagination'>;

export type SourceHour = { readonly accepted: readonly number[]; readonly rejected: readonly number[] };
export type DestinationHour = {
  readonly delivered: readonly number[];
  /** Discarded and dead-lettered. */
  readonly lost: readonly number[];
  readonly reason: string | undefined;
  readonly p95: number | null;
};

export type HourSeries = {
  /** When the first minute begins. */
  readonly startMs: number;
  readonly points: number;
  readonly sources: ReadonlyMap<string, SourceHour>;
  readonly destinations: ReadonlyMap<string, DestinationHour>;
};

const HOUR_MINUTES = 60;
/** The minute that is over may have got its last counts since it was read. */
const READ_AGAIN = 2;

/** Where to read on; undefined when it is too long ago. */
export function nextStart({ startMs, points }: HourSeries, nowMs: number): number | undefined {
  const fromMs = startMs + (points - READ_AGAIN) * MINUTE_MS;
  return nowMs - fromMs > (HOUR_MINUTES / 2) * MINUTE_MS ? undefined : fromMs;
}

export function toSeries({ startTime, sources, destinations }: Answer): HourSeries {
  return {
    startMs: Date.parse(startTime ?? ''),
    points: sources[0]?.accepted.length ?? destinations[0]?.delivered.length ?? 0,
    sources: new Map(sources.map(({ id, accepted, rejected }) => [id, { accepted, rejected }])),
    destinations: new Map(
      destinations.map(({ id, delivered, discarded, deadLettered, sums }) => [
        id,
        {
          ...{ delivered, p95: sums.latencyMs.p95, reason: mostFrequent([sums.discarded, sums.deadLettered]) },
          lost: delivered.map((_, index) => (discarded[index] ?? 0) + (deadLettered[index] ?? 0)),
        },
      ]),
    ),
  };
}

/** The hour that ends with what was read last. Percentiles cannot be added, so a new hour's stay until all is read anew. */
export function joined(before: HourSeries, last: HourSeries): HourSeries {
  const kept = Math.round((last.startMs - before.startMs) / MINUTE_MS);
  const all = kept + last.points;
  const dropped = Math.max(0, all - HOUR_MINUTES);
  const join = (old: readonly number[] | undefined, fresh: readonly number[]): number[] =>
    [...(old ?? Array.from({ length: kept }, () => 0)).slice(0, kept), ...fresh].slice(dropped);
  return {
    startMs: before.startMs + dropped * MINUTE_MS,
    points: all - dropped,
    sources: new Map(
      [...last.sources].map(([id, { accepted, rejected }]) => {
        const old = before.sources.get(id);
        return [id, { accepted: join(old?.accepted, accepted), rejected: join(old?.rejected, rejected) }];
      }),
    ),
    destinations: new Map(
      [...last.destinations].map(([id, { delivered, lost, reason, p95 }]) => {
        const old = before.destinations.get(id);
        return [
          id,
          {
            ...{ delivered: join(old?.delivered, delivered), lost: join(old?.lost, lost) },
            // Of the last minutes, where something was lost in them.
            ...{ reason: reason ?? old?.reason, p95: old?.p95 ?? p95 },
          },
        ];
      }),
    ),
  };
}

/** Whether a destination has taken nothing lately of what it was sent. */
export function losingAt(series: HourSeries | undefined, destinationId: string): Losing | undefined {
  const hour = series?.destinations.get(destinationId);
  return series === undefined || hour === undefined ? undefined : losingOf({ startMs: series.startMs, ...hour });
}
