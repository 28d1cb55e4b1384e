// Time and chance that stand still unless they are moved, so that a metered run is the same each time.
import { createChance } from './events.ts';

export type VirtualClock = { now(): number; moveTo(epochMs: number): void; readonly random: () => number };

export function createClock(startMs: number, seed: number): VirtualClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    moveTo(epochMs) {
      nowMs = Math.max(nowMs, epochMs);
    },
    random: createChance(seed),
  };
}
