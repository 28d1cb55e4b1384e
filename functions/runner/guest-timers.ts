import { FUNCTION_LIMITS } from '../../domain/functions/function-limits.ts';

/** Calls back after a time. Returns what calls it off. */
export type StartTimer = (ms: number, call: () => void) => () => void;

/** The timers of one guest. */
export function createGuestTimers(startTimer: StartTimer, fire: (id: string) => void) {
  const pending = new Map<string, () => void>();
  return {
    /** `1 250`: which one, and in how many milliseconds. */
    begin(text: string): string | undefined {
      const [, id = '', ms = ''] = /^(\d{1,9}) (\d{1,6}(?:\.\d+)?)$/.exec(text) ?? [];
      if (id === '' || pending.size >= FUNCTION_LIMITS.timers) return undefined;
      const cancel = startTimer(Number(ms), () => {
        pending.delete(id);
        fire(id);
      });
      pending.set(id, cancel);
      return 'ok';
    },
    end(id: string): void {
      pending.get(id)?.();
      pending.delete(id);
    },
    /** Ends all of them. Returns how many there were. */
    clear(): number {
      const { size } = pending;
      for (const cancel of pending.values()) cancel();
      pending.clear();
      return size;
    },
  };
}
