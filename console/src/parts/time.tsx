// Times: relative beside exact, in the zone that was chosen in the head of the console.

import { useEffect, useState } from 'react';
import type { Zone } from './zone-name.ts';
import { useZone } from './zone.tsx';

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;
/** Relative times are told anew this often. */
const TICK_MS = 10_000;

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

type At = { readonly at: Date | string };

const toDate = (at: Date | string): Date => (typeof at === 'string' ? new Date(at) : at);

/** `10:42:14`, with the day where it is not today: `2 Nov 2026, 09:00:00`. */
export function exactText(date: Date, { zone, now }: { readonly zone: Zone; readonly now: Date }): string {
  const timeZone = zone === 'utc' ? { timeZone: 'UTC' } : {};
  const day = new Intl.DateTimeFormat('en-GB', { ...timeZone, day: 'numeric', month: 'short', year: 'numeric' });
  const time = new Intl.DateTimeFormat('en-GB', { ...timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const isToday = day.format(date) === day.format(now);
  return isToday ? time.format(date) : `${day.format(date)}, ${time.format(date)}`;
}

/** `10:42`, with the day where it is not today: for lines that have little room. */
export function shortText(date: Date, { zone, now }: { readonly zone: Zone; readonly now: Date }): string {
  return exactText(date, { zone, now }).replace(/:\d\d$/, '');
}

/** `3 min. ago`, `in 2 hr.` */
export function relativeText(date: Date, now: Date): string {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000);
  const size = Math.abs(seconds);
  if (size < MINUTE_S) return RELATIVE.format(seconds, 'second');
  if (size < HOUR_S) return RELATIVE.format(Math.round(seconds / MINUTE_S), 'minute');
  if (size < DAY_S) return RELATIVE.format(Math.round(seconds / HOUR_S), 'hour');
  return RELATIVE.format(Math.round(seconds / DAY_S), 'day');
}

/** The time that it is, told anew now and then. */
export function useNow(everyMs: number = TICK_MS): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** A moment alone: only where how long ago it was says nothing. */
export function ExactTime({ at }: At) {
  const { zone } = useZone();
  const date = toDate(at);
  if (Number.isNaN(date.getTime())) return <span className="zero">–</span>;
  return (
    <time dateTime={date.toISOString()} title={`${date.toISOString()} (UTC)`}>
      {exactText(date, { zone, now: new Date() })}
    </time>
  );
}

/** A moment to the millisecond, for what follows one upon the other. */
export function PreciseTime({ at }: At) {
  const { zone } = useZone();
  const date = toDate(at);
  if (Number.isNaN(date.getTime())) return <span className="zero">–</span>;
  const ms = String(date.getMilliseconds()).padStart(3, '0');
  return (
    <time dateTime={date.toISOString()} title={`${date.toISOString()} (UTC)`}>
      {exactText(date, { zone, now: new Date() })}.{ms}
    </time>
  );
}

/** A moment and how long ago it was: `10:42:14 · 3 min. ago`. */
export function Time({ at }: At) {
  // Told anew now and then; what has just been read is newer than the last tick, and never lies ahead.
  useNow();
  const now = new Date();
  const date = toDate(at);
  if (Number.isNaN(date.getTime())) return <span className="zero">–</span>;
  return (
    <span className="nowrap">
      <ExactTime at={date} /> <span className="t3">· {relativeText(date, now)}</span>
    </span>
  );
}
