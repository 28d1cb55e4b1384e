import type { DestinationId } from './plan.ts';

/** One request for one event, as the partner saw it. */
export type SeenAttempt = {
  /** When it was sent, by its `webhook-timestamp`: epoch seconds. A busy partner may read requests late, in another order. */
  readonly sentAtSeconds: number;
  /** Whether an answer with status 2xx was written to its end; of a huge one, whether it was begun. */
  isTaken: boolean;
};

/** What one destination saw of each event, by `messageId`. */
export type SeenEvents = ReadonlyMap<string, readonly SeenAttempt[]>;

/** `number` is 1 for the first. */
type BegunAttempt = { readonly attempt: SeenAttempt; readonly number: number };

export type PartnerRecord = {
  begin(destination: DestinationId, messageId: string, sentAtSeconds: number): BegunAttempt;
  seen(destination: DestinationId): SeenEvents;
  /** Counts something under a name. */
  count(name: string): void;
  counts(): ReadonlyMap<string, number>;
  /** When the partner asked the function never to end; epoch milliseconds. */
  readonly hangsAt: number[];
  /** Something that must never happen. */
  breach(text: string): void;
  breaches(): readonly string[];
};

const MOST_BREACHES = 20;

export function createPartnerRecord(): PartnerRecord {
  const destinations = new Map<DestinationId, Map<string, SeenAttempt[]>>();
  const counts = new Map<string, number>();
  const breaches: string[] = [];
  const eventsOf = (id: DestinationId): Map<string, SeenAttempt[]> => {
    const known = destinations.get(id) ?? new Map<string, SeenAttempt[]>();
    destinations.set(id, known);
    return known;
  };
  return {
    begin(destination, messageId, sentAtSeconds) {
      const events = eventsOf(destination);
      const attempts = events.get(messageId) ?? [];
      events.set(messageId, attempts);
      const attempt: SeenAttempt = { sentAtSeconds, isTaken: false };
      return { attempt, number: attempts.push(attempt) };
    },
    seen: eventsOf,
    count: (name) => counts.set(name, (counts.get(name) ?? 0) + 1),
    counts: () => counts,
    hangsAt: [],
    breach(text) {
      if (breaches.length < MOST_BREACHES) breaches.push(text);
    },
    breaches: () => breaches,
  };
}
