import type { Destination } from '../../domain/workspace/destination.ts';

/** A webhook of the source `web` that is on, takes every event and has the default retries. */
export function aDestination(overrides: Partial<Destination> = {}): Destination {
  return {
    id: 'crm',
    source: 'web',
    kind: 'webhook',
    enabled: true,
    settings: { url: 'https://partner.example.com/hook' },
    retry: { retries: 9, overMs: 14_400_000 },
    breaker: { failingShare: 0.5, minimumAttempts: 50, windowMs: 60_000, probeMs: 30_000 },
    lane: 'webhooks',
    ...overrides,
    // Whoever says another kind says its settings too.
  } as Destination;
}
