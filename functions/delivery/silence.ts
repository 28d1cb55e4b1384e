import { CONCURRENT_ATTEMPTS } from '../../domain/delivery/delivery-capacity.ts';

/** Whether a destination has answered anything lately, as one running function sees it, over all packs it has at hand. */
export type Silence = {
  /** So many attempts, which may be made together. */
  began(attempts: number): void;
  /** Of attempts that were not made after all. */
  withdrew(attempts: number): void;
  ended(isTimeout: boolean, nowMs: number): void;
  /** Epoch milliseconds until which nothing is to be attempted; undefined when the destination may be asked. */
  quietUntilMs(nowMs: number): number | undefined;
};

/** A silent destination is asked again after this: its attempts then take a third of an instance's time. */
const QUIET_MS = 10_000;

/** So many attempts without any answer, of which one has run its whole time, are no accident. */
export function createSilence(): Silence {
  let unanswered = 0;
  let lastTimeoutMs: number | undefined;
  return {
    began(attempts) {
      unanswered = Math.min(unanswered + attempts, CONCURRENT_ATTEMPTS);
    },
    withdrew(attempts) {
      unanswered = Math.max(unanswered - attempts, 0);
    },
    ended(isTimeout, nowMs) {
      if (isTimeout) lastTimeoutMs = nowMs;
      else [unanswered, lastTimeoutMs] = [0, undefined];
    },
    quietUntilMs(nowMs) {
      if (lastTimeoutMs === undefined || unanswered < CONCURRENT_ATTEMPTS) return undefined;
      // Whole seconds, so that the events of a pack stay together.
      const untilMs = Math.ceil((lastTimeoutMs + QUIET_MS) / 1000) * 1000;
      return nowMs < untilMs ? untilMs : undefined;
    },
  };
}
