import type { EventRoute } from '../../domain/events/event-route.ts';
import { claimKey } from '../../domain/tables/table-keys.ts';
import type { ClaimRequest, ClaimResult } from '../shared/packs/claims.ts';
import type { IngestPack } from './fan-out.ts';

/** What stands for a claim that got no answer. */
export const FAILED: ClaimResult = { kind: 'failed' };

export type Claimed = { readonly request: ClaimRequest; readonly result: ClaimResult };
/** An event that waits for its claim. */
export type Candidate = { packId: string; event: EventRoute; line: string };

/** Every event as a candidate for its claim, by owner; copies of one event compete for one claim. */
export function claimRequests(
  sourceId: string,
  packs: readonly IngestPack[],
): { candidates: Map<string, Candidate>; requests: ClaimRequest[] } {
  const candidates = new Map<string, Candidate>();
  const owners = new Map<string, [string, ...string[]]>();
  for (const { header, lines } of packs) {
    for (const [index, event] of header.events.entries()) {
      const owner = ownerOf(header.packId, index);
      candidates.set(owner, { packId: header.packId, event, line: lines[index] ?? '' });
      const key = claimKey(sourceId, event.id, header.keyClass);
      const others = owners.get(key);
      if (others === undefined) owners.set(key, [owner]);
      else others.push(owner);
    }
  }
  return { candidates, requests: [...owners].map(([key, keyOwners]) => ({ key, owners: keyOwners })) };
}

/** Who claims an event: its pack, and the place in it. */
export const ownerOf = (packId: string, index: number): string => `${packId}#${index}`;

/** Packs with a claim that got no answer. What else they hold is fanned out now and skipped when they come again. */
export function failedPacks(
  candidates: ReadonlyMap<string, Candidate>,
  unanswered: readonly ClaimRequest[],
): Set<string> {
  const owners = unanswered.flatMap((request) => request.owners);
  return new Set(owners.flatMap((owner) => candidates.get(owner)?.packId ?? []));
}
