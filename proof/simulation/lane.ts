import { createAttemptWindow, type AttemptWindow } from '../../domain/delivery/circuit-breaker.ts';
import { DELIVERY_BATCH_SIZE, HEALTH_FRESH_MS } from '../../domain/delivery/delivery-capacity.ts';
import { DELIVERY_RESERVE_MS, DELIVERY_TIMEOUT_SECONDS, SHORT_WAIT_MS } from '../../domain/pipeline/time-budget.ts';
import { attemptEvents, createPlaces, type Places } from './attempts.ts';
import { conclude } from './conclude.ts';
import type { Engine } from './engine.ts';
import {
  hold,
  sendToRetry,
  type DestinationSettings,
  type DestinationState,
  type LaneMessage,
  type LaneSettings,
  type LaneWorld,
  type PackMessage,
} from './lane-world.ts';
import { createFifo } from './fifo.ts';
import { createQueue, type Entry, type Queue } from './queue.ts';
import { releaseStep } from './release.ts';
import { createTally } from './tally.ts';

/** One running copy of the delivery function: what it remembers from one run to the next. */
type Instance = {
  readonly windows: Map<string, AttemptWindow>;
  readonly health: Map<string, { readonly openBreaker: number | undefined; readonly readAtMs: number }>;
};

/** One run of a function: the packs it was given, and when it must be over. */
type Run = { readonly instance: Instance; readonly endsAtMs: number; readonly places: Map<string, Places> };

type Reader = { readonly queue: Queue<LaneMessage>; readonly concurrency: number; working: number };

export type Lane = {
  readonly world: LaneWorld;
  readonly destinations: readonly DestinationState[];
  /** Functions at work now. */
  readonly working: () => number;
};

/** A lane: two queues, their readers, and destinations whose events come in once a second, as fan-out makes packs. */
export function createLane(
  engine: Engine,
  settings: LaneSettings,
  { destinations, watermarkMs }: { destinations: readonly DestinationSettings[]; watermarkMs: number },
): Lane {
  const states = new Map(destinations.map((destination) => [destination.id, createState(destination)]));
  const idle: Instance[] = [];
  const createReader = (concurrency: number): Reader => {
    let isPolling = false;
    // A moment later and once: what is sent at the same time is received together.
    const onVisible = (): void => {
      if (isPolling) return;
      isPolling = true;
      engine.at(engine.now(), () => {
        isPolling = false;
        poll(world, reader, idle);
      });
    };
    const reader: Reader = { queue: createQueue<LaneMessage>(engine, onVisible), concurrency, working: 0 };
    return reader;
  };
  const live = createReader(settings.liveConcurrency);
  const retry = createReader(settings.retryConcurrency);
  const world: LaneWorld = {
    engine,
    settings,
    live: live.queue,
    retry: retry.queue,
    watermarkMs,
    stateOf(id) {
      const state = states.get(id);
      if (state === undefined) throw new Error(`there is no destination ${id}`);
      return state;
    },
  };
  for (const state of states.values()) bringEvents(world, state);
  return { world, destinations: [...states.values()], working: () => live.working + retry.working };
}

function createState(settings: DestinationSettings): DestinationState {
  const tally = createTally();
  return { settings, openBreaker: undefined, held: createFifo(), heldPacks: 0, heldEvents: 0, tally };
}

const SECOND_MS = 1000;

/** Full packs, and one with the rest. */
function bringEvents(world: LaneWorld, state: DestinationState): void {
  const { engine, settings, live } = world;
  const { id, eventsPerSecond } = state.settings;
  const enteredMs = engine.now();
  for (let left = eventsPerSecond; left > 0; left -= settings.eventsPerPack) {
    const events = Math.min(left, settings.eventsPerPack);
    live.send({ kind: 'pack', destinationId: id, events, enteredMs, retry: 0, notBeforeMs: 0, isSettled: false });
  }
  state.tally.entered += eventsPerSecond;
  engine.at(enteredMs + SECOND_MS, () => bringEvents(world, state));
}

