import { DEFAULT_RETRY_POLICY, nextRetryDelayMs } from '../../domain/delivery/retry-schedule.ts';
import { createEngine, type Engine } from './engine.ts';
import { createQueue, type Entry, type Queue } from './queue.ts';
import { createWaits, type Waits } from './tally.ts';
import { MINUTE_MS, SECOND_MS } from '../../domain/base/time-units.ts';

/** Events that entered in the same second and have had as many attempts. */
type Cohort = { readonly enteredMs: number; readonly retry: number };

export type NaiveOptions = { readonly eventsPerSecond: number; readonly downUntilMs: number };

export type Naive = {
  readonly queue: Queue<Cohort>;
  /** When no message more could be handed out, for the first time. */
  quotaReachedMs(): number | undefined;
  readonly sums: { entered: number; delivered: number; deadLettered: number; attempts: number };
  /** How long first attempts waited. */
  readonly firstWaits: Waits;
};

const HEALTHY_LATENCY_MS = 200;

/**
 * What everybody builds first: a message for each event, and a failed one stays in flight until its next attempt. It is
 * given functions without end and answers without delay, so that nothing but SQS limits it.
 */
export function createNaive(engine: Engine, { eventsPerSecond, downUntilMs }: NaiveOptions): Naive {
  const sums = { entered: 0, delivered: 0, deadLettered: 0, attempts: 0 };
  const firstWaits = createWaits();
  let quotaReachedMs: number | undefined;
  const queue = createQueue<Cohort>(engine, () => work());

  const deliver = (entry: Entry<Cohort>): void =>
    engine.at(engine.now() + HEALTHY_LATENCY_MS, () => {
      sums.delivered += entry.messages;
      queue.delete(entry);
    });

  const fail = (entry: Entry<Cohort>): void => {
    const { retry, enteredMs } = entry.body;
    const forMs = nextRetryDelayMs(DEFAULT_RETRY_POLICY, { retry: retry + 1, random: engine.random() });
    if (forMs !== undefined) return queue.hide(entry, { body: { enteredMs, retry: retry + 1 }, forMs });
    sums.deadLettered += entry.messages;
    queue.delete(entry);
  };

  const work = (): void => {
    for (const entry of queue.receive(Infinity)) {
      sums.attempts += entry.messages;
      if (entry.body.retry === 0) firstWaits.add(engine.now() - entry.body.enteredMs, entry.messages);
      if (engine.now() < downUntilMs) fail(entry);
      else deliver(entry);
    }
    if (queue.level().visible > 0) quotaReachedMs ??= engine.now();
  };

  const bring = (): void => {
    sums.entered += eventsPerSecond;
    queue.send({ enteredMs: engine.now(), retry: 0 }, { messages: eventsPerSecond });
    engine.at(engine.now() + SECOND_MS, bring);
  };
  bring();
  return { queue, quotaReachedMs: () => quotaReachedMs, sums, firstWaits };
}

export type NaiveResult = {
  readonly naive: Naive;
  /** In flight at the end of each minute. */
  readonly inFlight: readonly (readonly [atMs: number, messages: number])[];
  readonly backlogAtRecovery: number;
};

/** An outage from the first second on, and as long again after it. */
export function simulateNaive(options: NaiveOptions, seed: number): NaiveResult {
  const engine = createEngine(seed);
  const naive = createNaive(engine, options);
  const inFlight: [number, number][] = [];
  let backlogAtRecovery = 0;
  for (let atMs = 0; atMs <= 2 * options.downUntilMs; atMs += MINUTE_MS) {
    engine.runUntil(atMs);
    const level = naive.queue.level();
    inFlight.push([atMs, level.inFlight]);
    if (atMs <= options.downUntilMs) backlogAtRecovery = level.visible;
  }
  return { naive, inFlight, backlogAtRecovery };
}
