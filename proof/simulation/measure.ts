import type { Engine } from './engine.ts';
import type { EventSource } from './event-source.ts';
import type { Lane } from './lane.ts';
import type { QueueLevel } from './queue.ts';
import type { About } from './services.ts';

/** A look at the lane at one moment. */
export type Sample = {
  readonly atMs: number;
  readonly live: QueueLevel;
  readonly retry: QueueLevel;
  readonly destinations: Readonly<Record<string, DestinationSample>>;
};

export type DestinationSample = {
  readonly heldPacks: number;
  readonly heldEvents: number;
  readonly entered: number;
  readonly delivered: number;
  readonly deadLettered: number;
  /** In the queues. What a function has in hand is there, and may have gone on already. */
  readonly waiting: number;
  /** Of these, in flight. */
  readonly inHand: number;
};

type Places = Record<'heldPacks' | 'heldEvents' | 'deadLettered' | 'waiting' | 'inHand', number>;

export function sampleLane(engine: Engine, { live, retry, deadLetters, held, destinations }: Lane): Sample {
  const places = new Map(destinations.map(({ id }) => [id, nowhere()]));
  for (const about of held.values()) {
    add(places, about, 'heldEvents');
    add(places, { ...about, events: 1 }, 'heldPacks');
  }
  for (const { queue } of [live, retry]) addWaiting(places, queue);
  for (const { body } of deadLetters.queue.entries()) add(places, body.about, 'deadLettered');
  return {
    atMs: engine.now(),
    live: live.queue.level(),
    retry: retry.queue.level(),
    destinations: Object.fromEntries(
      destinations.map(({ id, tally: { entered, delivered } }) => [
        id,
        { entered, delivered, ...(places.get(id) ?? nowhere()) },
      ]),
    ),
  };
}

const nowhere = (): Places => ({ heldPacks: 0, heldEvents: 0, deadLettered: 0, waiting: 0, inHand: 0 });

function add(places: ReadonlyMap<string, Places>, { destinationId, events }: About, name: keyof Places): void {
  const place = places.get(destinationId);
  if (place !== undefined) place[name] += events;
}

function addWaiting(places: ReadonlyMap<string, Places>, queue: EventSource['queue']): void {
  for (const { body } of queue.entries()) add(places, body.about, 'waiting');
  for (const { body } of queue.inHand()) add(places, body.about, 'inHand');
}

/**
 * Events that are in no place: lost. What a function has in hand may be counted in the place where it goes to as well, so
 * up to so many are found twice.
 */
export function lost({ entered, delivered, deadLettered, heldEvents, waiting }: DestinationSample): number {
  return Math.max(0, entered - delivered - deadLettered - heldEvents - waiting);
}
