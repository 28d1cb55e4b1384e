export type NamedItem = {
  readonly id: string;
  readonly appId?: string | undefined;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
};

const NONE: ReadonlyMap<string, string> = new Map();

/** A table asks for each of its rows, and a workspace may have ten thousand. */
const known = new WeakMap<readonly NamedItem[], ReadonlyMap<string, string>>();

/** Id -> name; a person without one has an address. What has neither is not in it. */
export function namesIn(
  items: readonly NamedItem[] | undefined,
  idField: 'id' | 'appId' = 'id',
): ReadonlyMap<string, string> {
  if (items === undefined) return NONE;
  const found =
    known.get(items) ??
    new Map(
      items.flatMap(({ [idField]: id, name, email }) => {
        const called = name ?? email ?? '';
        return id === undefined || called === '' ? [] : [[id, called] as const];
      }),
    );
  known.set(items, found);
  return found;
}
