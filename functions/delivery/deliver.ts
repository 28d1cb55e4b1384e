import pLimit, { type LimitFunction } from 'p-limit';
import {
  createAttemptWindow,
  DEFAULT_BREAKER_POLICY,
  TIMEOUT_WEIGHT,
  type AttemptWindow,
} from '../../domain/circuit-breaker.ts';
import { CONCURRENT_ATTEMPTS } from '../../domain/delivery-capacity.ts';
import type { Decision } from '../../domain/delivery-decision.ts';
import type { Destination } from '../../domain/destination.ts';
import { classifyAttempt, type AttemptResult } from '../../domain/delivery-outcome.ts';
import type { EventRoute, DeliveryPackHeader, Pack } from '../../domain/messages.ts';
import { ATTEMPT_TIMEOUT_MS } from '../../domain/time-budget.ts';
import { countAttempts } from './count-attempts.ts';
import { decide, type Circumstances, type EventOutcome } from './decision.ts';

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
    /**
     * Records and counts the decision once, together with the change of the breaker in it. Returns the one that stands,
     * which may be an earlier one; undefined when the breaker was changed by somebody else.
     */
    commit(
      header: DeliveryPackHeader,
      decision: Decision,
      counts: Readonly<Record<string, number>>,
    ): Promise<Decision | undefined>;
  };
  readonly health: {
    /** `isFresh`: not from memory, which may be two seconds old. */
    openBreaker(destinationId: string, isFresh: boolean): Promise<{ readonly id: string } | undefined>;
  };
  /** Does what was decided. Must be safe to repeat. */
  readonly carryOut: (pack: DeliveryPack, decision: Decision) => Promise<void>;
  /** Sends the pack on, unchanged, to come back at `notBefore`. */
  readonly postpone: (pack: DeliveryPack, notBefore: number) => Promise<void>;
  readonly waitMs: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
  readonly random: () => number;
};

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

  const windows = new Map<string, AttemptWindow>();
  const windowOf = (destinationId: string): AttemptWindow => {
    const window = windows.get(destinationId) ?? createAttemptWindow();
    windows.set(destinationId, window);
    return window;
  };

  return async (pack, endsAt) => {
    const { notBefore = 0, destinationId } = pack.header;
    const remainingMs = notBefore - deps.now().getTime();
    if (remainingMs > SHORT_WAIT_MS) return deps.postpone(pack, notBefore);
    const earlier = await deps.decisions.find(pack.header);
    if (earlier !== undefined) return deps.carryOut(pack, earlier);
    if (remainingMs > 0) await deps.waitMs(remainingMs);
    const destination = await deps.destination(destinationId);
    const breaker = await readBreaker(deps, pack.header);
    const outcomes =
      breaker === 'open' && pack.header.probe === undefined
        ? pack.lines.map(() => held('destination_down'))
        : await attemptAll(deps, pack, { destination, endsAt, limit: limitOf(destinationId) });
    await conclude(deps, pack, { outcomes, destination, breaker, window: windowOf(destinationId) });
  };
}

function held(reason: string): EventOutcome {
  return { outcome: { kind: 'hold', reason }, isAttempted: false };
}

/** A probe of a breaker that is not the open one any more is a pack like any other. */
async function readBreaker(deps: DeliverDeps, header: DeliveryPackHeader): Promise<'open' | 'closed'> {
  const isProbe = header.probe !== undefined;
  const open = await deps.health.openBreaker(header.destinationId, isProbe);
  if (isProbe && open?.id !== header.probe.breakerId) return 'closed';
  return open === undefined ? 'closed' : 'open';
}

type Conclusion = {
  readonly outcomes: readonly EventOutcome[];
  readonly destination: Destination | undefined;
  readonly breaker: 'open' | 'closed';
  readonly window: AttemptWindow;
};

