import { describe, expect, test } from 'vitest';
import { startTimeLimit } from '../../local/time-limit.ts';

/** A thread that gets this share of a core from a machine whose clock only runs here. */
function aThread(share: number) {
  const timers: { callback: () => void; atMs: number }[] = [];
  const state = { nowMs: 0, overAtMs: undefined as number | undefined };
  const callOff = startTimeLimit({
    limitMs: 10_000,
    cpuMs: async () => 500 + state.nowMs * share,
    onOver: () => void (state.overAtMs = state.nowMs),
    nowMs: () => state.nowMs,
    later: (callback, delayMs) => {
      const timer = { callback, atMs: state.nowMs + delayMs };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  });
  return {
    state,
    callOff,
    timers,
    async untilMs(endMs: number): Promise<void> {
      for (let next = timers.shift(); next !== undefined && next.atMs <= endMs; next = timers.shift()) {
        state.nowMs = next.atMs;
        next.callback();
        for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
      }
    },
  };
}

describe('the time limit of an event', () => {
  // It looks again after a second at least, a tenth of the limit.
  test.each([
    ['a whole core', 1, 10_000],
    ['half a core', 0.5, 20_750],
    ['nothing, because it waits or the machine is starved', 0, 50_000],
  ])('is over when the thread has used it, with %s', async (_what, share, overAtMs) => {
    const thread = aThread(share);

    await thread.untilMs(1_000_000);

    expect(thread.state.overAtMs).toBe(overAtMs);
  });

  test('ends nothing once the event is done', async () => {
    const thread = aThread(1);

    thread.callOff();
    await thread.untilMs(1_000_000);

    expect(thread.state.overAtMs).toBeUndefined();
    expect(thread.timers).toEqual([]);
  });
});
