import type { Lane } from './lane.ts';
import type { DestinationState, LaneMessage } from './lane-world.ts';
import type { Queue, QueueLevel } from './queue.ts';

/** A look at the lane at one moment. */
export type Sample = {
  readonly atMs: number;
  readonly live: QueueLevel;
  readonly retry: QueueLevel;
  readonly working: number;
  readonly destinations: Readonly<Record<string, DestinationSample>>;
};

export type DestinationSample = {
  readonly isDown: boolean;
  readonly heldPacks: number;
  readonly heldEvents: number;
  readonly attempts: number;
  readonly entered: number;
  readonly delivered: number;
  readonly deadLettered: number;
  /** In the queues, counted pack by pack. */
  readonly waiting: number;
};

export function sampleLane({ world, destinations, working }: Lane): Sample {
  const waiting = new Map<string, number>();
  for (const queue of [world.live, world.retry]) countWaiting(queue, waiting);
  return {
    atMs: world.engine.now(),
    live: world.live.level(),
    retry: world.retry.level(),
    working: working(),
    destinations: Object.fromEntries(
      destinations.map((state) => [state.settings.id, sampleDestination(state, waiting.get(state.settings.id) ?? 0)]),
    ),
  };
}

/** How many events are in no place or in two; anything but 0 is a fault of the simulated design. */
export function unaccounted(sample: DestinationSample): number {
  return sample.entered - sample.delivered - sample.deadLettered - sample.heldEvents - sample.waiting;
}

function countWaiting(queue: Queue<LaneMessage>, waiting: Map<string, number>): void {
  for (const { body } of queue.entries()) {
    if (body.kind !== 'pack' || body.isSettled) continue;
    waiting.set(body.destinationId, (waiting.get(body.destinationId) ?? 0) + body.events);
  }
}

function sampleDestination(state: DestinationState, waiting: number): DestinationSample {
  const { entered, delivered, deadLettered, attempts } = state.tally;
  const { heldPacks, heldEvents } = state;
  const isDown = state.openBreaker !== undefined;
  return { isDown, heldPacks, heldEvents, attempts, entered, delivered, deadLettered, waiting };
}
