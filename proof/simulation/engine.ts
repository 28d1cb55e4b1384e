// The clock of a simulation: what happens next, in order of time, and chance that is the same in every run.

export type Engine = {
  /** Milliseconds since the simulation began. */
  now(): number;
  at(timeMs: number, action: () => void): void;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Lets everything happen that is due until then. */
  runUntil(timeMs: number): void;
  /** The same for asynchronous code: time stands still until all that can go on without it has gone on. */
  passUntil(timeMs: number): Promise<void>;
};

type Due = { readonly timeMs: number; readonly order: number; readonly action: () => void };

export function createEngine(seed: number): Engine {
  const due = createHeap<Due>((a, b) => a.timeMs < b.timeMs || (a.timeMs === b.timeMs && a.order < b.order));
  let nowMs = 0;
  let scheduled = 0;
  return {
    now: () => nowMs,
    at(timeMs, action) {
      scheduled += 1;
      due.push({ timeMs: Math.max(timeMs, nowMs), order: scheduled, action });
    },
    random: createRandom(seed),
    runUntil(timeMs) {
      for (let next = due.peek(); next !== undefined && next.timeMs <= timeMs; next = due.peek()) {
        due.pop();
        nowMs = next.timeMs;
        next.action();
      }
      nowMs = timeMs;
    },
    async passUntil(timeMs) {
      await settle();
      for (let next = due.peek(); next !== undefined && next.timeMs <= timeMs; next = due.peek()) {
        nowMs = next.timeMs;
        while (due.peek()?.timeMs === nowMs) due.pop()?.action();
        await settle();
      }
      nowMs = timeMs;
    },
  };
}

/** A turn of the event loop: by then every promise that is kept has been followed up. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Mulberry32 by Tommy Ettinger, public domain: good enough for jitter, and the same everywhere. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Heap<Item> = { push(item: Item): void; pop(): Item | undefined; peek(): Item | undefined };

/** A binary heap: `peek` is the item that comes before all others. */
function createHeap<Item>(isBefore: (a: Item, b: Item) => boolean): Heap<Item> {
  const items: Item[] = [];
  const comesFirst = (a: number, b: number): boolean => {
    const [first, second] = [items[a], items[b]];
    return first !== undefined && second !== undefined && isBefore(first, second);
  };
  const swap = (a: number, b: number): void => {
    const [first, second] = [items[a], items[b]];
    if (first === undefined || second === undefined) return;
    items[a] = second;
    items[b] = first;
  };
  const sink = (from: number): void => {
    for (let at = from; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const child = comesFirst(right, left) ? right : left;
      if (!comesFirst(child, at)) return;
      swap(at, child);
      at = child;
    }
  };
  const rise = (from: number): void => {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!comesFirst(at, parent)) return;
      swap(at, parent);
      at = parent;
    }
  };
  return {
    peek: () => items[0],
    push(item) {
      items.push(item);
      rise(items.length - 1);
    },
    pop() {
      swap(0, items.length - 1);
      const first = items.pop();
      sink(0);
      return first;
    },
  };
}
