import * as z from 'zod/mini';
import { ApiProblem } from './problem.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
const MUST_BE = `must be a whole number from 1 to ${MAX_LIMIT}`;

/** `?limit=&cursor=` of every list. */
export const pageQuery = z.strictObject({
  limit: z._default(
    z.pipe(
      // Text in a URL, where 0x10 and 1e1 are numbers to JavaScript and to nobody else.
      z.union([z.number(), z.string().check(z.regex(/^\d{1,9}$/))], { error: MUST_BE }),
      z.coerce.number<number | string>().check(z.int(MUST_BE), z.gte(1, MUST_BE), z.lte(MAX_LIMIT, MUST_BE)),
    ),
    DEFAULT_LIMIT,
  ),
  cursor: z.optional(z.string().check(z.maxLength(1_000))),
});

export type PageQuery = z.output<typeof pageQuery>;

/** Stands beside the items of a list; `next` is absent on the last page. */
export const pagination = z.object({ next: z.optional(z.string()) });

type Page<Item> = { readonly items: Item[]; readonly pagination: { next?: string } };

/** A page ends sooner when its items have this much JSON. Lambda returns 6 MB, and an item may be shown as more than it is. */
const PAGE_BYTES = 500_000;

/** The first items that an answer has room for: one at least. */
export function fittingItems<Item>(items: readonly Item[], limit: number): Item[] {
  let bytes = 0;
  const end = items.findIndex((item, index) => {
    bytes += Buffer.byteLength(JSON.stringify(item));
    return index > 0 && bytes > PAGE_BYTES;
  });
  return items.slice(0, Math.min(limit, end === -1 ? items.length : end));
}

/** The page of a list that begins after the key in the cursor. `keyOf` orders the list, and no two items share one. */
export function pageOf<Item>(
  items: readonly Item[],
  { limit, cursor }: PageQuery,
  keyOf: (item: Item) => string,
): Page<Item> {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const sorted = items.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  const rest = after === undefined ? sorted : sorted.filter((item) => keyOf(item) > after);
  const page = fittingItems(rest.slice(0, limit), limit);
  const last = page.at(-1);
  return {
    items: page,
    pagination: last === undefined || rest.length === page.length ? {} : { next: toCursor(keyOf(last)) },
  };
}

export function toCursor(key: string): string {
  return Buffer.from(JSON.stringify([key])).toString('base64url');
}

export function readCursor(cursor: string): string {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && parsed.length === 1 && typeof parsed[0] === 'string') return parsed[0];
  } catch {
    // Falls through: whatever was wrong with it, it is none of ours.
  }
  throw new ApiProblem(400, 'invalid_cursor', 'This cursor is none that a list has given. Begin again without it.');
}
