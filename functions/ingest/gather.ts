/**
 * Hands items on together: those that come in one turn of the event loop, and those that come while others are on their way.
 * Each gets the result of all that it was handed on with. An item that comes alone is handed on alone.
 */
export function gather<Item, Result>(
  handOn: (items: readonly Item[]) => Promise<Result>,
): (item: Item) => Promise<Result> {
  let gathered: Item[] = [];
  let next: Promise<Result> | undefined;
  let underWay: Promise<unknown> = Promise.resolve();

  const begin = async (): Promise<Result> => {
    await underWay;
    await new Promise((resolve) => setImmediate(resolve));
    const items = gathered;
    [gathered, next] = [[], undefined];
    const result = handOn(items);
    underWay = result.catch(() => undefined);
    return result;
  };
  return (item) => {
    gathered.push(item);
    next ??= begin();
    return next;
  };
}
