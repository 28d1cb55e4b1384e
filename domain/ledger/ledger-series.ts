// The ledger over time: every commit adds the same counts to a minute and to an hour. Which periods there are, how long
// they are kept and what may be asked for at once; the ledger store writes by it, the control API reads.

import { periodKey } from '../tables/table-keys.ts';
import { HOUR_MS } from '../base/time-units.ts';

/** How long one point of a series is. */
export type SeriesStep = 'minute' | 'hour';

/** All steps, the finest first. */
export const SERIES_STEPS: readonly SeriesStep[] = ['minute', 'hour'];

const STEP_MS: Readonly<Record<SeriesStep, number>> = { minute: 60_000, hour: HOUR_MS };

/** How far back a series can be read. */
export const SERIES_KEPT_MS: Readonly<Record<SeriesStep, number>> = { minute: 24 * HOUR_MS, hour: 35 * 24 * HOUR_MS };

/** Without a beginning, a series has this many points: an hour of minutes, a day of hours and a bit. */
const DEFAULT_POINTS: Readonly<Record<SeriesStep, number>> = { minute: 60, hour: 24 };

/**
 * Points of one answer at most: 31 days of hours, 12 hours of minutes. Each is read from every shard, so this is 60
 * requests for 100 items.
 */
export const SERIES_MAX_POINTS = 750;

/** Periods go a little later than they must, so that a series never begins in the middle of what is being deleted. */
const EXPIRY_MARGIN_MS = HOUR_MS;

/** Epoch milliseconds at which the period begins that `atMs` is in. */
export function periodStart(step: SeriesStep, atMs: number): number {
  return Math.floor(atMs / STEP_MS[step]) * STEP_MS[step];
}

/** Epoch seconds at which a period that begins at `startMs` may be forgotten. */
export function periodExpiry(step: SeriesStep, startMs: number): number {
  return Math.ceil((startMs + STEP_MS[step] + SERIES_KEPT_MS[step] + EXPIRY_MARGIN_MS) / 1000);
}

const MINUTE_CHARACTERS = '2026-11-22T10:05'.length;
const HOUR_CHARACTERS = '2026-11-22T10'.length;

/** The key of what one owner counted in one period on one shard: `minute#destination#crm#3#2026-11-22T10:05`. */
export function seriesKey(step: SeriesStep, place: { owner: string; shard: number; startMs: number }): string {
  const period = new Date(place.startMs)
    .toISOString()
    .slice(0, step === 'minute' ? MINUTE_CHARACTERS : HOUR_CHARACTERS);
  return periodKey(step, { ...place, period });
}

/** The minute that `atMs` is in, in UTC: `2026-11-22T10:05`. Later minutes sort after earlier ones. */
export function minuteName(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, MINUTE_CHARACTERS);
}

/** Epoch milliseconds at which a minute of that name begins. */
export function minuteStart(name: string): number {
  return Date.parse(`${name}Z`);
}

/** What somebody asks for: epoch milliseconds; without an end until now, without a beginning an hour or a day. */
export type SeriesRequest = { readonly step: SeriesStep; readonly fromMs?: number; readonly toMs?: number };

export type SeriesPeriods =
  | { readonly ok: true; readonly startsMs: readonly number[] }
  | { readonly ok: false; readonly problem: 'empty' | 'too_long' | 'too_old' };

/** The beginnings of the periods of a series: from the one that `fromMs` is in, until before `toMs`. */
export function seriesPeriods({ step, fromMs, toMs }: SeriesRequest, nowMs: number): SeriesPeriods {
  const stepMs = STEP_MS[step];
  const endMs = toMs ?? nowMs + 1;
  const firstMs = periodStart(step, fromMs ?? endMs - 1 - (DEFAULT_POINTS[step] - 1) * stepMs);
  if (firstMs >= endMs) return { ok: false, problem: 'empty' };
  if (firstMs < periodStart(step, nowMs) - SERIES_KEPT_MS[step]) return { ok: false, problem: 'too_old' };
  const points = Math.ceil((endMs - firstMs) / stepMs);
  if (points > SERIES_MAX_POINTS) return { ok: false, problem: 'too_long' };
  return { ok: true, startsMs: Array.from({ length: points }, (_, index) => firstMs + index * stepMs) };
}
