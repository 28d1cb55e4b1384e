// One destination with its lane: first attempts, retries, its breaker, what is held, and the release of it.

import { DEFAULT_BREAKER_POLICY, probeDelayMs } from '../../../domain/circuit-breaker.ts';
import {
  CONCURRENT_ATTEMPTS,
  DELIVERY_BATCH_SIZE,
  HEALTH_FRESH_MS,
  RELEASE_PACKS_PER_STEP,
  RELEASE_STEP_SECONDS,
} from '../../../domain/delivery-capacity.ts';
import { DEFAULT_RETRY_POLICY, retryDelaysMs } from '../../../domain/retry-schedule.ts';
import type { Engine } from '../../simulation/engine.ts';
import { createFifo } from '../../simulation/fifo.ts';
import { createWaits, type Waits } from '../../simulation/tally.ts';
import { RELEASE_WORK_SECONDS } from '../design-limits.ts';
import { createPool, type Pool, type PoolSettings, type Run } from './pool.ts';

export type Partner = { readonly latencyMs: number; readonly downFromMs: number; readonly downUntilMs: number };

/** Packs that were made at the same time; `events` of each. */
export type Packs = { readonly bornMs: number; readonly events: number };

type Message =
  | (Packs & { readonly kind: 'packs'; readonly retry: number })
  /** As many messages as there are chains. */
  | { readonly kind: 'release' };

export type Destination = {
  readonly take: (packs: Packs, messages: number) => void;
  readonly live: Pool<Message>;
  readonly retry: Pool<Message>;
  readonly sums: Sums;
  readonly firstWaits: Waits;
  /** Events that wait in its queues or are in flight. */
  readonly waiting: () => number;
};

type Sums = {
  taken: number;
  delivered: number;
  inVain: number;
  held: number;
  heldPacks: number;
  probes: number;
  openings: number;
};

export type DestinationOptions = {
  readonly partner: Partner;
  readonly packMs: number;
  readonly live: Pick<PoolSettings, 'maxConcurrency' | 'warm'>;
  readonly retry: Pick<PoolSettings, 'maxConcurrency' | 'warm'>;
  readonly releaseChains: number;
  readonly gridMs: number;
};

/** To read the health, write an object and record the decision; ten packs side by side. */
const HOLD_MS = 150;

type Held = Packs & { readonly retry: number; readonly messages: number };

export function createDestination(engine: Engine, options: DestinationOptions): Destination {
  const { partner, packMs, releaseChains } = options;
  const sums: Sums = {
    taken: 0,
    delivered: 0,
    inVain: 0,
    held: 0,
    heldPacks: 0,
    probes: 0,
    openings: 0,
  };
  const firstWaits = createWaits();
  const held = createFifo<Held>();
  const [firstRetryMs = 0] = retryDelaysMs(DEFAULT_RETRY_POLICY);
  let openSinceMs: number | undefined;
  let firstFailureMs: number | undefined;

  const isDown = (): boolean => engine.now() >= partner.downFromMs && engine.now() < partner.downUntilMs;
  const hold = ({ bornMs, events, retry }: Packs & { retry: number }, messages: number): void => {
    held.push({ bornMs, events, retry, messages });
    sums.held += events * messages;
    sums.heldPacks += messages;
  };

  const probe = (number: number): void => {
    engine.at(engine.now() + probeDelayMs(DEFAULT_BREAKER_POLICY, number), () => {
      sums.probes += 1;
      if (isDown()) {
        probe(number + 1);
        return;
      }
      openSinceMs = undefined;
      firstFailureMs = undefined;
      retry.queue.send({ kind: 'release' }, { messages: releaseChains, delaySeconds: HEALTH_FRESH_MS / 1000 });
    });
  };

  /** When one function has seen enough first attempts fail. */
  const detectMs = (DEFAULT_BREAKER_POLICY.minimumAttempts * partner.latencyMs) / CONCURRENT_ATTEMPTS;
  const noteFailure = (): void => {
    firstFailureMs ??= engine.now();
    if (openSinceMs !== undefined || engine.now() - firstFailureMs < detectMs) return;
    openSinceMs = engine.now();
    sums.openings += 1;
    probe(1);
  };

  const work = (message: Extract<Message, { kind: 'packs' }>, messages: number, messagesPerRun: number): Run => {
    const isKnownOpen = openSinceMs !== undefined && engine.now() - openSinceMs >= HEALTH_FRESH_MS;
    if (isKnownOpen) return { runMs: HOLD_MS, end: () => hold(message, messages) };
    if (message.retry === 0) firstWaits.add(engine.now() - message.bornMs, message.events * messages);
    return {
      runMs: packMs * messagesPerRun,
      end() {
        const events = message.events * messages;
        if (!isDown()) {
          sums.delivered += events;
          return;
        }
        sums.inVain += events;
        noteFailure();
        const again = { ...message, retry: message.retry + 1 };
        if (openSinceMs !== undefined) hold(again, messages);
        else retry.queue.send(again, { messages, delaySeconds: firstRetryMs / 1000 });
      },
    };
  };

  const release = (chains: number): void => {
    if (openSinceMs !== undefined) return;
    let room = chains * RELEASE_PACKS_PER_STEP;
    for (let first = held.peek(); first !== undefined && room > 0; first = held.peek()) {
      const messages = Math.min(first.messages, room);
      const { bornMs, events } = first;
      retry.queue.send({ kind: 'packs', bornMs, events, retry: first.retry }, { messages });
      sums.held -= events * messages;
      sums.heldPacks -= messages;
      room -= messages;
      if (messages === first.messages) held.shift();
      else held.replaceFirst({ ...first, messages: first.messages - messages });
    }
    if (held.peek() !== undefined) {
      retry.queue.send({ kind: 'release' }, { messages: chains, delaySeconds: RELEASE_STEP_SECONDS });
    }
  };

  const batch = { usualBatch: DELIVERY_BATCH_SIZE, largestBatch: DELIVERY_BATCH_SIZE, gridMs: options.gridMs };
  const begin = (body: Message, messages: number, messagesPerRun: number): Run =>
    body.kind === 'release'
      ? { runMs: RELEASE_WORK_SECONDS * 1000, end: () => release(messages) }
      : work(body, messages, messagesPerRun);
  const live = createPool<Message>(engine, { ...batch, ...options.live }, (entry, perRun) =>
    begin(entry.body, entry.messages, perRun),
  );
  const retry: Pool<Message> = createPool<Message>(engine, { ...batch, ...options.retry }, (entry, perRun) =>
    begin(entry.body, entry.messages, perRun),
  );

  return {
    take(packs, messages) {
      sums.taken += packs.events * messages;
      live.queue.send({ kind: 'packs', ...packs, retry: 0 }, { messages });
    },
    live,
    retry,
    sums,
    firstWaits,
    waiting: () => [...live.queue.entries(), ...retry.queue.entries()].reduce(addEvents, 0),
  };
}

function addEvents(sum: number, { body, messages }: { readonly body: Message; readonly messages: number }): number {
  return body.kind === 'packs' ? sum + body.events * messages : sum;
}
