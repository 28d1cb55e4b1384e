import {
  groupAt,
  readUndeliveredLine,
  statesOf,
  type UndeliveredItem,
  type UndeliveredRecord,
  type UndeliveredState,
} from '../../../domain/delivery/undelivered.ts';
import type { UndeliveredRange } from '../../shared/stores/undelivered-store.ts';
import { apiError } from '../http/api-error.ts';
import {
  fitsEvent,
  fitsGroup,
  fitsItem,
  needsEvent,
  type StateFilter,
  type UndeliveredFilter,
} from './undelivered-filter.ts';

export type ScanDeps = {
  /** Newest first. */
  readonly query: (range: UndeliveredRange) => AsyncIterable<UndeliveredItem>;
  /** The lines of an object; undefined when they are gone. */
  readonly lines: (item: UndeliveredItem) => Promise<readonly string[] | undefined>;
};

export type Scan = {
  readonly filter: UndeliveredFilter;
  readonly state: StateFilter;
  readonly destinationIds: readonly string[];
  readonly cursor: string | undefined;
  /** Read every object, not only those that the filter needs. */
  readonly withRecords: boolean;
  readonly maxMatches: number;
};

export type Match = {
  readonly item: UndeliveredItem;
  readonly position: number;
  readonly state: UndeliveredState;
  /** When it was resolved. */
  readonly resolvedAt?: string;
  readonly record?: UndeliveredRecord;
};

/** Beyond this a request ends with a cursor instead of a timeout, whether or not it has found enough. */
export const MAX_ITEMS = 2_000;
const MAX_OBJECTS = 100;

/** Finds undelivered events, newest first. With a `cursor`, there may be more. */
export async function scan(
  deps: ScanDeps,
  wanted: Scan,
): Promise<{ matches: readonly Match[]; cursor: string | undefined }> {
  const after = wanted.cursor === undefined ? undefined : decodeCursor(wanted.cursor);
  const matches: Match[] = [];
  let items = 0;
  let objects = 0;
  let last: Place | undefined;
  for await (const item of merge(wanted.destinationIds.map((id) => deps.query(rangeOf(wanted, id, after))))) {
    if (items >= MAX_ITEMS || objects >= MAX_OBJECTS) return { matches, cursor: last && encodeCursor(last) };
    items += 1;
    const candidates = candidatesOf(wanted, item).filter(({ position }) => isAfter({ ...item, position }, after));
    const mustRead = candidates.length > 0 && (wanted.withRecords || needsEvent(wanted.filter));
    objects += mustRead ? 1 : 0;
    const found = mustRead ? await withRecords(deps, wanted.filter, candidates) : candidates;
    for (const match of found) {
      last = placeOf(match);
      matches.push(match);
      if (matches.length === wanted.maxMatches) return { matches, cursor: encodeCursor(last) };
    }
    last = placeOf({ item, position: Number.MAX_SAFE_INTEGER });
  }
  return { matches, cursor: undefined };
}

function candidatesOf({ filter, state: wanted }: Scan, item: UndeliveredItem): Match[] {
  if (!fitsItem(filter, item)) return [];
  return statesOf(item).flatMap(({ state, at }, position) => {
    const group = groupAt(item, position);
    if (group === undefined || !fitsGroup(filter, group) || (wanted !== 'all' && wanted !== state)) return [];
    return [{ item, position, state, ...(at === undefined ? {} : { resolvedAt: at }) }];
  });
}

async function withRecords(deps: ScanDeps, filter: UndeliveredFilter, candidates: readonly Match[]): Promise<Match[]> {
  const [first] = candidates;
  const lines = first === undefined ? undefined : await deps.lines(first.item);
  return candidates.flatMap((match) => {
    const line = lines?.[match.position];
    if (line === undefined) return needsEvent(filter) ? [] : [match];
    const record = readUndeliveredLine(line);
    return fitsEvent(filter, record) ? [{ ...match, record }] : [];
  });
}

/** After every item key of a time: their next character is `#`. */
const LAST = '~';

export function rangeOf(
  { filter, state }: Pick<Scan, 'filter' | 'state'>,
  destinationId: string,
  after: Place | undefined,
): UndeliveredRange {
  const { from = '0', to = LAST } = filter;
  const upTo = after === undefined || to < after.itemKey ? to : after.itemKey;
  return { destinationId, from, to: upTo, onlyOpen: state === 'open' };
}

/** Where a match stands in the order of all: newest first, then by destination, then by line. */
export type Place = { readonly itemKey: string; readonly destinationId: string; readonly position: number };

export function placeOf({ item, position }: { item: UndeliveredItem; position: number }): Place {
  return { itemKey: item.itemKey, destinationId: item.destinationId, position };
}

export function isAfter(place: Place, after: Place | undefined): boolean {
  if (after === undefined) return true;
  if (place.itemKey !== after.itemKey) return place.itemKey < after.itemKey;
  if (place.destinationId !== after.destinationId) return place.destinationId > after.destinationId;
  return place.position > after.position;
}

/** Where a list goes on that ends with this match. */
export const cursorAfter = (match: Match): string => encodeCursor(placeOf(match));

export function encodeCursor({ itemKey, destinationId, position }: Place): string {
  return Buffer.from(JSON.stringify([itemKey, destinationId, position])).toString('base64url');
}

export function decodeCursor(cursor: string): Place {
  try {
    const [itemKey, destinationId, position] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof itemKey === 'string' && typeof destinationId === 'string' && typeof position === 'number') {
      return { itemKey, destinationId, position };
    }
  } catch {
    // It is no JSON; what follows says so.
  }
  throw apiError('invalid_cursor');
}

/** Several lists, each newest first, as one. */
export async function* merge(lists: readonly AsyncIterable<UndeliveredItem>[]): AsyncGenerator<UndeliveredItem> {
  const iterators = lists.map((list) => list[Symbol.asyncIterator]());
  const heads = await Promise.all(iterators.map((iterator) => iterator.next()));
  for (;;) {
    let newest: { index: number; item: UndeliveredItem } | undefined;
    for (const [index, head] of heads.entries()) {
      if (head.done === true) continue;
      if (newest === undefined || isAfter(placeAt(newest.item), placeAt(head.value)))
        newest = { index, item: head.value };
    }
    if (newest === undefined) return;
    yield newest.item;
    const next = await iterators[newest.index]?.next();
    if (next !== undefined) heads[newest.index] = next;
  }
}

function placeAt(item: UndeliveredItem): Place {
  return placeOf({ item, position: 0 });
}
