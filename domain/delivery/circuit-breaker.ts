// When a destination counts as down, so that its events are held instead of attempted, and when it is asked whether it is
// back. Decided for each destination by itself; the delivery function feeds it and obeys it.

/** How a destination's breaker judges. */
export type BreakerPolicy = {
  /** It opens when at least this share of the first attempts in the window failed... */
  readonly failingShare: number;
  /** ...and there were at least this many, so that a trickle of failures keeps its literal retries. */
  readonly minimumAttempts: number;
  readonly windowMs: number;
  /** The first wait before it is asked again; each further one is twice as long, up to ten times this. */
  readonly probeMs: number;
};

export const DEFAULT_BREAKER_POLICY: BreakerPolicy = {
  failingShare: 0.5,
  minimumAttempts: 500,
  windowMs: 60_000,
  probeMs: 30_000,
};

/**
 * A timeout counts like this many failures: it takes five seconds of a place where another destination's event could be
 * attempted, and a silent destination can be tried too seldom to ever reach the minimum otherwise.
 */
export const TIMEOUT_WEIGHT = 10;

const LONGEST_PROBE_FACTOR = 10;

/** How often it is asked whether a function can run by now that no version of could. */
export const FUNCTION_PROBE_MS = 10_000;

/** The wait before probe number `probe`, of which 1 is the first. */
export function probeDelayMs({ probeMs }: BreakerPolicy, probe: number): number {
  return probeMs * Math.min(2 ** (probe - 1), LONGEST_PROBE_FACTOR);
}

/** The attempts of one destination over the last while, as one running function saw them. */
export type AttemptWindow = {
  record(
    attempts: { readonly total: number; readonly failed: number },
    time: { readonly windowMs: number; readonly nowMs: number },
  ): void;
  isFailing(policy: BreakerPolicy, nowMs: number): boolean;
  /** Forgets everything: the destination has proved itself, or its breaker has opened. */
  reset(): void;
};

type Entry = { readonly atMs: number; readonly total: number; readonly failed: number };

/** An empty window. It remembers one entry for each call of `record`, which is one for each pack. */
export function createAttemptWindow(): AttemptWindow {
  let entries: Entry[] = [];
  return {
    record({ total, failed }, { windowMs, nowMs }) {
      entries = entries.filter(({ atMs }) => atMs > nowMs - windowMs);
      if (total > 0) entries.push({ atMs: nowMs, total, failed });
    },
    isFailing({ failingShare, minimumAttempts, windowMs }, nowMs) {
      entries = entries.filter(({ atMs }) => atMs > nowMs - windowMs);
      const total = entries.reduce((sum, entry) => sum + entry.total, 0);
      const failed = entries.reduce((sum, entry) => sum + entry.failed, 0);
      return total >= minimumAttempts && failed >= total * failingShare;
    },
    reset() {
      entries = [];
    },
  };
}
