// The outline of a funnel: as high in each part as its number is of the largest.

export const HEIGHT = 56;
const TOP = 8;
export const STEP = 100;
/** From this part of a quarter on it bends to the next one. */
const BEND = 0.8;

/** `M0 8H80C90 8 90 40 100 40H…` */
export function outlineOf(counts: readonly number[]): string {
  const most = Math.max(...counts, 1);
  const heights = counts.map((count) => HEIGHT - (Math.max(count, 0) / most) * (HEIGHT - TOP));
  const parts = heights.map((y, index) => {
    const next = heights[index + 1];
    const from = index * STEP;
    if (next === undefined) return `H${from + STEP}`;
    const [bend, middle, end] = [from + BEND * STEP, from + ((BEND + 1) / 2) * STEP, from + STEP];
    return `H${bend}C${middle} ${round(y)} ${middle} ${round(next)} ${end} ${round(next)}`;
  });
  return `M0 ${round(heights[0] ?? HEIGHT)}${parts.join('')}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
