import type { DestinationLedger } from '../../domain/ledger/ledger.ts';
import type { SeenEvents } from './partner-record.ts';
import { DROPPED } from './functions.ts';
import { findRepeats, type KillTimes, type Repeat } from './repeats.ts';

/** An event that the pipeline says it did not deliver. */
export type Undelivered = { readonly messageId?: string; readonly outcome: string; readonly reason: string };

/** All that is known about one destination at the end. */
export type DestinationFacts = {
  readonly id: string;
  /** Every event that it ought to have. */
  readonly expected: ReadonlySet<string>;
  readonly seen: SeenEvents;
  readonly undelivered: readonly Undelivered[];
  readonly ledger: DestinationLedger | undefined;
  /** The reason for which an event must end undelivered, or dropped; undefined for one that must be delivered. */
  readonly reasonOf: (messageId: string) => string | undefined;
};

export type DestinationVerdict = {
  readonly id: string;
  readonly expected: number;
  readonly delivered: number;
  /** By its insert function. */
  readonly dropped: number;
  readonly undelivered: Readonly<Record<string, number>>;
  readonly lost: readonly string[];
  /** What is not as promised, in words. */
  readonly problems: readonly string[];
  readonly repeats: readonly (Repeat & { readonly messageId: string })[];
  /** Attempts that reached the partner. */
  readonly attemptsSeen: number;
};

/** Compares what the partner saw with what the pipeline says, event by event. */
export function judgeDestination(facts: DestinationFacts, kills: readonly KillTimes[]): DestinationVerdict {
  const { id, expected, seen, undelivered } = facts;
  const undeliveredIds = undelivered.map(({ messageId }) => messageId ?? 'an event without a record');
  const outcomes = new Map(undelivered.map((record, index) => [undeliveredIds[index], record]));
  const isDelivered = (messageId: string): boolean => (seen.get(messageId) ?? []).some(({ isTaken }) => isTaken);
  const wanted = [...expected];
  const isToDrop = (messageId: string): boolean => facts.reasonOf(messageId) === DROPPED;
  const dropped = wanted.filter(isToDrop).length;
  const all = [...seen];
  return {
    id,
    expected: expected.size,
    delivered: wanted.filter(isDelivered).length,
    dropped,
    undelivered: countBy(undelivered.map(({ outcome, reason }) => `${outcome} ${reason}`)),
    lost: wanted.filter((messageId) => !isDelivered(messageId) && !outcomes.has(messageId) && !isToDrop(messageId)),
    problems: [
      ...name('undelivered more than once', repeated(undeliveredIds)),
      ...name(
        'undelivered, but never sent to it',
        [...new Set(undeliveredIds)].filter((each) => !expected.has(each)),
      ),
      ...name(
        'seen by the partner, but never sent to it',
        all.map(([each]) => each).filter((each) => !expected.has(each)),
      ),
      ...name(
        'delivered and undelivered',
        wanted.filter((each) => isDelivered(each) && outcomes.has(each)),
      ),
      ...name(
        'ended in another way than it must',
        wanted.filter((each) => outcomes.has(each) && outcomes.get(each)?.reason !== facts.reasonOf(each)),
      ),
      ...name(
        'delivered, but must not be',
        wanted.filter((each) => isDelivered(each) && facts.reasonOf(each) !== undefined),
      ),
      ...ledgerProblems(facts, { undelivered: new Set(undeliveredIds).size, dropped }),
    ],
    repeats: all.flatMap(([messageId, attempts]) =>
      findRepeats(attempts, kills).map((repeat) => ({ ...repeat, messageId })),
    ),
    attemptsSeen: all.reduce((sum, [, attempts]) => sum + attempts.length, 0),
  };
}

/** The ledger must say of every counter what the events themselves say. */
function ledgerProblems(
  { ledger, expected, undelivered }: DestinationFacts,
  events: { readonly undelivered: number; readonly dropped: number },
): string[] {
  if (ledger === undefined) return ['the ledger does not have this destination'];
  const counted = {
    matched: ledger.matched,
    delivered: ledger.delivered,
    waiting: ledger.waiting,
    held: ledger.held,
    ...named('filtered by function', ledger.filteredByFunction ?? {}),
    ...named('discarded', ledger.discarded),
    ...named('dead-lettered', ledger.deadLettered),
  };
  const found = {
    matched: expected.size,
    delivered: expected.size - events.undelivered - events.dropped,
    waiting: 0,
    held: 0,
    ...named('filtered by function', events.dropped === 0 ? {} : { [DROPPED]: events.dropped }),
    ...countBy(undelivered.map(({ outcome, reason }) => `${outcome} ${reason}`)),
  };
  const names = new Set([...Object.keys(counted), ...Object.keys(found)]);
  const valueOf = (values: Readonly<Record<string, number>>, each: string): number => values[each] ?? 0;
  return [...names]
    .filter((each) => valueOf(counted, each) !== valueOf(found, each))
    .map((each) => `the ledger says ${each} ${valueOf(counted, each)}, and it is ${valueOf(found, each)}`);
}

function named(outcome: string, counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([reason, count]) => [`${outcome} ${reason}`, count]));
}

export function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

function repeated(values: readonly string[]): string[] {
  return Object.entries(countBy(values)).flatMap(([value, count]) => (count > 1 ? [value] : []));
}

const MOST_NAMED = 3;

function name(what: string, messageIds: readonly string[]): string[] {
  if (messageIds.length === 0) return [];
  return [`${messageIds.length} events ${what}: ${messageIds.slice(0, MOST_NAMED).join(', ')}`];
}
