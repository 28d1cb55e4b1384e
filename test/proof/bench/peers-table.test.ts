import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, test } from 'vitest';
import { PEER_ROWS } from '../../../proof/bench/peers/measured.ts';
import { peersTable, withPeersTable, type OneMachineReport } from '../../../proof/bench/peers/table.ts';

const DOCS = join(import.meta.dirname, '../../../docs');
const PAGE = join(DOCS, 'performance.md');
const REPORT = join(DOCS, 'performance/one-machine.json');

/** A report in which every figure that the table wants is 1,234.567. */
function aReport(): OneMachineReport {
  const wanted = PEER_ROWS.flatMap(({ own }) => own ?? []);
  const sections = [...new Set(wanted.map(({ section }) => section))].map((section) => ({
    title: `one machine: ${section}`,
    unit: '',
    rows: wanted
      .filter((other) => other.section === section)
      .flatMap(({ rows }) => rows.map((name) => ({ name, value: 1234.567, ratio: 1, low: 1, high: 1 }))),
  }));
  return { at: '2026-12-01T10:00:00.000Z', sections };
}

describe('the table of peers', () => {
  test('has a column of its own for a report, with dashes for what it does not measure', () => {
    const [head, , ...rows] = peersTable(aReport()).split('\n');

    const own = rows.map((row) => row.split(' | ')[1]);

    expect(head).toContain('| Penstock, 2026-12-01 | Penstock, 35b4594 | RudderStack |');
    expect(own[0]).toBe('1,234.57');
    expect(own[1]).toBe('1,235');
    expect(own[5]).toBe('1,235 / 1,235 / 1,235');
    expect(own[6]).toBe('–');
  });

  test('refuses a report that lacks a figure', () => {
    const { at, sections } = aReport();

    expect(() => peersTable({ at, sections: sections.slice(1) })).toThrow('has no "CPU of all processes');
  });

  test('stands in docs/performance.md as the last report has it', async () => {
    const page = readFileSync(PAGE, 'utf8');
    const report = existsSync(REPORT) ? (JSON.parse(readFileSync(REPORT, 'utf8')) as OneMachineReport) : undefined;

    const written = await format(withPeersTable(page, report), { ...(await resolveConfig(PAGE)), filepath: PAGE });

    expect(page).toBe(written);
  });
});
