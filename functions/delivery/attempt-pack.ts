import type { LimitFunction } from 'p-limit';
import { batchSize, isEachAlone } from '../../domain/delivery/batch-policy.ts';
import type { Destination } from '../../domain/workspace/destination.ts';
import type { DeliveryPackHeader, Pack } from '../../domain/pipeline/messages.ts';
import { isThrottling } from '../../domain/delivery/pace.ts';
import { ATTEMPT_TIMEOUT_MS } from '../../domain/pipeline/time-budget.ts';
import { KINDS } from '../../destinations/kinds.ts';
import type { DeliveredEvent, EventResult } from '../../destinations/runtime.ts';
import type { Attempt } from '../shared/destinations/attempt.ts';
import type { EventOutcome } from './decision.ts';
import type { Bounds, Turn } from './gather-attempts.ts';
import type { Observation } from './pace.ts';
import type { Silence } from './silence.ts';

export type AttemptPackDeps = {
  /** Makes one attempt for events that go alone. */
  readonly attempt: Attempt<Destination>;
  /** One for events that go together, also with those of other packs. */
  readonly turn: (bounds: Bounds) => Turn;
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

/** What came of a pack: an outcome for each event, and what the attempts say about the destination. */
export type AttemptedPack = {
  readonly outcomes: EventOutcome[];
  readonly seen: Observation;
  /** Attempts, each of one event or of some together. */
  readonly tried: { readonly total: number; readonly failed: number; readonly timeouts: number };
};

/** Attempts the events of a pack; those without an attempt, because time or the destination does not allow it, wait. */
export async function attemptPack(
  deps: AttemptPackDeps,
  { header, lines }: Pack<DeliveryPackHeader>,
  { destination, limit, silence, tally, nextAtMs, endsAt }: Manner,
): Promise<AttemptedPack> {
  const beganMs = deps.now().getTime();
  const timeoutMs = KINDS[destination.kind].attemptMs ?? ATTEMPT_TIMEOUT_MS;
  const tried = { total: 0, failed: 0, timeouts: 0 };
  const made = { requests: 0, throttled: 0, requestMs: 0 };
  const before = { ...tally };
  const isPointless = (): boolean => {
    const [throttled, others] = [tally.throttled - before.throttled, tally.others - before.others];
    return isThrottling({ attempted: throttled + others, throttled });
  };

  const attemptSome = async (events: readonly DeliveredEvent[], attempt = deps.attempt): Promise<EventOutcome[]> => {
    // A destination that swallows every request must not keep this function from other destinations' packs.
    const quietUntilMs = header.probe === undefined ? silence.quietUntilMs(deps.now().getTime()) : undefined;
    if (quietUntilMs !== undefined) return unattempted(events, { kind: 'postpone', notBefore: quietUntilMs });
    await waitUntil(deps, nextAtMs?.() ?? 0);
    const isTooLate = deps.now().getTime() + timeoutMs > endsAt;
    if (isTooLate || isPointless()) return unattempted(events, { kind: 'postpone' });
    const startedAt = deps.now();
    const together = isEachAlone(destination) ? events.length : 1;
    silence.began(together);
    const { attempts, requests, results } = await attempt(destination, events, timeoutMs);
    const endedAt = deps.now();
    // What ended in a step before says nothing about the destination.
    const asked = results.filter((result) => isAttempt(result) && result.isNoAttempt !== true);
    const isAny = (judge: typeof isTimeout): boolean => asked.some(({ outcome }) => judge(outcome));
    // Events that are attempted each by itself count so, and those of one request as that.
    const howMany = (judge: typeof isTimeout): number => {
      if (isEachAlone(destination)) return asked.filter(({ outcome }) => judge(outcome)).length;
      return isAny(judge) ? attempts : 0;
    };
    const [isSilent, isRefusing] = [isAny(isTimeout), isAny(isThrottled)] as const;
    tried.total += isEachAlone(destination) ? asked.length : attempts;
    tried.failed += howMany(isFailed);
    tried.timeouts += howMany(isTimeout);
    if (!isSilent) tally[isRefusing ? 'throttled' : 'others'] += attempts;
    if (asked.length > 0) silence.ended(isSilent, endedAt.getTime());
    else silence.withdrew(together);
    made.requests += requests;
    if (isRefusing) made.throttled += requests;
    made.requestMs += endedAt.getTime() - startedAt.getTime();
    return events.map((event, index) => outcomeOf(event, results[index], { startedAt, endedAt, retry: header.retry }));
  };

  const events = withNeighbours(header, lines, (header.probe ?? nextAtMs) === undefined ? MOST_NEIGHBOURS : 1);
  const size = header.probe === undefined ? batchSize(destination) : ONE;
  const attemptGroup = (group: readonly DeliveredEvent[]): Promise<EventOutcome[]> =>
    size.maxEvents === 1
      ? limit(() => attemptSome(group))
      : takeTurn(deps.turn({ limit, endsAt }), (turn) => attemptSome(group, turn));
  const all = (await Promise.all(chunksOf(events, size).map(attemptGroup))).flat();
  const seen = {
    attempted: made.requests,
    throttled: made.throttled,
    retryAfterMs: Math.max(0, ...all.map(({ outcome }) => patienceOf(outcome))),
    beganMs,
    endedMs: deps.now().getTime(),
    latencyMs: made.requestMs / Math.max(1, tried.total),
  };
  return { outcomes: all, seen, tried };
}

/** Whoever does not come to its attempt is not waited for any longer. */
async function takeTurn<T>({ attempt, leave }: Turn, act: (attempt: Turn['attempt']) => Promise<T>): Promise<T> {
  try {
    return await act(attempt);
  } finally {
    leave();
  }
}

/** Who could not attempt anything at the moment can do so after a while. */
const NOBODY_WAIT_MS = 5_000;

/** A probe asks with one event. */
const ONE = { maxEvents: 1, maxBytes: Infinity };

/**
 * Events that pass insert functions in one call: an invocation is dear beside what it does for an event. Where they are
 * attempted one after the other, because the destination takes no more or is only asked, most may not be attempted at all.
 */
const MOST_NEIGHBOURS = 100;

function withNeighbours({ events }: DeliveryPackHeader, lines: readonly string[], most: number): DeliveredEvent[] {
  const all: DeliveredEvent[] = [];
  let neighbours: DeliveredEvent[] = [];
  for (const [index, route] of events.entries()) {
    if (index % most === 0) neighbours = [];
    const event = { route, line: lines[index] ?? '', neighbours };
    neighbours.push(event);
    all.push(event);
  }
  return all;
}

/** The events of a pack as they are attempted together: not too many, and not too many bytes. */
function chunksOf(
  events: readonly DeliveredEvent[],
  { maxEvents, maxBytes }: ReturnType<typeof batchSize>,
): DeliveredEvent[][] {
  const chunks: DeliveredEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const lineBytes = maxEvents === 1 ? 0 : Buffer.byteLength(event.line);
    const chunk = chunks.at(-1);
    const hasRoom = chunk !== undefined && chunk.length < maxEvents && bytes + lineBytes <= maxBytes;
    if (hasRoom) chunk.push(event);
    else chunks.push([event]);
    bytes = (hasRoom ? bytes : 0) + lineBytes;
  }
  return chunks;
}

