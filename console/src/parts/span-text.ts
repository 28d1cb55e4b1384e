// How long something took or will take, to the second: for what is followed while it goes on. `durationText` of number.tsx is
// for figures.

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../domain/base/time-units.ts';

/** `412 ms`, `5.00 s`, `27.4 s`, `2 min`, `18 min 35 s`, `4 h 5 min`, `3 d 2 h` */
export function spanText(ms: number): string {
  const size = Math.max(0, ms);
  // Each as it is rounded: 59.98 s are a minute, and not 60.0 s.
  if (Math.round(size) < SECOND_MS) return `${Math.round(size)} ms`;
  if (size < 10 * SECOND_MS - 5) return `${(size / SECOND_MS).toFixed(2)} s`;
  if (size < MINUTE_MS - 50) return `${(size / SECOND_MS).toFixed(1)} s`;
  if (size < HOUR_MS - SECOND_MS / 2) return pair(size, [MINUTE_MS, 'min'], [SECOND_MS, 's']);
  if (size < DAY_MS - MINUTE_MS / 2) return pair(size, [HOUR_MS, 'h'], [MINUTE_MS, 'min']);
  return pair(size, [DAY_MS, 'd'], [HOUR_MS, 'h']);
}

type Unit = readonly [ms: number, name: string];

function pair(ms: number, [largeMs, large]: Unit, [smallMs, small]: Unit): string {
  const inSmall = Math.round(ms / smallMs);
  const perLarge = largeMs / smallMs;
  const rest = inSmall % perLarge;
  const whole = `${Math.floor(inSmall / perLarge)} ${large}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}
