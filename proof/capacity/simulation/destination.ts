// One destination with its lane: first attempts, retries, its breaker, what is held, and the release of it.

import {
  DELIVERY_BATCH_SIZE,
  HEALTH_FRESH_MS,
  RELEASE_PACKS_PER_STEP,
  RELEASE_STEP_SECONDS,
} from '../../../domain/delivery/delivery-capacity.ts';
import { DEFAULT_RETRY_POLICY, retryDelaysMs } from '../../../domain/delivery/retry-schedule.ts';
import type { Engine } from '../../simulation/engine.ts';
import { createWaits, type Waits } from '../../simulation/tally.ts';
import { RELEASE_WORK_SECONDS } from '../design-limits.ts';
import { createBreaker, type Breaker } from './breaker.ts';
import { createHeldPacks, type HeldPacks, type Packs } from './held-packs.ts';
import { createPool, type Pool, type PoolSettings, type Run } from './pool.ts';

export type Partner = { readonly latencyMs: number; readonly downFromMs: number; readonly downUntilMs: number };

type PacksMessage = Packs & { readonly kind: 'packs'; readonly retry: number };

/** There are as many messages of a release as there are chains. */
type Message = PacksMessage | { readonly kind: 'release' };

export type Destination = {
  readonly take: (packs: Packs, messages: number) => void;
  readonly live: Pool<Message>;
  readonly retry: Pool<Message>;
  /** In events. */
  readonly sums: Sums;
  readonly held: HeldPacks['sums'];
  readonly breaker: Breaker['counts'];
  readonly firstWaits: Waits;
  /** Events that wait in its queues or are in flight. */
  readonly waiting: () => number;
};

type Sums = { taken: number; delivered: number; inVain: number };

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

const [FIRST_RETRY_MS = 0] = retryDelaysMs(DEFAULT_RETRY_POLICY);

export function createDestination(engine: Engine, options: DestinationOptions): Destination {
  const { partner, releaseChains, gridMs } = options;
  const isDown = (): boolean => engine.now() >= partner.downFromMs && engine.now() < partner.downUntilMs;
  const breaker = createBreaker(engine, {
    latencyMs: partner.latencyMs,
    isDown,
    onClosed: () => sendRelease(releaseChains, HEALTH_FRESH_MS / 1000),
  });
  const state: State = {
    engine,
    packMs: options.packMs,
    isDown,
    breaker,
    held: createHeldPacks(),
    sums: { taken: 0, delivered: 0, inVain: 0 },
    firstWaits: createWaits(),
    sendRetry: (packs, messages, delaySeconds) => retry.queue.send(packs, { messages, delaySeconds }),
    sendRelease: (chains, delaySeconds) => sendRelease(chains, delaySeconds),
  };
  const sendRelease = (messages: number, delaySeconds: number): void =>
    retry.queue.send({ kind: 'release' }, { messages, delaySeconds });
  const poolOf = (limits: DestinationOptions['live']): Pool<Message> =>
    createPool(engine, { ...BATCH, ...limits, gridMs }, ({ body, messages }, messagesPerRun) =>
      body.kind === 'release' ? release(state, messages) : attempt(state, body, { messages, messagesPerRun }),
    );
  const live = poolOf(options.live);
  const retry = poolOf(options.retry);
  return {
    take(packs, messages) {
      state.sums.taken += packs.events * messages;
      live.queue.send({ kind: 'packs', ...packs, retry: 0 }, { messages });
    },
    live,
    retry,
    sums: state.sums,
    held: state.held.sums,
    breaker: breaker.counts,
    firstWaits: state.firstWaits,
    waiting: () => [...live.queue.entries(), ...retry.queue.entries()].reduce(addEvents, 0),
  };
}

const BATCH = { usualBatch: DELIVERY_BATCH_SIZE, largestBatch: DELIVERY_BATCH_SIZE };

type State = {
  readonly engine: Engine;
  readonly packMs: number;
  readonly isDown: () => boolean;
  readonly breaker: Breaker;
  readonly held: HeldPacks;
  readonly sums: Sums;
  readonly firstWaits: Waits;
  readonly sendRetry: (packs: PacksMessage, messages: number, delaySeconds: number) => void;
  readonly sendRelease: (chains: number, delaySeconds: number) => void;
};

function attempt(
  { engine, packMs, isDown, breaker, held, sums, firstWaits, sendRetry }: State,
  packs: PacksMessage,
  { messages, messagesPerRun }: { messages: number; messagesPerRun: number },
): Run {
  if (breaker.isKnownOpen()) return { runMs: HOLD_MS, end: () => held.hold(packs, messages) };
  const events = packs.events * messages;
  if (packs.retry === 0) firstWaits.add(engine.now() - packs.bornMs, events);
  return {
    runMs: packMs * messagesPerRun,
    end() {
      if (!isDown()) {
        sums.delivered += events;
        return;
      }
      sums.inVain += events;
      breaker.noteFailure();
      const again = { ...packs, retry: packs.retry + 1 };
      if (breaker.isOpen()) held.hold(again, messages);
      else sendRetry(again, messages, FIRST_RETRY_MS / 1000);
    },
  };
}

/** Each chain sends some packs on, and the next step behind them. */
function release({ breaker, held, sendRetry, sendRelease }: State, chains: number): Run {
  return {
    runMs: RELEASE_WORK_SECONDS * 1000,
    end() {
      if (breaker.isOpen()) return;
      for (const { messages, ...packs } of held.take(chains * RELEASE_PACKS_PER_STEP)) {
        sendRetry({ kind: 'packs', ...packs }, messages, 0);
      }
      if (held.sums.packs > 0) sendRelease(chains, RELEASE_STEP_SECONDS);
    },
  };
}

function addEvents(sum: number, { body, messages }: { readonly body: Message; readonly messages: number }): number {
  return body.kind === 'packs' ? sum + body.events * messages : sum;
}
