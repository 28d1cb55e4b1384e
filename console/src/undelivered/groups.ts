// Undelivered events in groups: of one destination, ended in the same way. The API counts a part at a time.

import type { ItemOf } from '../../../client/api-client.ts';
import { reasonTitle } from '../parts/reason.ts';
import { HOUR_MS } from '../../../domain/base/time-units.ts';

/** What the address says. */
type View = Readonly<Record<string, string | undefined>>;

export type Group = ItemOf<'GET /undelivered-events/summary'>;
export type GroupName = Pick<Group, 'destinationId' | 'outcome' | 'reason'>;

export const keyOfGroup = ({ destinationId, outcome, reason }: GroupName): string =>
  JSON.stringify([destinationId, outcome, reason]);

/** Adds up what was counted of the same group in several parts, which come from new to old. Most first. */
export function joinGroups(parts: readonly Group[]): Group[] {
  const groups = new Map<string, Group>();
  for (const part of parts) {
    const key = keyOfGroup(part);
    const { count, ...newest } = groups.get(key) ?? { ...part, count: 0 };
    groups.set(key, { ...newest, count: count + part.count, first: part.first });
  }
  return [...groups.values()].toSorted((one, other) => other.count - one.count);
}

/** The groups as they stood before, so that no row moves while it is read; new ones come last. */
export function inOrder(groups: readonly Group[], before: readonly string[]): Group[] {
  const placeOf = (group: Group): number => {
    const place = before.indexOf(keyOfGroup(group));
    return place === -1 ? before.length : place;
  };
  return groups.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** The group that the address names. */
export function chosenGroup({ destination, outcome, reason }: View, ofOne?: string): GroupName | undefined {
  const destinationId = ofOne ?? destination;
  if (destinationId === undefined || reason === undefined) return undefined;
  return { destinationId, outcome: outcome === 'dead-lettered' ? 'dead-lettered' : 'discarded', reason };
}

export const STATES = [
  ['open', 'Open'],
  ['redriven', 'Redriven'],
  ['discarded', 'Written off'],
  ['all', 'In any state'],
] as const;
export type UndeliveredState = (typeof STATES)[number][0];

export const stateIn = ({ state }: View): UndeliveredState => STATES.find(([name]) => name === state)?.[0] ?? 'open';

const SIX_HOURS = 6;
const DAY_HOURS = 24;
const WEEK_HOURS = 168;
const MONTH_HOURS = 744;
export const RANGES = [
  ['90d', 'In the last 90 days', undefined],
  ['31d', 'In the last 31 days', MONTH_HOURS],
  ['7d', 'In the last 7 days', WEEK_HOURS],
  ['24h', 'In the last 24 hours', DAY_HOURS],
  ['6h', 'In the last 6 hours', SIX_HOURS],
  ['1h', 'In the last hour', 1],
] as const;
export type RangeName = (typeof RANGES)[number][0];

export const rangeIn = ({ range }: View): RangeName => RANGES.find(([name]) => name === range)?.[0] ?? '90d';

/** Where a range begins; undefined for all that is listed. */
export function beginOf(range: RangeName, now: Date): string | undefined {
  const hours = RANGES.find(([name]) => name === range)?.[2];
  return hours === undefined ? undefined : new Date(now.getTime() - hours * HOUR_MS).toISOString();
}

/** Which events are meant, as the API takes it. */
export type Filter = GroupName & {
  readonly from?: string;
  readonly event?: string;
  readonly userId?: string;
};

/** `HTTP 400, event "Ticket Opened"` */
export function filterWords({ reason, event, userId, from }: Filter): string {
  return [
    reasonTitle(reason),
    ...(event === undefined ? [] : [`event "${event}"`]),
    ...(userId === undefined ? [] : [`user "${userId}"`]),
    ...(from === undefined ? [] : ['in the chosen time']),
  ].join(', ');
}
