import { DEFAULT_BREAKER_POLICY, probeDelayMs } from '../../../domain/delivery/circuit-breaker.ts';
import { CONCURRENT_ATTEMPTS, HEALTH_FRESH_MS } from '../../../domain/delivery/delivery-capacity.ts';
import type { Engine } from '../../simulation/engine.ts';

export type Breaker = {
  readonly isOpen: () => boolean;
  /** Open for so long that every function knows. */
  readonly isKnownOpen: () => boolean;
  readonly noteFailure: () => void;
  readonly counts: { probes: number; openings: number };
};

export type BreakerOptions = {
  readonly latencyMs: number;
  readonly isDown: () => boolean;
  readonly onClosed: () => void;
};

/**
 * Opens when one function has seen enough first attempts fail, and as large a share of its window: of one that was full of
 * successes. Asks as often as the domain says.
 */
export function createBreaker(engine: Engine, { latencyMs, isDown, onClosed }: BreakerOptions): Breaker {
  const counts = { probes: 0, openings: 0 };
  const { minimumAttempts, failingShare, windowMs } = DEFAULT_BREAKER_POLICY;
  const detectMs = Math.max((minimumAttempts * latencyMs) / CONCURRENT_ATTEMPTS, failingShare * windowMs);
  let openSinceMs: number | undefined;
  let firstFailureMs: number | undefined;

  const probe = (number: number): void => {
    engine.at(engine.now() + probeDelayMs(DEFAULT_BREAKER_POLICY, number), () => {
      counts.probes += 1;
      if (isDown()) {
        probe(number + 1);
        return;
      }
      openSinceMs = undefined;
      firstFailureMs = undefined;
      onClosed();
    });
  };

  return {
    isOpen: () => openSinceMs !== undefined,
    isKnownOpen: () => openSinceMs !== undefined && engine.now() - openSinceMs >= HEALTH_FRESH_MS,
    noteFailure() {
      firstFailureMs ??= engine.now();
      if (openSinceMs !== undefined || engine.now() - firstFailureMs < detectMs) return;
      openSinceMs = engine.now();
      counts.openings += 1;
      probe(1);
    },
    counts,
  };
}
