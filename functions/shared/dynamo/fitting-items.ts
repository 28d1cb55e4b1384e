/** A page ends sooner when its items have this much JSON. Lambda returns 6 MB, and an item may be shown as more than it is. */
const PAGE_BYTES = 500_000;

/** The first items that an answer has room for: one at least. */
export function fittingItems<Item>(items: readonly Item[], limit = Infinity): Item[] {
  let bytes = 0;
  const end = items.findIndex((item, index) => {
    bytes += Buffer.byteLength(JSON.stringify(item));
    return index > 0 && bytes > PAGE_BYTES;
  });
  return items.slice(0, Math.min(limit, end === -1 ? items.length : end));
}
