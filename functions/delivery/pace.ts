import { eventsAtOnce } from '../../domain/delivery/batch-policy.ts';
import { CONCURRENT_ATTEMPTS } from '../../domain/delivery/delivery-capacity.ts';
import type { Destination } from '../../domain/workspace/destination.ts';
import type { DeliveryPackHeader } from '../../domain/pipeline/messages.ts';
import type { Slot } from '../../domain/pipeline/messages.ts';
import {
  allowedRate,
  cutRate,
  isOnTime,
  isThrottling,
  LONGEST_LINE_FOR_REPLAY_MS,
  LONGEST_LINE_MS,
  mostPlaces,
  slotSize,
  spanMs,
  THROTTLING_WINDOW_MS,
  type Throttle,
} from '../../domain/delivery/pace.ts';
import { SHORT_WAIT_MS } from '../../domain/pipeline/time-budget.ts';
import type { Line } from './line.ts';
import type { Turns } from './turns.ts';

/** Events of a pack that are attempted in one go, at a place in the line; without one they have to ask again. */
export type Chunk = { readonly count: number; readonly notBefore: number; readonly slot?: Slot };

/** Whether a pack may be attempted now. */
export type Admission =
  /**
   * `afterMs`: its place begins so much later. `nextAtMs`: when the next request may be made, to be asked before each, for
   * all packs that this function has for the destination. `end`: to be called when it is done.
   */
  | {
      readonly kind: 'go';
      readonly nextAtMs?: () => number;
      readonly atOnce?: number;
      readonly afterMs: number;
      readonly end: () => Promise<void>;
    }
  | { readonly kind: 'wait'; readonly notBefore: number; readonly slot?: Slot }
  /** What is in no chunk is held: the line is long enough. */
  | { readonly kind: 'split'; readonly chunks: readonly Chunk[] };

/** What a destination did with the requests of a pack. */
export type Observation = {
  readonly attempted: number;
  readonly throttled: number;
  readonly retryAfterMs: number;
  /** Epoch milliseconds of the first attempt and of the last answer. */
  readonly beganMs: number;
  readonly endedMs: number;
  /** Of one request. */
  readonly latencyMs: number;
};

export type Pace = {
  admit(destination: Destination, header: DeliveryPackHeader): Promise<Admission>;
  observe(destination: Destination, seen: Observation): Promise<void>;
  /** How many packs could join the line within a second or so; many when there is none. */
  room(destination: Destination): Promise<number>;
};

type PaceDeps = {
  readonly line: Line;
  readonly turns: Turns;
  readonly throttle: (destinationId: string) => Promise<Throttle | undefined>;
  readonly putThrottle: (
    destinationId: string,
    cut: { readonly throttle: Throttle; readonly beganMs: number },
  ) => Promise<void>;
  readonly now: () => Date;
  readonly random: () => number;
};

/** How long a request is taken to last until one was seen. */
const FIRST_LATENCY_MS = 100;

/** Who finds no turn, or a line in front of a replay, comes again after this long or up to twice that. */
const TURN_PAUSE_MS = 1_000;
const REPLAY_PAUSE_MS = 5_000;

/** Held packs join the line while it is no longer than this: there is something to do until the next ones come. */
const COMFORTABLE_LINE_MS = LONGEST_LINE_MS / 2;

/** About as many events are in a pack of ordinary size. */
const EVENTS_PER_PACK = 100;

/** Keeps destinations within their limits, over all functions at work. Without limits it costs nothing. */
export function createPace(deps: PaceDeps): Pace {
  const latencies = new Map<string, number>();
  const { remember, forget } = createMemory();
  const spacing = createSpacing(deps.now);
  const pause = (shortestMs: number): number => deps.now().getTime() + Math.round(shortestMs * (1 + deps.random()));

  const rateOf = async ({ id, rateLimit = {} }: Destination) => {
    const throttle = await deps.throttle(id);
    const nowMs = deps.now().getTime();
    const latencyMs = latencies.get(id) ?? FIRST_LATENCY_MS;
    return { perSecond: allowedRate(rateLimit, { throttle, latencyMs, nowMs }), throttle, nowMs };
  };

  const go = async ({ id, rateLimit }: Destination, { slot, afterMs, perSecond }: Granted): Promise<Admission> => {
    const allowed = { kind: 'go', afterMs, nextAtMs: spacing(id, perSecond) } as const;
    const atOnce = rateLimit?.atOnce;
    if (atOnce === undefined) return { ...allowed, end: async () => undefined };
    const turn = await deps.turns.take(id, Math.max(1, Math.floor(atOnce / CONCURRENT_ATTEMPTS)));
    if (turn === undefined) return { kind: 'wait', notBefore: pause(TURN_PAUSE_MS), slot };
    return { ...allowed, atOnce, end: () => turn.end() };
  };

  return {
    async admit(destination, header) {
      const { perSecond, throttle, nowMs } = await rateOf(destination);
      if (perSecond === undefined) return { kind: 'go', afterMs: 0, end: async () => undefined };
      const { slot, notBefore = 0 } = header;
      if (slot !== undefined && isOnTime({ notBefore, slot }, { perSecond, throttle, nowMs })) {
        return go(destination, { perSecond, afterMs: 0, slot });
      }
      const fromMs = Math.max(nowMs, throttle?.pausedUntilMs ?? 0);
      const each = eventsAtOnce(destination);
      const joined = await joinLine(deps.line, { header, each, perSecond, fromMs, laterMs: pause(REPLAY_PAUSE_MS) });
      if (joined.kind !== 'wait' || joined.slot === undefined) return joined;
      const afterMs = Math.max(0, joined.notBefore - nowMs);
      return afterMs > SHORT_WAIT_MS ? joined : go(destination, { perSecond, afterMs, slot: joined.slot });
    },

    async room(destination) {
      const { perSecond } = await rateOf(destination);
      if (perSecond === undefined) return Infinity;
      const lineMs = await deps.line.lengthMs(destination.id);
      return lineMs > COMFORTABLE_LINE_MS ? 0 : Math.ceil(perSecond / EVENTS_PER_PACK);
    },

    async observe(destination, seen) {
      if (seen.attempted === 0) return;
      const known = latencies.get(destination.id);
      latencies.set(destination.id, known === undefined ? seen.latencyMs : (3 * known + seen.latencyMs) / 4);
      const recent = remember(destination.id, seen);
      if (!isThrottling(recent)) return;
      forget(destination.id);
      await slowDown(deps, destination.id, { seen: recent, allowed: (await rateOf(destination)).perSecond });
    },
  };
}

