// How long a partner waits, against what was promised: two working days.

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../domain/base/time-units.ts';

const PROMISED_DAYS = 2;

/** `1 d 6 h`, `22 h`, `41 min`. */
export function ageText(since: string, now: Date): string {
  const age = Math.max(0, now.getTime() - Date.parse(since));
  if (age < HOUR_MS) return `${Math.floor(age / MINUTE_MS)} min`;
  const hours = Math.floor((age % DAY_MS) / HOUR_MS);
  return age < DAY_MS ? `${hours} h` : `${Math.floor(age / DAY_MS)} d ${hours} h`;
}

/** The end of the second working day, at the same hour: weekends are none. In UTC, as no one place is meant. */
export function dueAt(since: string): Date {
  const due = new Date(since);
  let left = PROMISED_DAYS;
  while (left > 0 || isWeekend(due)) {
    due.setTime(due.getTime() + DAY_MS);
    if (!isWeekend(due)) left -= 1;
  }
  return due;
}

function isWeekend(date: Date): boolean {
  const SATURDAY = 6;
  return date.getUTCDay() === 0 || date.getUTCDay() === SATURDAY;
}

export function isOverdue(since: string, now: Date): boolean {
  return now.getTime() > dueAt(since).getTime();
}