function unattempted(events: readonly DeliveredEvent[], outcome: EventOutcome['outcome']): EventOutcome[] {
  return events.map(() => ({ outcome, isAttempted: false }));
}

function outcomeOf(
  { route }: DeliveredEvent,
  result: EventResult | undefined,
  { startedAt, endedAt, retry }: { readonly startedAt: Date; readonly endedAt: Date; readonly retry: number },
): EventOutcome {
  if (result === undefined) throw new Error(`the attempt says nothing about ${route.id}`);
  const { reason, latencyMs: requestMs, answer, sent } = result;
  const outcome = withinRetries(result.outcome, retry);
  const ran = result.functions === undefined ? {} : { functions: result.functions };
  if (result.isNoAttempt === true) {
    return { outcome: { kind: 'postpone', notBefore: endedAt.getTime() + NOBODY_WAIT_MS }, isAttempted: false };
  }
  const isAttempted = isAttempt(result);
  const latencyMs = endedAt.getTime() - Date.parse(route.receivedAt);
  if (outcome.kind === 'delivered') return { outcome, isAttempted, latencyMs, ...ran };
  const note = {
    ...{ at: startedAt.toISOString(), messageId: route.id, reason, latencyMs: requestMs },
    ...(answer === undefined ? {} : { answer }),
    ...(sent === undefined ? {} : { sent }),
  };
  return { outcome, isAttempted, latencyMs, note, ...ran };
}

/** Some failures end before the destination has used up its retries. */
function withinRetries(outcome: EventResult['outcome'], retry: number): EventResult['outcome'] {
  if (outcome.kind !== 'retry' || outcome.mostRetries === undefined) return outcome;
  const { mostRetries, kind: _, retryAfterMs: __, ...rest } = outcome;
  return retry < mostRetries ? { ...rest, kind: 'retry' } : { ...rest, kind: 'discard' };
}

/** What is held was given to nobody. */
function isAttempt({ isBeforeAttempt, outcome }: EventResult): boolean {
  return isBeforeAttempt !== true && outcome.kind !== 'hold';
}

/** How long the destination wants to be left alone. What 503 says about it concerns the one event. */
function patienceOf(outcome: EventOutcome['outcome']): number {
  return isThrottled(outcome) && 'retryAfterMs' in outcome ? (outcome.retryAfterMs ?? 0) : 0;
}

async function waitUntil({ now, waitMs }: AttemptPackDeps, atMs: number): Promise<void> {
  const remainingMs = atMs - now().getTime();
  if (remainingMs > 0) await waitMs(remainingMs);
}

/** The other side said nothing, or code that is run for it did not come to its end. */
const TIMEOUTS: ReadonlySet<string> = new Set(['timeout', 'function_timeout', 'function_cpu']);

function isTimeout(outcome: EventOutcome['outcome']): boolean {
  return outcome.kind === 'retry' && TIMEOUTS.has(outcome.reason);
}

function isThrottled(outcome: EventOutcome['outcome']): boolean {
  return outcome.kind === 'retry' && outcome.class === 'throttled';
}

/** Whether the destination has failed at it. Who answers 429 is there, and is slowed down instead. */
function isFailed(outcome: EventOutcome['outcome']): boolean {
  return outcome.kind === 'retry' && !isThrottled(outcome);
}
