// The properties of an event as a tree: `address.city` stands below `address`.

export type SeenProperty = { readonly path: string; readonly types: readonly string[] };
export type PropertyRow = {
  readonly path: string;
  /** The last part of the path. */
  readonly name: string;
  readonly depth: number;
  /** None for what only holds others. */
  readonly types: readonly string[];
  /** Seen with several types, beside null: most readers take one. */
  readonly isMixed: boolean;
};

/** Rows in the order of a tree, with those above that were not seen by themselves. */
export function propertyRows(properties: readonly SeenProperty[]): PropertyRow[] {
  const byPath = new Map<string, readonly string[]>();
  for (const { path } of properties) {
    const parts = path.split('.');
    parts.forEach((_, index) => byPath.set(parts.slice(0, index + 1).join('.'), []));
  }
  for (const { path, types } of properties) byPath.set(path, types);
  const inOrder = [...byPath].toSorted(([one], [other]) => (sortKey(one) < sortKey(other) ? -1 : 1));
  return inOrder.map(([path, types]) => {
    const parts = path.split('.');
    const isMixed = types.filter((type) => type !== 'null').length > 1;
    return { path, name: parts.at(-1) ?? path, depth: parts.length - 1, types, isMixed };
  });
}

/** A dot sorts before everything, so that what is below comes before what begins alike. */
const sortKey = (path: string): string => path.replaceAll('.', '\u0000');
