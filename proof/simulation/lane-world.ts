// What the parts of a simulated lane share: its queues, breakers, held packs and counts.

import type { BreakerPolicy } from '../../domain/delivery/circuit-breaker.ts';
import type { RetryPolicy } from '../../domain/delivery/retry-schedule.ts';
import { SQS_MAX_DELAY_SECONDS } from '../../domain/base/aws-limits.ts';
import type { Engine } from './engine.ts';
import type { Partner } from './partner.ts';
import type { Fifo } from './fifo.ts';
import type { Queue } from './queue.ts';
import type { Tally } from './tally.ts';

export type LaneSettings = {
  /** Most runs of the delivery function at once, on the live and on the retry queue. */
  readonly liveConcurrency: number;
  readonly retryConcurrency: number;
  readonly eventsPerPack: number;
  readonly release: { readonly packsPerStep: number; readonly stepSeconds: number };
  /** What a pack takes beside its attempts: look-up, transaction, sending on. */
  readonly packOverheadMs: number;
  /** What a step of a release takes: listing, reading, sending, deleting. */
  readonly releaseStepMs: number;
};

export type DestinationSettings = {
  readonly id: string;
  readonly eventsPerSecond: number;
  readonly partner: Partner;
  readonly retry: RetryPolicy;
  readonly breaker: BreakerPolicy;
};

export type PackMessage = {
  readonly kind: 'pack';
  readonly destinationId: string;
  readonly events: number;
  readonly enteredMs: number;
  readonly retry: number;
  readonly notBeforeMs: number;
  readonly probe?: { readonly breakerId: number; readonly number: number };
  /** Set once something else follows from it, although it is still in flight until its run ends. */
  isSettled: boolean;
};

export type ReleaseMessage = { readonly kind: 'release'; readonly destinationId: string; readonly lookUntilMs: number };
export type LaneMessage = PackMessage | ReleaseMessage;

/** What the control table, the archive bucket and the ledger know of one destination. */
export type DestinationState = {
  readonly settings: DestinationSettings;
  openBreaker: number | undefined;
  readonly held: Fifo<PackMessage>;
  heldPacks: number;
  heldEvents: number;
  readonly tally: Tally;
};

export type LaneWorld = {
  readonly engine: Engine;
  readonly settings: LaneSettings;
  readonly live: Queue<LaneMessage>;
  readonly retry: Queue<LaneMessage>;
  readonly stateOf: (destinationId: string) => DestinationState;
  /** Events that entered before this are the ones whose last delivery is watched. */
  readonly watermarkMs: number;
};

/** Sends a pack to the retry queue; a longer wait than SQS knows is made of several. */
export function sendToRetry(world: LaneWorld, pack: PackMessage): void {
  world.retry.send({ ...pack, isSettled: false }, { delaySeconds: delayUntil(pack.notBeforeMs, world.engine.now()) });
  pack.isSettled = true;
}

export function hold(state: DestinationState, pack: PackMessage): void {
  state.held.push({ ...pack, notBeforeMs: 0, isSettled: false });
  state.heldPacks += 1;
  state.heldEvents += pack.events;
  pack.isSettled = true;
}

function delayUntil(notBeforeMs: number, nowMs: number): number {
  return Math.min(Math.max(Math.floor((notBeforeMs - nowMs) / 1000), 0), SQS_MAX_DELAY_SECONDS);
}
