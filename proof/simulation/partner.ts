import { classifyAttempt, type AttemptResult } from '../../domain/delivery/delivery-outcome.ts';
import { ATTEMPT_TIMEOUT_MS } from '../../domain/pipeline/time-budget.ts';

/** How a partner fails: it answers 500, it accepts and never answers, or nobody listens. */
export const OUTAGES = ['http_500', 'black_hole', 'refused'] as const;
export type Outage = (typeof OUTAGES)[number];

export type Answer = { readonly means: 'delivered' | 'failed' | 'timeout'; readonly latencyMs: number };

/** What a request that is made at a time meets. `random` varies how long a partner takes over an answer. */
export type Partner = (atMs: number, random: () => number) => Answer;

export type PartnerOptions = {
  /** How long it takes over an answer, by itself and with its network. */
  readonly latencyMs: number;
  readonly outage?: { readonly kind: Outage; readonly fromMs: number; readonly toMs: number };
};

const REFUSAL_MS = 5;
/** Latencies differ by this share in both directions. */
const SPREAD = 0.2;

const FAILURES: Readonly<Record<Outage, { readonly result: AttemptResult; readonly latencyMs?: number }>> = {
  http_500: { result: { kind: 'response', status: 500 } },
  black_hole: { result: { kind: 'failed', failure: 'timeout' }, latencyMs: ATTEMPT_TIMEOUT_MS },
  refused: { result: { kind: 'failed', failure: 'connection_refused' }, latencyMs: REFUSAL_MS },
};

export function createPartner({ latencyMs, outage }: PartnerOptions): Partner {
  const failure = FAILURES[outage?.kind ?? 'http_500'];
  const means = { well: meaningOf({ kind: 'response', status: 200 }), down: meaningOf(failure.result) };
  return (atMs, random) => {
    const isDown = outage !== undefined && atMs >= outage.fromMs && atMs < outage.toMs;
    const varied = latencyMs * (1 - SPREAD + 2 * SPREAD * random());
    return isDown
      ? { means: means.down, latencyMs: failure.latencyMs ?? varied }
      : { means: means.well, latencyMs: varied };
  };
}

function meaningOf(result: AttemptResult): Answer['means'] {
  const outcome = classifyAttempt(result, new Date(0));
  if (outcome.kind === 'delivered') return 'delivered';
  return outcome.kind === 'retry' && outcome.reason === 'timeout' ? 'timeout' : 'failed';
}
