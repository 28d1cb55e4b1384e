export type TimeLimit = {
  /** Of CPU: what a thread may use for one event. */
  readonly limitMs: number;
  /** CPU that the thread has used so far. */
  readonly cpuMs: () => Promise<number>;
  readonly onOver: () => void;
  readonly nowMs?: () => number;
  /** Calls back after some milliseconds; returns what calls that off. */
  readonly later?: (callback: () => void, delayMs: number) => () => void;
};

/**
 * How much longer by the clock: an event that uses no CPU waits for others, who may be as short of it. Below the six
 * function timeouts for which a queue hides its messages, so that no message is at work twice.
 */
const CLOCK_OVER_CPU = 5;

/** How soon it is looked again at least, in shares of the limit. */
const LOOKS_PER_LIMIT = 10;

/**
 * Ends the time of an event on a machine that may be short of CPU: Lambda gives a function its share whatever others do,
 * so that its limit by the clock is one of work done; here it is counted in CPU. Returns what calls it off.
 */
export function startTimeLimit({ limitMs, cpuMs, onOver, nowMs = now, later = afterTimeout }: TimeLimit): () => void {
  const beganAtMs = nowMs();
  let isOff = false;
  let callOff = (): void => undefined;
  const began = cpuMs().catch(() => 0);

  const look = async (): Promise<void> => {
    // A thread that is gone uses no more.
    const usedMs = (await cpuMs().catch(() => 0)) - (await began);
    if (isOff) return;
    const leftMs = Math.min(limitMs - usedMs, beganAtMs + limitMs * CLOCK_OVER_CPU - nowMs());
    if (leftMs <= 0) {
      isOff = true;
      onOver();
    } else callOff = later(() => void look(), Math.max(leftMs, limitMs / LOOKS_PER_LIMIT));
  };

  callOff = later(() => void look(), limitMs);
  return () => {
    isOff = true;
    callOff();
  };
}

const now = (): number => performance.now();

function afterTimeout(callback: () => void, delayMs: number): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}
