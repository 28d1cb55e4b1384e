// What a suite finds out, and how it is shown. Every figure stands beside the floor or the peer of the same run.

/** One line of a comparison. */
export type Row = {
  readonly name: string;
  /** Median over rounds, in the unit of the section. */
  readonly value: number;
  /** Median over rounds of the ratio to the floor in the same round. */
  readonly ratio: number;
  /** Quartiles of that ratio. */
  readonly low: number;
  readonly high: number;
};

/** Things that were measured side by side. The first row is the floor, with the ratio 1. */
export type Section = {
  readonly title: string;
  /** What `value` is: `us CPU/event`. */
  readonly unit: string;
  readonly rows: readonly Row[];
};

/** `--quick` is for the test that keeps the benchmarks running; its figures mean nothing. */
export type Settings = {
  readonly rounds: number;
  /** CPU time that one sample takes at least. */
  readonly sampleMs: number;
  /** How long the memory and pipeline suites put their load on. */
  readonly loadMs: number;
};

export type Suite = {
  readonly name: string;
  readonly run: (settings: Settings) => Promise<readonly Section[]>;
};

export function toTable({ title, unit, rows }: Section): string {
  const head = ['', unit, 'ratio', 'quartiles'];
  const lines = rows.map(({ name, value, ratio, low, high }) => [
    name,
    readable(value),
    readable(ratio),
    low === high ? '' : `${readable(low)}-${readable(high)}`,
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0)));
  const toLine = (line: readonly string[]): string =>
    `| ${line.map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(Math.max(1, width - 1))}:`)).join(' | ')} |`;
  return [`**${title}**`, '', toLine(head), rule, ...lines.map(toLine)].join('\n');
}

function readable(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toPrecision(value >= 10 ? 3 : 2);
}
