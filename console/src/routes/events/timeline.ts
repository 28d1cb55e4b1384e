// Where on a logarithmic axis an event's way stands: waits that double look even.

import type { Trace } from './trace-view.ts';

/** What came sooner than this stands at the beginning. */
const FIRST_MS = 10;
const TICKS = [
  [10, '10 ms'],
  [100, '100 ms'],
  [1000, '1 s'],
  [10_000, '10 s'],
  [60_000, '1 min'],
  [600_000, '10 min'],
  [3_600_000, '1 h'],
  [14_400_000, '4 h'],
  [86_400_000, '1 d'],
  [864_000_000, '10 d'],
] as const satisfies readonly (readonly [ms: number, label: string])[];
/** Labels that come closer than this are left out. */
const LABEL_WIDTH = 48;

export type Axis = {
  readonly x: (atMs: number) => number;
  readonly nowX: number;
  readonly ticks: readonly { readonly x: number; readonly label: string; readonly isLabelled: boolean }[];
};

/** From when the event was received to the last of what is known and of now, over `width` pixels. */
export function axisOf(momentsMs: readonly number[], { receivedMs, nowMs, width }: AxisPlace): Axis {
  const last = Math.max(nowMs, ...momentsMs) - receivedMs;
  const end = TICKS.find(([ms]) => ms >= last * 1.15)?.[0] ?? Math.max(last * 1.15, FIRST_MS * 10);
  const perDecade = width / Math.log10(end / FIRST_MS);
  const xOf = (ms: number): number => Math.log10(Math.max(ms, FIRST_MS) / FIRST_MS) * perDecade;
  const nowX = xOf(nowMs - receivedMs);
  const ticks = TICKS.filter(([ms]) => ms <= end).map(([ms, label]) => {
    const x = xOf(ms);
    return { x, label, isLabelled: Math.abs(x - nowX) >= LABEL_WIDTH };
  });
  return { x: (atMs) => xOf(atMs - receivedMs), nowX, ticks: withoutCrowd(ticks) };
}

export type AxisPlace = { readonly receivedMs: number; readonly nowMs: number; readonly width: number };

function withoutCrowd(ticks: Axis['ticks']): Axis['ticks'] {
  let lastX = -Infinity;
  return ticks.map((tick) => {
    const isLabelled = tick.isLabelled && tick.x - lastX >= LABEL_WIDTH;
    if (isLabelled) lastX = tick.x;
    return { ...tick, isLabelled };
  });
}

/** Every moment that a trace names, those to come too. */
export function momentsOf({ destinations, batch }: Trace): number[] {
  const times = destinations.flatMap(({ attempts, end }) => [
    ...attempts.flatMap(({ decidedAt, nextAttemptAt }) => [decidedAt, nextAttemptAt]),
    end.at,
    end.since,
    end.until,
  ]);
  return [...times, batch.countedAt].flatMap((time) => {
    const ms = Date.parse(time ?? '');
    return Number.isNaN(ms) ? [] : [ms];
  });
}
