import pLimit from 'p-limit';
import { batchSize, isEachAlone } from '../../domain/delivery/batch-policy.ts';
import {
  createAttemptWindow,
  DEFAULT_BREAKER_POLICY,
  TIMEOUT_WEIGHT,
  type AttemptWindow,
} from '../../domain/delivery/circuit-breaker.ts';
import { CONCURRENT_ATTEMPTS } from '../../domain/delivery/delivery-capacity.ts';
import type { Decision } from '../../domain/delivery/delivery-decision.ts';
import type { Destination } from '../../domain/workspace/destination.ts';
import { subscriberOf, type Subscriber } from '../../domain/workspace/subscription.ts';
import type { DeliveryPackHeader, Pack } from '../../domain/pipeline/messages.ts';
import { RATE_LIMITED } from '../../domain/delivery/pace.ts';
import { remember } from '../../domain/base/remember.ts';
import { subscriptionAddress } from '../../domain/tables/table-keys.ts';
import { SHORT_WAIT_MS } from '../../domain/pipeline/time-budget.ts';
import { attemptPack, type AnswerTally, type AttemptedPack, type AttemptPackDeps } from './attempt-pack.ts';
import { countAttempts } from './count-attempts.ts';
import { asCopy, decide, type Circumstances, type EventOutcome } from './decision.ts';
import { createGatherer, type Seat } from './gather-attempts.ts';
import { createInserter, type StepsOf } from '../shared/destinations/insert-steps.ts';
import type { Admission, Pace } from './pace.ts';
import { obstacleTo } from './obstacle.ts';
import { createSilence } from './silence.ts';

export type DeliveryPack = Pack<DeliveryPackHeader>;

