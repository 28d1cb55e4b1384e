// How long runs took, of those that are shown.

type Took = { readonly cpuMs: number; readonly ms: number };

export type Times = {
  readonly median: number;
  readonly most: number;
};

/** Undefined where there is nothing to measure. */
export function timesOf(runs: readonly Took[], of: keyof Took): Times | undefined {
  const sorted = runs.map((run) => run[of]).toSorted((one, other) => one - other);
  const [median, most] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted.at(-1)];
  return median === undefined || most === undefined ? undefined : { median, most };
}
