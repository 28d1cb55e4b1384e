// Where code does not load. The runner says it at the end of its message, and the editor of the console underlines it.

/** Counted from one. */
export type CodePlace = { readonly line: number; readonly column: number };

export const withPlace = (message: string, { line, column }: CodePlace): string =>
  `${message} (line ${line}, column ${column})`;

/** The place that a message names; undefined where it names none. */
export function placeIn(message: string): CodePlace | undefined {
  const [, line, column] = /\(line (\d{1,7}), column (\d{1,7})\)$/.exec(message) ?? [];
  return line === undefined || column === undefined ? undefined : { line: Number(line), column: Number(column) };
}