export type DeliverDeps = Omit<AttemptPackDeps, 'turn'> & {
  readonly destination: (id: string) => Promise<Destination | undefined>;
  readonly decisions: {
    /** What was decided about this attempt before, when it was. */
    find(header: DeliveryPackHeader): Promise<Decision | undefined>;
    /**
     * Records and counts the decision once, together with the change of the breaker in it. Returns the one that stands:
     * the very same, or an earlier one; undefined when the breaker was changed by somebody else.
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
  /** Keeps the destination within its limits. */
  readonly pace: Pace;
  /** Told how the attempts ended; says why the destination is to be switched off, when it is. */
  readonly judgeSetup: (destination: Destination, outcomes: readonly EventOutcome[]) => Promise<string | undefined>;
  /** Tells people what keeps a destination from being called. */
  readonly warn: (destinationId: string, notice: { message: string; at: string }) => Promise<void>;
  /** Does what was decided. Must be safe to repeat. */
  readonly carryOut: (pack: DeliveryPack, decision: Decision) => Promise<void>;
  /** Sends the pack on as it is, to come back at its `notBefore`. */
  readonly postpone: (pack: DeliveryPack) => Promise<void>;
  readonly random: () => number;
  /** What may change events before their attempts. */
  readonly stepsOf?: StepsOf<Subscriber> | undefined;
};

/**
 * Attempts the events of a pack and sees to what follows. What was decided is recorded before it is carried out: when
 * the pack comes again after a crash, the record is carried out and nothing is attempted twice.
 *
 * `endsAt`: epoch milliseconds after which no attempt may run. Events without an attempt by then are sent on as they are.
 */
export function createDeliver(deps: DeliverDeps): (pack: DeliveryPack, endsAt: number) => Promise<void> {
  // What this function remembers of each destination, over all packs that it gets.
  const limitOf = remember((_destinationId: string) => pLimit(CONCURRENT_ATTEMPTS));
  const windowOf = remember((_destinationId: string) => createAttemptWindow());
  const silenceOf = remember((_destinationId: string) => createSilence());
  const tallyOf = remember((_destinationId: string): AnswerTally => ({ throttled: 0, others: 0 }));

  // Steps come first, so that what goes together, and is signed, is what they have made.
  const afterSteps = createInserter(deps);
  const gatherer = createGatherer(deps);

  const attempt = async (pack: DeliveryPack, go: Go): Promise<Attempted> => {
    const { admission, destination, seat } = go;
    try {
      if (admission.afterMs > 0) await deps.waitMs(admission.afterMs);
      const { id } = destination;
      const [limit, silence, tally] = [limitOf(id), silenceOf(id), tallyOf(id)];
      limit.concurrency = attemptsAtOnce(destination, admission.atOnce);
      const manner = { destination, limit, silence, tally, nextAtMs: admission.nextAtMs, endsAt: go.endsAt };
      const { outcomes, seen, tried } = await attemptPack(
        { ...deps, attempt: afterSteps(deps.attempt), turn: turnsOf(seat, afterSteps) },
        pack,
        manner,
      );
      await deps.pace.observe(destination, seen);
      const switchOff = await deps.judgeSetup(destination, outcomes);
      return { outcomes, tried, switchOff };
    } finally {
      await admission.end();
    }
  };

  /** What is left to do with the pack, once the others at hand know whether they go together with its events. */
  const begin = async (pack: DeliveryPack, endsAt: number, seat: Seat): Promise<() => Promise<void>> => {
    const { notBefore = 0, destinationId } = pack.header;
    const remainingMs = notBefore - deps.now().getTime();
    if (remainingMs > SHORT_WAIT_MS) return () => deps.postpone(pack);
    const earlier = await deps.decisions.find(pack.header);
    if (earlier !== undefined) return () => deps.carryOut(pack, asCopy(earlier, deps.now()));
    if (remainingMs > 0) await deps.waitMs(remainingMs);
    const destination = await deps.destination(destinationId);
    const breaker = await readBreaker(deps, pack.header);
    const context = { destination, breaker, window: windowOf(destinationId) };
    const aim = aimOf(pack, context);
    if (!aim.isAttempted) return () => conclude(deps, pack, { ...context, outcomes: aim.outcomes });
    const admission = await admit(deps, pack, aim.destination);
    switch (admission.kind) {
      case 'wait':
        return () => deps.postpone(atPlace(pack, admission));
      case 'split': {
        const outcomes = [...postponed(admission), ...held(pack, RATE_LIMITED)].slice(0, pack.lines.length);
        return () => conclude(deps, pack, { ...context, outcomes });
      }
      case 'go': {
        const going = attempt(pack, { admission, endsAt, seat, destination: aim.destination });
        return async () => conclude(deps, pack, { ...context, ...(await going) });
      }
    }
  };

  return async (pack, endsAt) => {
    const { destinationId, subscriptionId } = pack.header;
    const seat = gatherer.seat(subscriptionAddress(destinationId, subscriptionId));
    const left = await begin(pack, endsAt, seat).finally(seat.leave);
    await left();
  };
}

function atPlace(pack: DeliveryPack, { slot, notBefore }: Extract<Admission, { kind: 'wait' }>): DeliveryPack {
  const { slot: _unused, ...header } = pack.header;
  return { ...pack, header: { ...header, ...(slot === undefined ? {} : { slot }), notBefore } };
}

function turnsOf(
  seat: Seat,
  afterSteps: (attempt: AttemptPackDeps['attempt']) => AttemptPackDeps['attempt'],
): AttemptPackDeps['turn'] {
  return (bounds) => {
    const taken = seat.turn(bounds);
    return { ...taken, attempt: afterSteps(taken.attempt) };
  };
}

/** Bounded in events, where several are handed over together and each is attempted by itself. */
function attemptsAtOnce(destination: Destination, atOnce = Infinity): number {
  const events = isEachAlone(destination) ? batchSize(destination).maxEvents : 1;
  return Math.max(1, Math.floor(Math.min(atOnce, CONCURRENT_ATTEMPTS) / events));
}

type Go = {
  readonly admission: Extract<Admission, { kind: 'go' }>;
  readonly destination: Destination;
  readonly endsAt: number;
  readonly seat: Seat;
};

type Attempted = Pick<AttemptedPack, 'tried'> & {
  readonly outcomes: readonly EventOutcome[];
  readonly switchOff: string | undefined;
};

type Aim =
  | { readonly isAttempted: true; readonly destination: Subscriber }
  | { readonly isAttempted: false; readonly outcomes: readonly EventOutcome[] };

/** Whom a pack is for, or what becomes of it when it is not to be attempted at all. */
function aimOf(pack: DeliveryPack, { destination, breaker }: Pick<Conclusion, 'destination' | 'breaker'>): Aim {
  if (breaker === 'open' && pack.header.probe === undefined) {
    return { isAttempted: false, outcomes: held(pack, 'destination_down') };
  }
  if (destination === undefined) {
    return { isAttempted: false, outcomes: discarded(pack, 'destination_deleted') };
  }
  const obstacle = obstacleTo(destination, pack.header);
  if (obstacle !== undefined) return { isAttempted: false, outcomes: held(pack, obstacle.reason) };
  const subscriber = subscriberOf(destination, pack.header.subscriptionId);
  if (subscriber === undefined) return { isAttempted: false, outcomes: discarded(pack, 'subscription_deleted') };
  // Its events cannot wait beside those of others, which go on; whoever switches it on again can redrive them.
  if (subscriber.subscription?.enabled === false) {
    return { isAttempted: false, outcomes: discarded(pack, 'subscription_disabled') };
  }
  return { isAttempted: true, destination: subscriber };
}

function discarded(pack: DeliveryPack, reason: string): EventOutcome[] {
  return pack.lines.map(() => ({ outcome: { kind: 'discard', class: 'setup', reason }, isAttempted: false }));
}

function held(pack: DeliveryPack, reason: string): EventOutcome[] {
  return pack.lines.map(() => ({ outcome: { kind: 'hold', reason }, isAttempted: false }));
}

function postponed({ chunks }: Extract<Admission, { kind: 'split' }>): EventOutcome[] {
  return chunks.flatMap(({ count, ...place }) =>
    Array.from({ length: count }, (): EventOutcome => ({
      outcome: { kind: 'postpone', ...place },
      isAttempted: false,
    })),
  );
}

/** A probe is one event, and asks whether there is anybody at all. */
async function admit(deps: DeliverDeps, { header }: DeliveryPack, destination: Destination): Promise<Admission> {
  if (header.probe !== undefined) return { kind: 'go', afterMs: 0, end: async () => undefined };
  return deps.pace.admit(destination, header);
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
  /** Absent when nothing was attempted. */
  readonly tried?: AttemptedPack['tried'];
  /** Why the destination is to be switched off. */
  readonly switchOff?: string | undefined;
  readonly destination: Destination | undefined;
  readonly breaker: 'open' | 'closed';
  readonly window: AttemptWindow;
};

/** Decides, records the decision and carries it out. */
async function conclude(deps: DeliverDeps, pack: DeliveryPack, conclusion: Conclusion): Promise<void> {
  const { breaker, destination } = conclusion;
  const obstacle = destination === undefined ? undefined : obstacleTo(destination, pack.header);
  const isHeld = obstacle !== undefined || conclusion.outcomes.some(waitsForSomebody);
  const isOpening = breaker === 'closed' && (isHeld || recordAttempts(deps, pack, conclusion));
  if (isOpening && obstacle?.notice !== undefined) {
    await deps.warn(pack.header.destinationId, { message: obstacle.notice, at: deps.now().toISOString() });
  }
  const standing =
    (await commit(deps, pack, { ...conclusion, state: isOpening ? 'opening' : breaker })) ??
    // Somebody else has opened or closed the breaker meanwhile, and their probe is the one that counts.
    (await commit(deps, withoutProbe(pack), { ...conclusion, state: isOpening ? 'open' : 'closed' }));
  if (standing === undefined) throw new Error(`the decision about pack ${pack.header.packId} could not be recorded`);
  if (isOpening) conclusion.window.reset();
  await deps.carryOut(pack, standing);
}

/** Its function cannot run before somebody has deployed another version, say; the others would meet the same. */
const waitsForSomebody = ({ outcome }: EventOutcome): boolean => outcome.kind === 'hold' && 'class' in outcome;

function withoutProbe(pack: DeliveryPack): DeliveryPack {
  const { probe: _overtaken, ...header } = pack.header;
  return { ...pack, header };
}

/**
 * True when enough attempts have failed by now for the breaker to open, and an event is left that can ask. Only first
 * attempts count: the nine retries of a few events must not look like many events.
 */
function recordAttempts(deps: DeliverDeps, pack: DeliveryPack, { tried, destination, window }: Conclusion): boolean {
  if (tried === undefined || destination === undefined || pack.header.retry > 0) return false;
  const nowMs = deps.now().getTime();
  const surcharge = (TIMEOUT_WEIGHT - 1) * tried.timeouts;
  const { windowMs } = destination.breaker;
  window.record({ total: tried.total + surcharge, failed: tried.failed + surcharge }, { windowMs, nowMs });
  return tried.failed > 0 && destination.retry.retries > 0 && window.isFailing(destination.breaker, nowMs);
}

async function commit(
  deps: DeliverDeps,
  { header }: DeliveryPack,
  { outcomes, destination, switchOff, state }: Conclusion & { state: Circumstances['breaker'] },
): Promise<Decision | undefined> {
  const decision = decide(outcomes, {
    header,
    policy: destination?.retry ?? { retries: 0, overMs: 0 },
    breakerPolicy: destination?.breaker ?? DEFAULT_BREAKER_POLICY,
    breaker: state,
    switchOff,
    now: deps.now(),
    random: deps.random(),
  });
  const counts = countAttempts(outcomes, decision, header);
  const standing = await deps.decisions.commit(header, decision, counts);
  return standing === undefined || standing === decision ? standing : asCopy(standing, deps.now());
}
