// Time and chance that stand still unless they are moved, so that a metered run is the same each time. Handlers ask the
// globals for both; there is no other way in.
import { createChance } from './events.ts';

export type VirtualClock = { now(): number; moveTo(epochMs: number): void; restore(): void };

export function installClock(startMs: number, seed: number): VirtualClock {
  const RealDate = globalThis.Date;
  const realRandom = Math.random;
  let nowMs = startMs;
  class VirtualDate extends RealDate {
    constructor(...args: [] | [value: number | string | Date]) {
      super(args.length === 0 ? nowMs : args[0]);
    }
    static override now(): number {
      return nowMs;
    }
  }
  globalThis.Date = VirtualDate as DateConstructor;
  Math.random = createChance(seed);
  return {
    now: () => nowMs,
    moveTo(epochMs) {
      nowMs = Math.max(nowMs, epochMs);
    },
    restore() {
      globalThis.Date = RealDate;
      Math.random = realRandom;
    },
  };
}
