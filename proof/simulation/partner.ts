import { ATTEMPT_TIMEOUT_MS } from '../../domain/pipeline/time-budget.ts';
import type { OutboundResult } from '../../functions/shared/outbound/outbound-http.ts';
import type { Engine } from './engine.ts';

/** How a partner fails: it answers 500, it accepts and never answers, or nobody listens. */
export const OUTAGES = ['http_500', 'black_hole', 'refused'] as const;
export type Outage = (typeof OUTAGES)[number];

export type PartnerOptions = {
  /** How long it takes over an answer, by itself and with its network. */
  readonly latencyMs: number;
  readonly outage?: { readonly kind: Outage; readonly fromMs: number; readonly toMs: number };
};

/** What a request meets that is made now, and after how long. */
export type Partner = () => OutboundResult;

const REFUSAL_MS = 5;
/** Latencies differ by this share in both directions. */
const SPREAD = 0.2;

/** Answers in whole milliseconds, so that many of them are one moment. */
export function createPartner(engine: Engine, { latencyMs, outage }: PartnerOptions): Partner {
  return () => {
    const isDown = outage !== undefined && engine.now() >= outage.fromMs && engine.now() < outage.toMs;
    const durationMs = Math.round(latencyMs * (1 - SPREAD + 2 * SPREAD * engine.random()));
    if (!isDown) return response(200, durationMs);
    switch (outage.kind) {
      case 'http_500':
        return response(500, durationMs);
      case 'black_hole':
        return { kind: 'failed', failure: 'timeout', message: '', durationMs: ATTEMPT_TIMEOUT_MS };
      case 'refused':
        return { kind: 'failed', failure: 'connection_refused', message: '', durationMs: REFUSAL_MS };
    }
  };
}

function response(status: number, durationMs: number): OutboundResult {
  return { kind: 'response', status, headers: {}, body: '', bodyTruncated: false, durationMs };
}