/** Decides, records the decision and carries it out. */
async function conclude(deps: DeliverDeps, pack: DeliveryPack, conclusion: Conclusion): Promise<void> {
  const { breaker, destination } = conclusion;
  const isOpening = breaker === 'closed' && (destination?.enabled === false || recordAttempts(deps, pack, conclusion));
  const standing =
    (await commit(deps, pack, { ...conclusion, state: isOpening ? 'opening' : breaker })) ??
    // Somebody else has opened or closed the breaker meanwhile, and their probe is the one that counts.
    (await commit(deps, withoutProbe(pack), { ...conclusion, state: isOpening ? 'open' : 'closed' }));
  if (standing === undefined) throw new Error(`the decision about pack ${pack.header.packId} could not be recorded`);
  if (isOpening) conclusion.window.reset();
  await deps.carryOut(pack, standing);
}

function withoutProbe(pack: DeliveryPack): DeliveryPack {
  const { probe: _overtaken, ...header } = pack.header;
  return { ...pack, header };
}

/**
 * True when enough attempts have failed by now for the breaker to open, and an event is left that can ask. Only first
 * attempts count: the nine retries of a few events must not look like many events.
 */
function recordAttempts(deps: DeliverDeps, pack: DeliveryPack, { outcomes, destination, window }: Conclusion): boolean {
  if (destination === undefined || pack.header.retry > 0) return false;
  const nowMs = deps.now().getTime();
  const failed = outcomes.filter(({ outcome }) => outcome.kind === 'retry').length;
  const surcharge = (TIMEOUT_WEIGHT - 1) * outcomes.filter(({ outcome }) => isTimeout(outcome)).length;
  const attempted = outcomes.filter(({ isAttempted }) => isAttempted).length;
  window.record({ total: attempted + surcharge, failed: failed + surcharge }, nowMs);
  return failed > 0 && destination.retry.retries > 0 && window.isFailing(destination.breaker, nowMs);
}

function isTimeout(outcome: EventOutcome['outcome']): boolean {
  return outcome.kind === 'retry' && outcome.reason === 'timeout';
}

function commit(
  deps: DeliverDeps,
  { header }: DeliveryPack,
  { outcomes, destination, state }: Conclusion & { state: Circumstances['breaker'] },
): Promise<Decision | undefined> {
  const decision = decide(outcomes, {
    header,
    policy: destination?.retry ?? { retries: 0, overMs: 0 },
    breakerPolicy: destination?.breaker ?? DEFAULT_BREAKER_POLICY,
    breaker: state,
    now: deps.now(),
    random: deps.random(),
  });
  const counts = countAttempts(outcomes, decision, header);
  return deps.decisions.commit(header, decision, counts);
}

async function attemptAll(
  deps: DeliverDeps,
  pack: DeliveryPack,
  { destination, endsAt, limit }: { destination: Destination | undefined; endsAt: number; limit: LimitFunction },
): Promise<EventOutcome[]> {
  if (destination === undefined) {
    return pack.lines.map(() => ({ outcome: { kind: 'discard', reason: 'destination_deleted' }, isAttempted: false }));
  }
  // What was on its way when the destination was switched off waits until it is switched on again.
  if (!destination.enabled) return pack.lines.map(() => held('destination_disabled'));
  const answers = { timeouts: 0, others: 0 };
  const attemptOne = async (route: EventRoute, line: string): Promise<EventOutcome> => {
    const isTooLate = deps.now().getTime() + ATTEMPT_TIMEOUT_MS > endsAt;
    // A destination that swallows every request must not keep this function from other destinations' packs.
    const isSilent = answers.timeouts >= CONCURRENT_ATTEMPTS && answers.others === 0;
    if (isTooLate || isSilent) return { outcome: { kind: 'postpone' }, isAttempted: false };
    const at = deps.now().toISOString();
    const result = await deps.attempt(destination, { route, line }, ATTEMPT_TIMEOUT_MS);
    const endedAt = deps.now();
    const latencyMs = endedAt.getTime() - Date.parse(route.receivedAt);
    const outcome = classifyAttempt(result, endedAt);
    answers[isTimeout(outcome) ? 'timeouts' : 'others'] += 1;
    if (outcome.kind === 'delivered' || result.seen === undefined) return { outcome, isAttempted: true, latencyMs };
    const note = { at, messageId: route.id, reason: outcome.reason, ...result.seen };
    return { outcome, isAttempted: true, latencyMs, note };
  };
  return Promise.all(pack.header.events.map((route, index) => limit(() => attemptOne(route, pack.lines[index] ?? ''))));
}
