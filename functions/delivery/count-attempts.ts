import type { Decision } from '../../domain/delivery/delivery-decision.ts';
import { latencyCounter } from '../../domain/ledger/latency.ts';
import type { Counts } from '../../domain/ledger/ledger.ts';
import type { DeliveryPackHeader } from '../../domain/pipeline/messages.ts';
import type { EventOutcome } from './decision.ts';

/**
 * What the ledger learns from one attempt of a pack: attempts made, deliveries that ended, and how long it took, which
 * says nothing about events that a replay took from the archive.
 */
export function countAttempts(
  outcomes: readonly EventOutcome[],
  decision: Decision,
  { held, replay }: Pick<DeliveryPackHeader, 'held' | 'replay'>,
): Counts {
  const counts: Record<string, number> = {
    attempts: outcomes.filter(({ isAttempted }) => isAttempted).length,
    delivered: outcomes.filter(({ outcome }) => outcome.kind === 'delivered').length,
    held: held === true ? -outcomes.length : 0,
  };
  for (const { outcome, latencyMs } of outcomes) {
    if (outcome.kind !== 'delivered' || latencyMs === undefined || replay !== undefined) continue;
    const counter = latencyCounter(latencyMs);
    counts[counter] = (counts[counter] ?? 0) + 1;
  }
  for (const group of decision.groups) {
    if (group.kind === 'dead-letter') counts[`deadLettered:${group.reason}`] = group.positions.length;
    if (group.kind === 'hold') counts['held'] = (counts['held'] ?? 0) + group.positions.length;
    if (group.kind === 'filter') counts[`filteredByFunction:${group.reason}`] = group.positions.length;
    if (group.kind === 'discard') counts[`discarded:${group.reason}`] = group.positions.length;
  }
  return counts;
}
