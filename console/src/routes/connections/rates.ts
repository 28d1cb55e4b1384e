// Rates of now: exact totals of two looks, subtracted. No counter is asked for that the overview does not have.

import type { Overview } from './model.ts';

export type Rates = {
  /** Accepted a second, by source. */
  readonly accepted: ReadonlyMap<string, number>;
  /** Delivered a second, by destination. */
  readonly delivered: ReadonlyMap<string, number>;
};

/** What was counted at a moment. */
export type Look = {
  readonly atMs: number;
  readonly accepted: ReadonlyMap<string, number>;
  readonly delivered: ReadonlyMap<string, number>;
};

/** Over more than a few polls, so that digits do not jump. */
const WINDOW_MS = 30_000;
/** Looks further apart say nothing of now: the tab was hidden, or paused. */
const STALE_MS = 60_000;

const NONE: Rates = { accepted: new Map(), delivered: new Map() };

/** The looks that are still of use, with the newest. */
export function remember(looks: readonly Look[], newest: Look): readonly Look[] {
  const last = looks.at(-1);
  if (last?.atMs === newest.atMs) return looks;
  if (last !== undefined && (newest.atMs - last.atMs > STALE_MS || newest.atMs < last.atMs)) return [newest];
  return [...looks, newest].filter(({ atMs }) => newest.atMs - atMs <= WINDOW_MS);
}

/** Between the oldest and the newest look; nothing from one alone. */
export function ratesOf(looks: readonly Look[]): Rates {
  const [oldest] = looks;
  const newest = looks.at(-1);
  if (oldest === undefined || newest === undefined || oldest.atMs === newest.atMs) return NONE;
  const seconds = (newest.atMs - oldest.atMs) / 1000;
  const between = (name: 'accepted' | 'delivered'): Map<string, number> =>
    new Map(
      [...newest[name]].flatMap(([id, count]) => {
        const before = oldest[name].get(id);
        return before === undefined ? [] : [[id, Math.max(0, count - before) / seconds] as const];
      }),
    );
  return { accepted: between('accepted'), delivered: between('delivered') };
}

export function lookOf({ generatedAt, sources, destinations }: Overview): Look {
  return {
    atMs: Date.parse(generatedAt),
    accepted: new Map(sources.map(({ id, accepted }) => [id, accepted])),
    delivered: new Map(destinations.map(({ id, delivered }) => [id, delivered])),
  };
}
