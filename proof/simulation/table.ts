import { MINUTE_MS, SECOND_MS } from '../../domain/base/time-units.ts';

/** The first column holds names, the others numbers. Aligned, so that the formatter has nothing to change. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, column) =>
    Math.max(3, ...[header, ...rows].map((row) => (row[column] ?? '').length), name.length),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(header), line(rule), ...rows.map(line)].join('\n');
}

const MINUTES_SHOWN = 100;

/** `200 ms`, `1.5 s`, `17 s`, `42 min`, `3.6 h`. */
export function duration(milliseconds: number): string {
  const minutes = milliseconds / MINUTE_MS;
  if (minutes >= MINUTES_SHOWN) return `${(minutes / 60).toFixed(1)} h`;
  if (minutes >= 2) return `${Math.round(minutes)} min`;
  if (milliseconds < SECOND_MS) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / SECOND_MS;
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}
