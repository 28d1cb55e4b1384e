import * as z from 'zod/mini';
import { fittingItems } from '../../shared/dynamo/fitting-items.ts';
import { apiError } from './api-error.ts';

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

/** Of what is as long as an answer has room for. */
export const cursorQuery = z.strictObject({ cursor: pageQuery.shape.cursor });

/** Stands beside the items of a list; `next` is absent on the last page. */
export const pagination = z.object({ next: z.optional(z.string()) });

type Page<Item> = { readonly items: Item[]; readonly pagination: { next?: string } };

/** The page of a list that begins after the key in the cursor. `keyOf` orders the list, and no two items share one. */
export function pageOf<Item>(
  items: readonly Item[],
  { limit = Infinity, cursor }: { readonly limit?: number; readonly cursor?: string | undefined },
  keyOf: (item: Item) => string,
): Page<Item> {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const sorted = items.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  const rest = after === undefined ? sorted : sorted.filter((item) => keyOf(item) > after);
  const page = fittingItems(rest, limit);
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
  throw apiError('invalid_cursor');
}
