// What stands along the axes of a chart.

const MS_PER_SECOND = 1000;
const DAY_S = 86_400;

/** `13:05`, or the day where the axis has days. */
export function tickText(seconds: number, stepSeconds: number, timeZone: string | undefined): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const date = new Date(seconds * MS_PER_SECOND);
  return stepSeconds >= DAY_S
    ? date.toLocaleDateString('en-GB', { ...zone, day: 'numeric', month: 'short' })
    : date.toLocaleTimeString('en-GB', { ...zone, hour: '2-digit', minute: '2-digit' });
}

/** Of a logarithmic axis only 1, 10, 100 have a line and a label. */
export function decadesOf(splits: readonly number[]): (number | null)[] {
  return splits.map((split) =>
    split > 0 && Number.isInteger(Math.round(Math.log10(split) * 1e6) / 1e6) ? split : null,
  );
}
