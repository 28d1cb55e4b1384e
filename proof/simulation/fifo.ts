export type Fifo<Item> = {
  push(item: Item): void;
  peek(): Item | undefined;
  shift(): Item | undefined;
  replaceFirst(item: Item): void;
  all(): readonly Item[];
};

/** `Array.shift` moves every item; a backlog of millions would take for ever. */
export function createFifo<Item>(): Fifo<Item> {
  let items: Item[] = [];
  let first = 0;
  return {
    push: (item) => void items.push(item),
    peek: () => items[first],
    shift() {
      const item = items[first];
      if (item === undefined) return undefined;
      first += 1;
      if (first > 1_000 && first > items.length / 2) {
        items = items.slice(first);
        first = 0;
      }
      return item;
    },
    replaceFirst(item) {
      if (first < items.length) items[first] = item;
    },
    all: () => items.slice(first),
  };
}
