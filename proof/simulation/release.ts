import { HEALTH_FRESH_MS } from '../../domain/delivery/delivery-capacity.ts';
import { sendToRetry, type DestinationState, type LaneWorld, type ReleaseMessage } from './lane-world.ts';

/** As functions/delivery/release.ts looks for what is held late by functions that did not know yet. */
const LATE_HOLDERS_MS = 60_000;
const LOOK_AGAIN_SECONDS = 15;

export function beginRelease(world: LaneWorld, { settings }: DestinationState): void {
  const lookUntilMs = world.engine.now() + LATE_HOLDERS_MS;
  const message: ReleaseMessage = { kind: 'release', destinationId: settings.id, lookUntilMs };
  world.retry.send(message, { delaySeconds: HEALTH_FRESH_MS / 1000 });
}

/** Sends some held packs on, and a message that does the next step: it waits in the queue behind them. */
export function releaseStep(world: LaneWorld, message: ReleaseMessage): void {
  const state = world.stateOf(message.destinationId);
  if (state.openBreaker !== undefined) return;
  const { packsPerStep, stepSeconds } = world.settings.release;
  let sent = 0;
  for (; sent < packsPerStep; sent += 1) {
    const pack = state.held.shift();
    if (pack === undefined) break;
    state.heldPacks -= 1;
    state.heldEvents -= pack.events;
    sendToRetry(world, pack);
  }
  if (sent > 0) world.retry.send(message, { delaySeconds: stepSeconds });
  else if (world.engine.now() < message.lookUntilMs) world.retry.send(message, { delaySeconds: LOOK_AGAIN_SECONDS });
}
