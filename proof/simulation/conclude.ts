import { probeDelayMs, TIMEOUT_WEIGHT, type AttemptWindow } from '../../domain/delivery/circuit-breaker.ts';
import { nextRetryDelayMs } from '../../domain/delivery/retry-schedule.ts';
import type { Attempts } from './attempts.ts';
import { hold, sendToRetry, type DestinationState, type LaneWorld, type PackMessage } from './lane-world.ts';
import { beginRelease } from './release.ts';

export type Conclusion = {
  readonly pack: PackMessage;
  readonly state: DestinationState;
  readonly attempts: Attempts;
  /** What the function knew of the breaker when it began the pack. */
  readonly seen: 'open' | 'closed';
  /** What this instance of the function has seen of the destination. */
  readonly window: AttemptWindow;
};

/** What follows from the attempts of a pack: the rules of functions/delivery/decision.ts, in numbers of events. */
export function conclude(world: LaneWorld, conclusion: Conclusion): void {
  const { pack, state, attempts, seen, window } = conclusion;
  countAttempts(world, conclusion);
  const isFailing = seen === 'closed' && recordAttempts(world, conclusion);
  const isOpening = isFailing && state.openBreaker === undefined;
  if (isFailing) window.reset();
  if (isOpening) openBreaker(state);
  const breaker = isFailing || seen === 'open' ? 'open' : 'closed';
  const asksOn = isOpening || (seen === 'open' && pack.probe !== undefined && attempts.failed > 0);
  if (asksOn) sendProbe(world, conclusion, isOpening);
  if (seen === 'open' && pack.probe !== undefined && attempts.delivered > 0) closeBreaker(world, state);
  settleFailed(world, conclusion, { events: attempts.failed - (asksOn ? 1 : 0), breaker });
  settlePostponed(world, conclusion, breaker);
  pack.isSettled = true;
}

function countAttempts({ engine, watermarkMs }: LaneWorld, { pack, state, attempts }: Conclusion): void {
  const { tally } = state;
  tally.delivered += attempts.delivered;
  tally.attempts += attempts.delivered + attempts.failed;
  tally.inVain += attempts.failed;
  if (pack.probe !== undefined) tally.probes += 1;
  if (attempts.delivered > 0 && pack.enteredMs < watermarkMs) tally.lastOldDeliveryMs = engine.now();
}

function recordAttempts({ engine }: LaneWorld, { pack, state, attempts, window }: Conclusion): boolean {
  if (pack.retry > 0) return false;
  const surcharge = (TIMEOUT_WEIGHT - 1) * attempts.timeouts;
  const failed = attempts.failed + surcharge;
  window.record(
    { total: attempts.delivered + failed, failed },
    { windowMs: state.settings.breaker.windowMs, nowMs: engine.now() },
  );
  return attempts.failed > 0 && window.isFailing(state.settings.breaker, engine.now());
}

function openBreaker(state: DestinationState): void {
  state.tally.openings += 1;
  state.openBreaker = state.tally.openings;
}

function closeBreaker(world: LaneWorld, state: DestinationState): void {
  state.openBreaker = undefined;
  beginRelease(world, state);
}

function sendProbe(world: LaneWorld, { pack, state }: Conclusion, isOpening: boolean): void {
  const number = isOpening ? 1 : (pack.probe?.number ?? 0) + 1;
  const notBeforeMs = world.engine.now() + probeDelayMs(state.settings.breaker, number);
  const probe = { breakerId: state.openBreaker ?? 0, number };
  sendToRetry(world, { ...pack, events: 1, notBeforeMs, probe });
}

function settleFailed(
  world: LaneWorld,
  { pack, state }: Conclusion,
  { events, breaker }: { events: number; breaker: 'open' | 'closed' },
): void {
  if (events === 0) return;
  const { engine } = world;
  const delayMs = nextRetryDelayMs(state.settings.retry, { retry: pack.retry + 1, random: engine.random() });
  if (delayMs === undefined) {
    state.tally.deadLettered += events;
    return;
  }
  const again = { ...withoutProbe(pack), events, retry: pack.retry + 1, notBeforeMs: engine.now() + delayMs };
  if (breaker === 'open') hold(state, again);
  else sendToRetry(world, again);
}

function settlePostponed(world: LaneWorld, { pack, state, attempts }: Conclusion, breaker: 'open' | 'closed'): void {
  if (attempts.postponed === 0) return;
  const rest = { ...pack, events: attempts.postponed, notBeforeMs: 0 };
  if (breaker === 'open' && pack.probe === undefined) hold(state, rest);
  else sendToRetry(world, rest);
}

function withoutProbe({ probe: _asked, ...pack }: PackMessage): PackMessage {
  return pack;
}
