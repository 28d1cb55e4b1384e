// What the control API says about undelivered events: answers of /api/undelivered, which the command reads.

import type { AttemptNote } from '../pipeline/messages.ts';
import type { UndeliveredOutcome, UndeliveredState } from './undelivered.ts';

/** An undelivered event as lists show it. What only the archive knows is missing when the archive has forgotten it. */
export type UndeliveredSummary = {
  readonly id: string;
  readonly destinationId: string;
  /** Absent where the destination has one that nobody names. */
  readonly subscriptionId?: string;
  readonly outcome: UndeliveredOutcome;
  readonly reason: string;
  /** ISO 8601. */
  readonly endedAt: string;
  readonly state: UndeliveredState;
  readonly resolvedAt?: string;
  readonly sourceId?: string;
  readonly messageId?: string;
  readonly attempts?: number;
  readonly type?: string;
  readonly event?: string;
  readonly userId?: string;
};

/** The answer to a list. With a `cursor` there may be more, even when it has fewer records than were asked for. */
export type UndeliveredList = { readonly records: readonly UndeliveredSummary[]; readonly cursor?: string };

/** One undelivered event with everything that is known of it. */
export type UndeliveredDetail = UndeliveredSummary & {
  readonly history: readonly AttemptNote[];
  /** The whole event; null when the archive has forgotten it. */
  readonly payload: Readonly<Record<string, unknown>> | null;
};

/** With a `cursor` there may be more that match; ask again with it. */
export type ResolveAnswer = { readonly matched: number; readonly accepted: number; readonly cursor?: string };

/** Undelivered events of one destination that ended in the same way. */
export type UndeliveredReason = {
  readonly destinationId: string;
  readonly outcome: UndeliveredOutcome;
  readonly reason: string;
  readonly count: number;
  /** When the first and the last of them ended. ISO 8601. */
  readonly first: string;
  readonly last: string;
  /** The id of the last one. */
  readonly example: string;
};

/** Most first. With a `cursor` there are more objects to count: ask again with it, and add up. */
export type UndeliveredReasons = { readonly reasons: readonly UndeliveredReason[]; readonly cursor?: string };
