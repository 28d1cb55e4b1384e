import pLimit, { type LimitFunction } from 'p-limit';
import type { Destination } from '../../domain/destination.ts';
import { classifyAttempt, type AttemptResult } from '../../domain/delivery-outcome.ts';
import type { EventRoute, DeliveryPackHeader, Pack } from '../../domain/messages.ts';
import { ATTEMPT_TIMEOUT_MS } from '../../domain/time-budget.ts';
import { countAttempts } from './count-attempts.ts';
import { decide, type Decision, type EventOutcome } from './decision.ts';

export type DeliveryPack = Pack<DeliveryPackHeader>;

/** One attempt for one event, as the destination's kind makes it. */
export type Attempt = (
  destination: Destination,
  event: { readonly route: EventRoute; readonly line: string },
  timeoutMs: number,
) => Promise<AttemptResult>;

export type DeliverDeps = {
  readonly destination: (id: string) => Promise<Destination | undefined>;
  readonly attempt: Attempt;
  readonly decisions: {
    /** What was decided about this attempt before, when it was. */
    find(header: DeliveryPackHeader): Promise<Decision | undefined>;
    /** Records and counts the decision once. Returns the one that stands, which may be an earlier one. */
    commit(header: DeliveryPackHeader, decision: Decision, counts: Readonly<Record<string, number>>): Promise<Decision>;
  };
  /** Does what was decided. Must be safe to repeat. */
  readonly carryOut: (pack: DeliveryPack, decision: Decision) => Promise<void>;
  /** Sends the pack on, unchanged, to come back at `notBefore`. */
  readonly postpone: (pack: DeliveryPack, notBefore: number) => Promise<void>;
  readonly waitMs: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
  readonly random: () => number;
};

/** How many events of one destination a function attempts at once, however many packs they come in. */
const CONCURRENT_ATTEMPTS = 32;

/** A queue can delay by whole seconds only; what is left of a wait is spent here. */
const SHORT_WAIT_MS = 1_000;

/**
 * Attempts the events of a pack and sees to what follows. What was decided is recorded before it is carried out: when
 * the pack comes again after a crash, the record is carried out and nothing is attempted twice.
 *
 * `endsAt`: epoch milliseconds after which no attempt may run. Events without an attempt by then are sent on as they are.
 */
export function createDeliver(deps: DeliverDeps): (pack: DeliveryPack, endsAt: number) => Promise<void> {
  const limits = new Map<string, LimitFunction>();
  const limitOf = (destinationId: string): LimitFunction => {
    const limit = limits.get(destinationId) ?? pLimit(CONCURRENT_ATTEMPTS);
    limits.set(destinationId, limit);
    return limit;
  };

  return async (pack, endsAt) => {
    const { notBefore = 0 } = pack.header;
    const remainingMs = notBefore - deps.now().getTime();
    if (remainingMs > SHORT_WAIT_MS) return deps.postpone(pack, notBefore);
    const earlier = await deps.decisions.find(pack.header);
    if (earlier !== undefined) return deps.carryOut(pack, earlier);
    if (remainingMs > 0) await deps.waitMs(remainingMs);
    const outcomes = await attemptAll(deps, pack, { endsAt, limit: limitOf(pack.header.destinationId) });
    const destination = await deps.destination(pack.header.destinationId);
    const decision = decide(outcomes, {
      policy: destination?.retry ?? { retries: 0, overMs: 0 },
      retry: pack.header.retry,
      now: deps.now(),
      random: deps.random(),
    });
    const standing = await deps.decisions.commit(pack.header, decision, countAttempts(outcomes, decision));
    await deps.carryOut(pack, standing);
  };
}

async function attemptAll(
  deps: DeliverDeps,
  pack: DeliveryPack,
  { endsAt, limit }: { endsAt: number; limit: LimitFunction },
): Promise<EventOutcome[]> {
  const destination = await deps.destination(pack.header.destinationId);
  if (destination === undefined) return pack.lines.map(() => unwanted('destination_deleted'));
  if (!destination.enabled) return pack.lines.map(() => unwanted('destination_disabled'));
  const attemptOne = async (route: EventRoute, line: string): Promise<EventOutcome> => {
    const isTooLate = deps.now().getTime() + ATTEMPT_TIMEOUT_MS > endsAt;
    if (isTooLate) return { outcome: { kind: 'postpone' }, isAttempted: false };
    const result = await deps.attempt(destination, { route, line }, ATTEMPT_TIMEOUT_MS);
    return { outcome: classifyAttempt(result, deps.now()), isAttempted: true };
  };
  return Promise.all(pack.header.events.map((route, index) => limit(() => attemptOne(route, pack.lines[index] ?? ''))));
}

function unwanted(reason: string): EventOutcome {
  return { outcome: { kind: 'discard', reason }, isAttempted: false };
}
