// Medians and quantiles of small samples.

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Between two values it is in between, so that few rounds do not jump. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)] ?? NaN, sorted[Math.ceil(place)] ?? NaN];
  return below + (above - below) * (place - Math.floor(place));
}
