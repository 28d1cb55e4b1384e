// Functions that work a queue off. What they take at the same moment is one group, so that millions of messages are few
// things to simulate.

import type { Engine } from '../../simulation/engine.ts';
import { createQueue, type Entry, type Queue } from '../../simulation/queue.ts';
import { SOURCE_FUNCTIONS_AT_FIRST, SOURCE_FUNCTIONS_PER_MINUTE } from '../warm-up.ts';

export type PoolSettings = {
  /** Most functions at work. */
  readonly maxConcurrency: number;
  /** Functions that the event source has at the beginning; it adds 300 a minute while messages wait. */
  readonly warm: number;
  /** Messages of a run: as many as come of themselves, and the most of a run while a backlog waits. */
  readonly usualBatch: number;
  readonly largestBatch: number;
  /** Work is taken at multiples of this only: what ends at about the same time makes one group and not many. */
  readonly gridMs: number;
};

export type Pool<Body> = {
  readonly queue: Queue<Body>;
  readonly working: () => number;
  readonly mostWorking: () => number;
};

/** How long a run of so many messages takes, and what is done at its end. */
export type Run = { readonly runMs: number; readonly end: () => void };

const SCALE_EVERY_MS = 1000;

export function createPool<Body>(
  engine: Engine,
  { maxConcurrency, warm, usualBatch, largestBatch, gridMs }: PoolSettings,
  begin: (entry: Entry<Body>, messagesPerRun: number) => Run,
): Pool<Body> {
  let working = 0;
  let mostWorking = 0;
  let scaled = Math.min(maxConcurrency, Math.max(SOURCE_FUNCTIONS_AT_FIRST, warm));
  let isPolling = false;
  const pollSoon = (): void => {
    if (isPolling) return;
    isPolling = true;
    engine.at(Math.ceil(engine.now() / gridMs) * gridMs, () => {
      isPolling = false;
      poll();
    });
  };
  const queue = createQueue<Body>(engine, pollSoon);

  const poll = (): void => {
    const free = Math.floor(scaled - working);
    const waiting = queue.level().visible;
    if (free < 1 || waiting === 0) return;
    const batch = waiting <= free * usualBatch ? usualBatch : largestBatch;
    for (const entry of queue.receive(free * batch)) {
      // A group may end in a function with less to do.
      const functions = entry.messages / batch;
      working += functions;
      mostWorking = Math.max(mostWorking, working);
      const { runMs, end } = begin(entry, batch);
      engine.at(engine.now() + runMs, () => {
        working -= functions;
        queue.delete(entry);
        end();
        pollSoon();
      });
    }
  };

  const scale = (): void => {
    if (queue.level().visible > 0) {
      scaled = Math.min(maxConcurrency, scaled + (SOURCE_FUNCTIONS_PER_MINUTE * SCALE_EVERY_MS) / 60_000);
      pollSoon();
    }
    engine.at(engine.now() + SCALE_EVERY_MS, scale);
  };
  engine.at(SCALE_EVERY_MS, scale);
  return { queue, working: () => working, mostWorking: () => mostWorking };
}
