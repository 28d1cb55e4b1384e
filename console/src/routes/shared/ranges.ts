// The ranges of time that an overview can show, each with the step that has room in one answer of the API.

import { HOUR_MS, MINUTE_MS } from '../../../../domain/base/time-units.ts';

export const RANGES = [
  ['1h', '1 h'],
  ['6h', '6 h'],
  ['24h', '24 h'],
  ['7d', '7 d'],
  ['31d', '31 d'],
] as const;

export type RangeName = (typeof RANGES)[number][0];

export type Range = {
  readonly name: RangeName;
  readonly granularity: 'MINUTE' | 'HOUR';
  readonly steps: number;
  readonly words: string;
  /** How often its numbers are read anew. */
  readonly everyMs: number;
};

const ALL: Readonly<Record<RangeName, Range>> = {
  '1h': { name: '1h', granularity: 'MINUTE', steps: 60, words: 'last hour', everyMs: 5_000 },
  '6h': { name: '6h', granularity: 'MINUTE', steps: 360, words: 'last 6 hours', everyMs: 15_000 },
  '24h': { name: '24h', granularity: 'HOUR', steps: 24, words: 'last 24 hours', everyMs: 30_000 },
  '7d': { name: '7d', granularity: 'HOUR', steps: 168, words: 'last 7 days', everyMs: 60_000 },
  '31d': { name: '31d', granularity: 'HOUR', steps: 744, words: 'last 31 days', everyMs: 60_000 },
};

/** Anything else than a range is the shortest. */
export function rangeOf(name: string | undefined): Range {
  return ALL[RANGES.map(([known]) => known).find((known) => known === name) ?? '1h'];
}

/** What is asked of the API: from the beginning of the first period, so that it stays the same while a period lasts. */
export function queryOf(
  { granularity, steps }: Range,
  now: Date,
): { granularity: Range['granularity']; startTime: string } {
  const stepMs = granularity === 'MINUTE' ? MINUTE_MS : HOUR_MS;
  const startMs = (Math.floor(now.getTime() / stepMs) - steps + 1) * stepMs;
  return { granularity, startTime: new Date(startMs).toISOString() };
}