type Joining = {
  readonly header: DeliveryPackHeader;
  /** Events of a request. */
  readonly each: number;
  readonly perSecond: number;
  readonly fromMs: number;
  /** When a replay asks again that finds a line. */
  readonly laterMs: number;
};

/** Takes places in the line for a pack, or for as much of it as may have places. */
async function joinLine(
  line: Line,
  { header, each, perSecond, fromMs, laterMs }: Joining,
): Promise<Exclude<Admission, { kind: 'go' }>> {
  const { destinationId, slot, events } = header;
  const isReplay = header.replay !== undefined;
  const requests = Math.ceil(events.length / each);
  const count = Math.min(requests, mostPlaces(perSecond, isReplay));
  const place = await line.reserve(destinationId, {
    spanMs: spanMs(count, perSecond),
    fromMs,
    longestMs: isReplay ? LONGEST_LINE_FOR_REPLAY_MS : LONGEST_LINE_MS,
  });
  if (place.kind === 'full') return isReplay ? { kind: 'wait', notBefore: laterMs } : { kind: 'split', chunks: [] };
  const { startMs } = place;
  const next: Slot = { perSecond, ...(slot === undefined ? {} : { late: (slot.late ?? 0) + 1 }) };
  if (requests <= slotSize(perSecond)) return { kind: 'wait', notBefore: startMs, slot: next };
  const chunks = chunksOf(count, startMs, next).map((chunk) => ({ ...chunk, count: chunk.count * each }));
  const rest = isReplay && count < requests ? [{ count: (requests - count) * each, notBefore: laterMs }] : [];
  return { kind: 'split', chunks: [...chunks, ...rest] };
}

/** Halves what the destination gets, and heeds how long it wants to be left alone. */
async function slowDown(
  deps: PaceDeps,
  destinationId: string,
  { seen, allowed }: { seen: Recent; allowed: number | undefined },
): Promise<void> {
  const nowMs = deps.now().getTime();
  const seconds = Math.max(1, (seen.endedMs - seen.beganMs) / 1000);
  const perSecond = cutRate({ allowed, observed: seen.attempted / seconds });
  const throttle = { perSecond, sinceMs: nowMs, pausedUntilMs: nowMs + seen.retryAfterMs };
  await deps.putThrottle(destinationId, { throttle, beganMs: seen.beganMs });
}

type Recent = Omit<Observation, 'latencyMs'>;

/** What the packs of the last while met, for each destination, added up. */
function createMemory() {
  const packs = new Map<string, readonly Observation[]>();
  const remember = (id: string, seen: Observation): Recent => {
    const known = packs.get(id) ?? [];
    const recent = [...known, seen].filter(({ endedMs }) => endedMs > seen.endedMs - THROTTLING_WINDOW_MS);
    packs.set(id, recent);
    return {
      attempted: recent.reduce((sum, { attempted }) => sum + attempted, 0),
      throttled: recent.reduce((sum, { throttled }) => sum + throttled, 0),
      retryAfterMs: seen.retryAfterMs,
      beganMs: Math.min(...recent.map(({ beganMs }) => beganMs)),
      endedMs: Math.max(...recent.map(({ endedMs }) => endedMs)),
    };
  };
  return { remember, forget: (id: string) => packs.delete(id) };
}

/** A pack that may be attempted as soon as its turn comes. */
type Granted = { readonly perSecond: number; readonly afterMs: number; readonly slot: Slot };

/** When the next request to a destination may be made, for all packs that this function has for it. */
function createSpacing(now: () => Date): (destinationId: string, perSecond: number) => () => number {
  const nextAt = new Map<string, number>();
  return (id, perSecond) => () => {
    const atMs = Math.max(nextAt.get(id) ?? 0, now().getTime());
    nextAt.set(id, atMs + 1000 / perSecond);
    return atMs;
  };
}

/** Events, as many at a time as are attempted in one go. */
function chunksOf(count: number, startMs: number, slot: Slot): Chunk[] {
  const size = slotSize(slot.perSecond);
  return Array.from({ length: Math.ceil(count / size) }, (_, index) => ({
    count: Math.min(size, count - index * size),
    notBefore: startMs + spanMs(index * size, slot.perSecond),
    slot,
  }));
}
