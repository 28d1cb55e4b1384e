import { destinationSchema, type Destination } from '../../domain/workspace/destination.ts';
import type { OutboundRequest, OutboundResult } from '../../functions/shared/outbound/outbound-http.ts';
import { encodeLanePacks } from '../../functions/shared/packs/lane-packs.ts';
import type { Engine } from './engine.ts';
import type { Partner } from './partner.ts';
import type { Queue } from './queue.ts';
import { passing, simulatedDate, type Message } from './services.ts';
import { createTally, type Tally } from './tally.ts';
import { SECOND_MS } from '../../domain/base/time-units.ts';

export type DestinationSettings = { readonly id: string; readonly eventsPerSecond: number; readonly partner: Partner };

/** A destination with its partner, who notes what came. Its events are numbered: by that it is known when one entered. */
export type SimulatedDestination = {
  readonly id: string;
  readonly tally: Tally;
  readonly document: Destination;
  /** Publishes the events of a second every second, in full packs and one with the rest. */
  bringEvents(live: Queue<Message>, eventsPerPack: number): void;
  answer(request: OutboundRequest): Promise<OutboundResult>;
};

const SOURCE_ID = 'web';

/** `watermarkMs`: events that entered before this are the ones whose last delivery is watched. */
export function createDestination(
  engine: Engine,
  { id, eventsPerSecond, partner }: DestinationSettings,
  watermarkMs: number,
): SimulatedDestination {
  const tally = createTally();
  const attempted = createNumbers();
  const delivered = createNumbers();

  const publish = (live: Queue<Message>, numbers: readonly number[]): void => {
    const receivedAt = simulatedDate(engine).toISOString();
    const events = numbers.map((number) => ({ id: String(number), type: 'track', receivedAt }));
    const lines = numbers.map((number) => `{"messageId":"${number}","type":"track"}`);
    const batch = { id: `batch-${numbers[0]}`, sourceId: SOURCE_ID };
    const about = { destinationId: id, events: numbers.length };
    for (const text of encodeLanePacks(batch, { id }, { events, lines })) live.send({ text, about });
  };

  return {
    id,
    tally,
    // As it is for somebody who says nothing but the address.
    document: destinationSchema.parse({ id, source: SOURCE_ID, kind: 'webhook', settings: { url: addressOf(id) } }),

    bringEvents(live, eventsPerPack) {
      const bring = (): void => {
        const numbers = Array.from({ length: Math.ceil(eventsPerSecond) }, (_, index) => tally.entered + index);
        for (let from = 0; from < numbers.length; from += eventsPerPack) {
          publish(live, numbers.slice(from, from + eventsPerPack));
        }
        tally.entered += numbers.length;
        engine.at(engine.now() + Math.max(SECOND_MS, SECOND_MS / eventsPerSecond), bring);
      };
      bring();
    },

    async answer({ headers }) {
      const number = Number(headers['webhook-id']);
      const enteredMs = Math.floor(number / eventsPerSecond) * SECOND_MS;
      if (attempted.add(number)) tally.firstWaits.add(engine.now() - enteredMs, 1);
      const result = partner();
      tally.attempts += 1;
      await passing(engine, result.durationMs);
      const isDelivered = result.kind === 'response' && result.status === 200;
      if (!isDelivered) tally.inVain += 1;
      else if (!delivered.add(number)) tally.deliveredAgain += 1;
      else {
        tally.delivered += 1;
        if (enteredMs < watermarkMs) tally.lastOldDeliveryMs = engine.now();
      }
      return result;
    },
  };
}

const addressOf = (id: string): string => `https://${id}.example.com/hook`;

/** Who is called there. */
export const destinationAt = (url: string): string => url.slice('https://'.length, url.indexOf('.'));

/** A set of numbers from 0 on, of which there are millions. */
type Numbers = {
  /** Whether it was not there yet. */
  add(number: number): boolean;
};

function createNumbers(): Numbers {
  let seen = new Uint8Array(1024);
  return {
    add(number) {
      if (number >= seen.length) {
        const larger = new Uint8Array(2 * (number + 1));
        larger.set(seen);
        seen = larger;
      }
      const isNew = seen[number] === 0;
      seen[number] = 1;
      return isNew;
    },
  };
}
