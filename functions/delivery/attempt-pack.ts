import type { LimitFunction } from 'p-limit';
import type { Destination } from '../../domain/destination.ts';
import { classifyAttempt, exactReason } from '../../domain/delivery-outcome.ts';
import type { DeliveryPackHeader, EventRoute, Pack } from '../../domain/messages.ts';
import { isThrottling } from '../../domain/pace.ts';
import { ATTEMPT_TIMEOUT_MS } from '../../domain/time-budget.ts';
import type { Attempt } from '../shared/destinations/attempt.ts';
import type { EventOutcome } from './decision.ts';
import type { Observation } from './pace.ts';
import type { Silence } from './silence.ts';

export type AttemptPackDeps = {
  readonly attempt: Attempt;
  readonly waitMs: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
};

/** How many requests a destination has answered with 429, and in another way. It only grows. */
export type AnswerTally = { throttled: number; others: number };

/** How the events of a pack are to be attempted. */
export type Manner = {
  readonly destination: Destination;
  /** Bounds what is attempted at the same time. */
  readonly limit: LimitFunction;
  /** Over all packs of the destination that this function has at hand. */
  readonly silence: Silence;
  /** Of the same packs, so that they learn of a refusal from one another. */
  readonly tally: AnswerTally;
  /** Epoch milliseconds before which the next request must not be made; undefined without such a bound. */
  readonly nextAtMs: (() => number) | undefined;
  /** Epoch milliseconds after which no attempt may run. */
  readonly endsAt: number;
};

/** Attempts the events of a pack; those without an attempt, because time or the destination does not allow it, wait. */
export async function attemptPack(
  deps: AttemptPackDeps,
  { header, lines }: Pack<DeliveryPackHeader>,
  { destination, limit, silence, tally, nextAtMs, endsAt }: Manner,
): Promise<{ outcomes: EventOutcome[]; seen: Observation }> {
  const beganMs = deps.now().getTime();
  const answers = { timeouts: 0, throttled: 0, others: 0 };
  const before = { ...tally };
  let requestMs = 0;
  const isPointless = (): boolean => {
    const [throttled, others] = [tally.throttled - before.throttled, tally.others - before.others];
    return isThrottling({ attempted: throttled + others, throttled });
  };

  const attemptOne = async (route: EventRoute, index: number): Promise<EventOutcome> => {
    // A destination that swallows every request must not keep this function from other destinations' packs.
    const quietUntilMs = header.probe === undefined ? silence.quietUntilMs(deps.now().getTime()) : undefined;
    if (quietUntilMs !== undefined) {
      return { outcome: { kind: 'postpone', notBefore: quietUntilMs }, isAttempted: false };
    }
    await waitUntil(deps, nextAtMs?.() ?? 0);
    const isTooLate = deps.now().getTime() + ATTEMPT_TIMEOUT_MS > endsAt;
    if (isTooLate || isPointless()) return { outcome: { kind: 'postpone' }, isAttempted: false };
    const startedAt = deps.now();
    silence.began();
    const result = await deps.attempt(destination, { route, line: lines[index] ?? '' }, ATTEMPT_TIMEOUT_MS);
    const endedAt = deps.now();
    const latencyMs = endedAt.getTime() - Date.parse(route.receivedAt);
    const outcome = classifyAttempt(result, endedAt);
    const kind = kindOf(outcome);
    answers[kind] += 1;
    if (kind !== 'timeouts') tally[kind] += 1;
    silence.ended(isTimeout(outcome), endedAt.getTime());
    requestMs += endedAt.getTime() - startedAt.getTime();
    if (outcome.kind === 'delivered' || result.seen === undefined) return { outcome, isAttempted: true, latencyMs };
    const note = { at: startedAt.toISOString(), messageId: route.id, reason: exactReason(result), ...result.seen };
    return { outcome, isAttempted: true, latencyMs, note };
  };

  const outcomes = await Promise.all(header.events.map((route, index) => limit(() => attemptOne(route, index))));
  const attempted = answers.timeouts + answers.throttled + answers.others;
  const seen = {
    attempted,
    throttled: answers.throttled,
    retryAfterMs: Math.max(0, ...outcomes.map(({ outcome }) => patienceOf(outcome))),
    beganMs,
    endedMs: deps.now().getTime(),
    latencyMs: requestMs / Math.max(1, attempted),
  };
  return { outcomes, seen };
}

/** How long the destination wants to be left alone. What 503 says about it concerns the one event. */
function patienceOf(outcome: EventOutcome['outcome']): number {
  return isThrottled(outcome) && 'retryAfterMs' in outcome ? (outcome.retryAfterMs ?? 0) : 0;
}

async function waitUntil({ now, waitMs }: AttemptPackDeps, atMs: number): Promise<void> {
  const remainingMs = atMs - now().getTime();
  if (remainingMs > 0) await waitMs(remainingMs);
}

function kindOf(outcome: EventOutcome['outcome']): 'timeouts' | 'throttled' | 'others' {
  if (isTimeout(outcome)) return 'timeouts';
  return isThrottled(outcome) ? 'throttled' : 'others';
}

export function isTimeout(outcome: EventOutcome['outcome']): boolean {
  return outcome.kind === 'retry' && outcome.reason === 'timeout';
}

export function isThrottled(outcome: EventOutcome['outcome']): boolean {
  return outcome.kind === 'retry' && outcome.class === 'throttled';
}