/** Starts as many runs as there is work and room for. */
function poll(world: LaneWorld, reader: Reader, idle: Instance[]): void {
  while (reader.working < reader.concurrency) {
    const batch = reader.queue.receive(DELIVERY_BATCH_SIZE);
    if (batch.length === 0) return;
    reader.working += 1;
    const instance = idle.pop() ?? { windows: new Map(), health: new Map() };
    const endedAtMs = work(world, batch, instance);
    world.engine.at(endedAtMs, () => {
      reader.working -= 1;
      idle.push(instance);
      for (const entry of batch) reader.queue.delete(entry);
      poll(world, reader, idle);
    });
  }
}

/** One run. Its packs are worked off side by side; those of one destination share its places. Returns when it is over. */
function work(world: LaneWorld, batch: readonly Entry<LaneMessage>[], instance: Instance): number {
  const nowMs = world.engine.now();
  const endsAtMs = nowMs + DELIVERY_TIMEOUT_SECONDS * SECOND_MS - DELIVERY_RESERVE_MS;
  const run: Run = { instance, endsAtMs, places: new Map() };
  return Math.max(...batch.map(({ body }) => handle(world, body, run)));
}

function handle(world: LaneWorld, message: LaneMessage, run: Run): number {
  const { engine, settings } = world;
  const later = (delayMs: number, action: () => void): number => {
    const atMs = engine.now() + delayMs;
    engine.at(atMs, action);
    return atMs;
  };
  if (message.kind === 'release') return later(settings.releaseStepMs, () => releaseStep(world, message));
  const waitMs = Math.max(message.notBeforeMs - engine.now(), 0);
  if (waitMs > SHORT_WAIT_MS) return later(settings.packOverheadMs, () => sendToRetry(world, message));
  const state = world.stateOf(message.destinationId);
  const seen = readBreaker(engine.now(), run.instance, { state, pack: message });
  if (seen === 'open' && message.probe === undefined) {
    return later(waitMs + settings.packOverheadMs, () => hold(state, message));
  }
  return attempt(world, run, { pack: message, state, seen, waitMs });
}

function attempt(
  world: LaneWorld,
  { instance, endsAtMs, places }: Run,
  {
    pack,
    state,
    seen,
    waitMs,
  }: { pack: PackMessage; state: DestinationState; seen: 'open' | 'closed'; waitMs: number },
): number {
  const { engine, settings } = world;
  const { id, partner } = state.settings;
  const { random } = engine;
  const ownPlaces = places.get(id) ?? createPlaces(engine.now() + waitMs, partner, random);
  places.set(id, ownPlaces);
  const attempts = attemptEvents(pack.events, ownPlaces, { partner, random, endsAtMs });
  if (pack.retry === 0 && pack.probe === undefined && attempts.firstAtMs !== undefined) {
    state.tally.firstWaits.add(attempts.firstAtMs - pack.enteredMs, pack.events - attempts.postponed);
  }
  const window = instance.windows.get(id) ?? createAttemptWindow();
  instance.windows.set(id, window);
  const endedAtMs = attempts.endedAtMs + settings.packOverheadMs;
  engine.at(endedAtMs, () => conclude(world, { pack, state, attempts, seen, window }));
  return endedAtMs;
}

/** A function looks at most every two seconds, unless the pack is a probe. */
function readBreaker(
  nowMs: number,
  { health }: Instance,
  { state, pack }: { state: DestinationState; pack: PackMessage },
): 'open' | 'closed' {
  const { id } = state.settings;
  const known = health.get(id);
  const isFresh = known !== undefined && nowMs - known.readAtMs < HEALTH_FRESH_MS && pack.probe === undefined;
  if (!isFresh) health.set(id, { openBreaker: state.openBreaker, readAtMs: nowMs });
  const openBreaker = isFresh ? known.openBreaker : state.openBreaker;
  if (pack.probe !== undefined && pack.probe.breakerId !== openBreaker) return 'closed';
  return openBreaker === undefined ? 'closed' : 'open';
}
