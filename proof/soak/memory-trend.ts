/** How a size went on over time. */
export type Trend = {
  readonly seconds: number;
  readonly samples: number;
  readonly firstThirdMb: number;
  readonly lastThirdMb: number;
  readonly largestMb: number;
  /** Of the straight line that fits best. */
  readonly mbPerMinute: number;
};

type Point = { readonly at: number; readonly mb: number };

const MIN_SAMPLES = 9;

/** Undefined when there are too few samples to say anything. Times are epoch milliseconds. */
export function trendOf(points: readonly Point[]): Trend | undefined {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < MIN_SAMPLES) return undefined;
  const third = Math.floor(points.length / 3);
  return {
    seconds: Math.round((last.at - first.at) / 1000),
    samples: points.length,
    firstThirdMb: median(points.slice(0, third).map(({ mb }) => mb)),
    lastThirdMb: median(points.slice(-third).map(({ mb }) => mb)),
    largestMb: Math.max(...points.map(({ mb }) => mb)),
    mbPerMinute: slope(points) * 60_000,
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Least squares; per millisecond. */
function slope(points: readonly Point[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanAt = mean(points.map(({ at }) => at));
  const meanMb = mean(points.map(({ mb }) => mb));
  const covariance = points.reduce((sum, { at, mb }) => sum + (at - meanAt) * (mb - meanMb), 0);
  const variance = points.reduce((sum, { at }) => sum + (at - meanAt) ** 2, 0);
  return variance === 0 ? 0 : covariance / variance;
}
