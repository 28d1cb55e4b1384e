// How long catching up takes, by how fast held packs are released and how many functions take them.

import { FAILING, anOutage, defaultLane, simulateOutage } from './outage.ts';

export type SweepRow = {
  readonly packsPerStep: number;
  readonly retryConcurrency: number;
  readonly eventsPerPack: number;
  readonly latencyMs: number;
  /** undefined: not within twelve hours. */
  readonly caughtUpMs: number | undefined;
  /** What any retry of the lane waits beyond its own time, at worst. */
  readonly oldestRetryMs: number;
  readonly peakRetryInFlight: number;
  /** What was still held each minute. */
  readonly held: readonly (readonly [atMs: number, events: number])[];
};

type Varied = Pick<SweepRow, 'packsPerStep' | 'retryConcurrency' | 'eventsPerPack' | 'latencyMs'>;

/** The lane as it is, and then what else it could be, one thing changed after another. */
export function releaseVariants(): readonly Varied[] {
  const { release, retryConcurrency, eventsPerPack } = defaultLane();
  const asItIs: Varied = { packsPerStep: release.packsPerStep, retryConcurrency, eventsPerPack, latencyMs: 200 };
  return [
    asItIs,
    { ...asItIs, latencyMs: 50 },
    { ...asItIs, eventsPerPack: 20 },
    { ...asItIs, retryConcurrency: 40 },
    ...[50, 100].flatMap((packsPerStep) =>
      [10, 20, 40].map((functions) => ({ ...asItIs, packsPerStep, retryConcurrency: functions })),
    ),
    { ...asItIs, packsPerStep: 100, retryConcurrency: 20, eventsPerPack: 20 },
    { ...asItIs, packsPerStep: 100, retryConcurrency: 20, latencyMs: 50 },
  ];
}

export function sweepRelease(varied: Varied): SweepRow {
  const { packsPerStep, latencyMs, ...lane } = varied;
  const base = defaultLane();
  const release = { ...base.release, packsPerStep };
  const result = simulateOutage(anOutage('http_500', { latencyMs, lane: { ...base, ...lane, release } }));
  const { samples, caughtUpMs } = result;
  const retry = result.lane.world.retry.peaks();
  return {
    ...varied,
    caughtUpMs,
    oldestRetryMs: retry.waitMs,
    peakRetryInFlight: retry.inFlight,
    held: samples.map(({ atMs, destinations }) => [atMs, destinations[FAILING]?.heldEvents ?? 0] as const),
  };
}
