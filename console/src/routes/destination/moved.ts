/** A list in which one stands in another place. */
export function moved<Item>(all: readonly Item[], from: number, to: number): Item[] {
  const item = all[from];
  return item === undefined ? [...all] : all.toSpliced(from, 1).toSpliced(to, 0, item);
}
