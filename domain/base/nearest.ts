// Finds the known word that somebody may have meant by one that is not known: commands, options, fields, settings.

/** What somebody may have meant: the known word with the fewest changes, if they are few. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, changes: changesBetween(word, candidate) }))
    .sort((one, other) => one.changes - other.changes);
  const [best] = ranked;
  const most = Math.max(1, Math.floor(word.length / 3));
  return best !== undefined && best.changes <= most ? best.candidate : undefined;
}

/** `Did you mean "x"?`, after a blank, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const found = nearest(word, known);
  return found === undefined ? '' : ` Did you mean "${found}"?`;
}

/** Letters added, left out, replaced, or swapped with their neighbour (optimal string alignment). */
function changesBetween(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= one.length; row += 1) {
    rows[row] = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      rows[row]?.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (same ? 0 : 1),
          isSwapped ? at(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(one.length, other.length);
}
