import { statesOf, undeliveredId, type UndeliveredItem } from '../../../domain/delivery/undelivered.ts';
import type { UndeliveredReason, UndeliveredReasons } from '../../../domain/delivery/undelivered-report.ts';
import { fitsGroup, type StateFilter, type UndeliveredFilter } from './undelivered-filter.ts';
import {
  decodeCursor,
  encodeCursor,
  isAfter,
  MAX_ITEMS,
  merge,
  placeOf,
  rangeOf,
  type Place,
  type Scan,
  type ScanDeps,
} from './undelivered-scan.ts';

/** What the index answers without looking at events. */
export type SummaryQuery = Omit<UndeliveredFilter, 'event' | 'userId'> & {
  readonly state: StateFilter;
  readonly cursor?: string | undefined;
};

/** Counts undelivered events by destination and how they ended. Reads the index alone, and so many items of it at once. */
export async function summarise(
  deps: Pick<ScanDeps, 'query'>,
  wanted: Pick<Scan, 'filter' | 'state' | 'destinationIds' | 'cursor'>,
): Promise<UndeliveredReasons> {
  const after = wanted.cursor === undefined ? undefined : decodeCursor(wanted.cursor);
  const reasons = new Map<string, UndeliveredReason>();
  const done = (cursor?: string): UndeliveredReasons => ({
    reasons: [...reasons.values()].toSorted((one, other) => other.count - one.count),
    ...(cursor === undefined ? {} : { cursor }),
  });
  let items = 0;
  let last: UndeliveredItem | undefined;
  for await (const item of merge(wanted.destinationIds.map((id) => deps.query(rangeOf(wanted, id, after))))) {
    if (after !== undefined && !isAfter(endOf(item), after)) continue;
    if (items === MAX_ITEMS && last !== undefined) return done(encodeCursor(endOf(last)));
    items += 1;
    last = item;
    for (const found of countsOf(item, wanted)) add(reasons, found);
  }
  return done();
}

/** Behind the last line of an object. */
const endOf = (item: UndeliveredItem): Place => placeOf({ item, position: Number.MAX_SAFE_INTEGER });

function countsOf(item: UndeliveredItem, { filter, state: wanted }: Pick<Scan, 'filter' | 'state'>) {
  const { destinationId, endedAt: first, endedAt: last, groups, resolutions } = item;
  // Most objects have thousands of lines and nothing resolved.
  const states = resolutions.length === 0 ? undefined : statesOf(item);
  const isWanted = (position: number): boolean => wanted === 'all' || (states?.[position]?.state ?? 'open') === wanted;
  let end = 0;
  return groups.flatMap((group): UndeliveredReason[] => {
    const start = end;
    end += group.count;
    if (!fitsGroup(filter, group)) return [];
    const positions = Array.from({ length: group.count }, (_, index) => start + index).filter(isWanted);
    const [position] = positions;
    if (position === undefined) return [];
    const { outcome, reason } = group;
    const example = undeliveredId(item, position);
    return [{ destinationId, outcome, reason, count: positions.length, first, last, example }];
  });
}

/** They come from new to old. */
function add(reasons: Map<string, UndeliveredReason>, found: UndeliveredReason): void {
  const key = `${found.destinationId} ${found.outcome} ${found.reason}`;
  const { count, ...newest } = reasons.get(key) ?? { ...found, count: 0 };
  reasons.set(key, { ...newest, count: count + found.count, first: found.first });
}
