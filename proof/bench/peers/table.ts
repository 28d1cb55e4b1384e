// The table of docs/performance.md that has Penstock beside other systems. `npm run bench -- one-machine --out
// docs/performance` writes it anew; test/proof/bench/peers-table.test.ts holds the page against the report.
import type { Section } from '../harness/report.ts';
import { COLUMNS, PEER_ROWS, type PeerRow } from './measured.ts';

export type OneMachineReport = { readonly at: string; readonly sections: readonly Section[] };

const PAGE_PART = /(<!-- peers: [^\n]*-->)[^]*?(<!-- end of peers -->)/;

/** The page with the table of this report, or without a column for one. */
export function withPeersTable(page: string, report: OneMachineReport | undefined): string {
  if (!PAGE_PART.test(page)) throw new Error('docs/performance.md has no place for the table of peers.');
  return page.replace(PAGE_PART, (_, begin: string, end: string) => `${begin}\n\n${peersTable(report)}\n\n${end}`);
}

export function peersTable(report: OneMachineReport | undefined): string {
  const own = report === undefined ? [] : [`Penstock, ${report.at.slice(0, 10)}`];
  const head = ['', ...own, ...COLUMNS];
  const rows = PEER_ROWS.map((row) => [
    row.what,
    ...(report === undefined ? [] : [ownCell(row, report)]),
    ...row.cells,
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = line(head.map((_, column) => (column === 0 ? '---' : '--:')));
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function ownCell({ own }: PeerRow, report: OneMachineReport): string {
  if (own === undefined) return '–';
  const section = report.sections.find(({ title }) => title === `one machine: ${own.section}`);
  const values = own.rows.map((name) => {
    const value = section?.rows.find((row) => row.name === name)?.value;
    if (value === undefined) throw new Error(`The report of one-machine has no "${own.section}: ${name}".`);
    const { digits } = own;
    return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  });
  return values.join(' / ');
}
