/** Reproducible randomness: the same seed makes the same requests. */
export type Random = {
  /** A whole number from 0 to `below - 1`. */
  int(below: number): number;
  chance(probability: number): boolean;
  /** One of them; there must be one. */
  pick<Item>(items: readonly Item[]): Item;
  bytes(length: number): Buffer;
};

/** Mulberry32: 32 bits of state, which is plenty for choosing between cases. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number): number => Math.floor(next() * below);
  return {
    int,
    chance: (probability) => next() < probability,
    pick: (items) => {
      const [picked] = items.slice(int(items.length));
      if (picked === undefined) throw new Error('there is nothing to pick from');
      return picked;
    },
    bytes: (length) => Buffer.from(Array.from({ length }, () => int(256))),
  };
}
