/** What became of one check: as on AWS, or not to be seen here because the emulator behaves differently from AWS. */
export type Verdict = { readonly kind: 'ok' | 'not faithful'; readonly note: string };

export type Row = { readonly name: string; readonly result: Verdict['kind'] | 'FAILED'; readonly note: string };

export type Report = {
  readonly rows: readonly Row[];
  /** Makes a check and writes down how it went. True unless it failed; what it throws is the reason. */
  check(name: string, run: () => Promise<Verdict> | Verdict): Promise<boolean>;
};

export const ok = (note: string): Verdict => ({ kind: 'ok', note });
export const notFaithful = (note: string): Verdict => ({ kind: 'not faithful', note });

export function createReport(onRow: (row: Row) => void): Report {
  const rows: Row[] = [];
  return {
    rows,
    async check(name, run) {
      const row = await judge(name, run);
      rows.push(row);
      onRow(row);
      return row.result !== 'FAILED';
    },
  };
}

async function judge(name: string, run: () => Promise<Verdict> | Verdict): Promise<Row> {
  try {
    const { kind, note } = await run();
    return { name, result: kind, note };
  } catch (error) {
    return { name, result: 'FAILED', note: error instanceof Error ? error.message : String(error) };
  }
}

/** The rows as a table for people. */
export function formatTable(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name, result, note }) => `  ${result.padEnd(12)}  ${name.padEnd(width)}  ${note}`).join('\n');
}
