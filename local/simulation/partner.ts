import type { AttemptResult } from '../../domain/delivery-outcome.ts';
import { ATTEMPT_TIMEOUT_MS } from '../../domain/time-budget.ts';

/** How a partner fails: it answers 500, it accepts and never answers, or nobody listens. */
export const OUTAGES = ['http_500', 'black_hole', 'refused'] as const;
export type Outage = (typeof OUTAGES)[number];

export type Answer = { readonly result: AttemptResult; readonly latencyMs: number };

/** What a request that is made at a time meets. `random` varies how long a healthy partner takes. */
export type Partner = (atMs: number, random: () => number) => Answer;

export type PartnerOptions = {
  /** How long it takes over an answer, by itself and with its network. */
  readonly latencyMs: number;
  readonly outage?: { readonly kind: Outage; readonly fromMs: number; readonly toMs: number };
};

const REFUSAL_MS = 5;
/** Latencies differ by this share in both directions. */
const SPREAD = 0.2;

const FAILURES: Readonly<Record<Outage, (latencyMs: number) => Answer>> = {
  http_500: (latencyMs) => ({ result: { kind: 'response', status: 500 }, latencyMs }),
  black_hole: () => ({ result: { kind: 'failed', failure: 'timeout' }, latencyMs: ATTEMPT_TIMEOUT_MS }),
  refused: () => ({ result: { kind: 'failed', failure: 'connection_refused' }, latencyMs: REFUSAL_MS }),
};

export function createPartner({ latencyMs, outage }: PartnerOptions): Partner {
  return (atMs, random) => {
    const varied = latencyMs * (1 - SPREAD + 2 * SPREAD * random());
    const isDown = outage !== undefined && atMs >= outage.fromMs && atMs < outage.toMs;
    return isDown ? FAILURES[outage.kind](varied) : { result: { kind: 'response', status: 200 }, latencyMs: varied };
  };
}
