import type { DeliveryOutcome } from '../../domain/delivery-outcome.ts';
import { nextRetryDelayMs, type RetryPolicy } from '../../domain/retry-schedule.ts';

/** How the attempt of one event ended; `postpone` when there was no time for one. */
export type EventOutcome = {
  readonly outcome: DeliveryOutcome | { readonly kind: 'postpone' };
  readonly isAttempted: boolean;
};

/** What happens next with some events of a pack, named by their positions in it. Events that are not named are done. */
export type DecisionGroup =
  | {
      readonly kind: 'retry';
      readonly positions: readonly number[];
      readonly reason: string;
      readonly notBefore: number;
    }
  | { readonly kind: 'postpone'; readonly positions: readonly number[] }
  | { readonly kind: 'dead-letter' | 'discard'; readonly positions: readonly number[]; readonly reason: string };

/** What was decided about one attempt of a pack. Recorded as JSON before it is carried out. */
export type Decision = {
  /** ISO 8601. */
  readonly decidedAt: string;
  readonly groups: readonly DecisionGroup[];
  /** Why the destination is to be switched off. */
  readonly switchOff?: string;
};

/**
 * Decides about every event that was not delivered. Events that failed for the same reason stay together; one jitter for
 * the whole pack keeps them in one message.
 */
export function decide(
  outcomes: readonly EventOutcome[],
  { policy, retry, now, random }: { policy: RetryPolicy; retry: number; now: Date; random: number },
): Decision {
  const groups = new Map<string, { group: DecisionGroup; positions: number[] }>();
  let switchOff: string | undefined;
  for (const [position, { outcome }] of outcomes.entries()) {
    if (outcome.kind === 'discard' && outcome.switchOff) switchOff = outcome.reason;
    const group = groupOf(outcome, { policy, retry, now, random });
    if (group === undefined) continue;
    const key = JSON.stringify(group);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { group, positions: [position] });
    else known.positions.push(position);
  }
  return {
    decidedAt: now.toISOString(),
    groups: [...groups.values()].map(({ group, positions }) => ({ ...group, positions })),
    ...(switchOff === undefined ? {} : { switchOff }),
  };
}

function groupOf(
  outcome: EventOutcome['outcome'],
  { policy, retry, now, random }: { policy: RetryPolicy; retry: number; now: Date; random: number },
): DecisionGroup | undefined {
  switch (outcome.kind) {
    case 'delivered':
      return undefined;
    case 'postpone':
      return { kind: 'postpone', positions: [] };
    case 'discard':
      return { kind: 'discard', positions: [], reason: outcome.reason };
    case 'retry': {
      const { reason, retryAfterMs = 0 } = outcome;
      const delayMs = nextRetryDelayMs(policy, { retry: retry + 1, random, retryAfterMs });
      if (delayMs === undefined) return { kind: 'dead-letter', positions: [], reason };
      return { kind: 'retry', positions: [], reason, notBefore: now.getTime() + delayMs };
    }
  }
}
