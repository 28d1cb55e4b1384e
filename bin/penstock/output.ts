import { escapeSteering, printable } from '../../domain/base/printable.ts';

/** What somebody else wrote (names, events, answers) must not steer the terminal, so there is no way around these. */
export type Output = {
  /** May have several lines. */
  line(text?: string): void;
  /** One line. */
  json(value: unknown): void;
  table(columns: readonly Column[], rows: readonly Row[]): void;
  /** Names and values, below each other. Leaves out what is undefined. */
  fields(values: Readonly<Record<string, unknown>>): void;
  /** For people only: does not mix with what a program reads. */
  note(text: string): void;
  /** Begins anew at the top, on a terminal. */
  clear(): void;
};

/** Its heading; numbers stand to the right. */
export type Column = string | { readonly name: string; readonly align: 'right' };
type Row = readonly (string | number | undefined)[];

const CLEAR = '\u001b[H\u001b[2J';

/** JSON escapes only some of them by itself. */
export function printableJson(value: unknown, indent?: number): string {
  return escapeSteering(JSON.stringify(value ?? null, undefined, indent));
}

export function createOutput(to: {
  readonly write: (text: string) => void;
  readonly writeNote: (text: string) => void;
  readonly isTerminal: boolean;
}): Output {
  const line = (text = ''): void => to.write(`${printable(text)}\n`);
  return {
    line,
    json: (value) => to.write(`${printableJson(value)}\n`),
    table(columns, rows) {
      for (const row of layOut(columns, rows)) line(row);
    },
    fields(values) {
      const shown = Object.entries(values).filter(([, value]) => value !== undefined);
      const width = Math.max(...shown.map(([name]) => name.length)) + 2;
      for (const [name, value] of shown) line(`${`${name}:`.padEnd(width)}${cellOf(value)}`);
    },
    note: (text) => to.writeNote(`${printable(text)}\n`),
    clear: () => to.isTerminal && to.write(CLEAR),
  };
}

function cellOf(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? '' : printableJson(value);
  // A cell that breaks the line could look like a row of its own.
  return printable(text).replaceAll(/[\n\t]/g, ' ');
}

/** An id has 63 at most, so that none is cut. `--json` has everything. */
const WIDEST_CELL = 72;

/** The beginning of a long text, with an ellipsis in the place of the rest. */
export function shorten(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/** The lines of a table, every column as wide as its widest cell. */
export function layOut(columns: readonly Column[], rows: readonly Row[]): string[] {
  const heads = columns.map((column) => (typeof column === 'string' ? column : column.name));
  const all = [heads, ...rows.map((row) => row.map((cell) => shorten(cellOf(cell), WIDEST_CELL)))];
  const widths = heads.map((_, index) => Math.max(...all.map((row) => row[index]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return typeof columns[index] === 'string' ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** A list as JSON lines, or as a table of its columns. */
export function printList<Item>(
  { out, json }: { readonly out: Output; readonly json: boolean },
  items: readonly Item[],
  { empty, columns }: { empty: string; columns: Readonly<Record<string, (item: Item) => string | number | undefined>> },
): void {
  if (json) for (const item of items) out.json(item);
  else if (items.length === 0) out.line(empty);
  else {
    const cells = Object.values(columns);
    out.table(
      Object.keys(columns),
      items.map((item) => cells.map((cell) => cell(item))),
    );
  }
}
