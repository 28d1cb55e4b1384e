/** Keeps what was used last, up to a weight. */
export type BoundedCache<Value> = {
  get(key: string): Value | undefined;
  set(key: string, value: Value, weight: number): void;
  delete(key: string): void;
};

type Entry<Value> = { readonly value: Value; readonly weight: number };

/** A value that is heavier than all of it is not kept. */
export function createBoundedCache<Value>(mostWeight: number): BoundedCache<Value> {
  // A map keeps the order in which keys were added: the first is the one that was used longest ago.
  const entries = new Map<string, Entry<Value>>();
  let weightNow = 0;

  function remove(key: string): void {
    weightNow -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, weight) {
      remove(key);
      entries.set(key, { value, weight });
      weightNow += weight;
      for (const oldest of entries.keys()) {
        if (weightNow <= mostWeight) return;
        remove(oldest);
      }
    },
    delete: remove,
  };
}
