import { type ArchivedEvent } from '../../domain/replay/archive-job.ts';
import { batchIdOf, keyClassOfBatch } from '../../domain/pipeline/archive-key.ts';
import type { Destination } from '../../domain/workspace/destination.ts';
import { routeOf } from '../../domain/events/event.ts';
import type { Counts } from '../../domain/ledger/ledger.ts';
import type { EventRoute } from '../../domain/events/event-route.ts';
import { addressTo, type ReplayVerdict } from '../../domain/replay/replay-selection.ts';
import { REPLAY, type ReplaySpec } from '../../domain/replay/replay.ts';
import { PACK_RAW_BYTES } from '../../domain/pipeline/pack-size.ts';
import { jobStepKey, replayClaimKey, subscriptionAddress } from '../../domain/tables/table-keys.ts';
import type { ClaimRequest, ClaimResult, Claims, HeldClaims } from '../shared/packs/claims.ts';
import type { HasPassed } from '../shared/jobs/job-records.ts';
import type { Chunk } from '../shared/jobs/verb.ts';

export type ChunkDeps = {
  readonly claims: Claims & HeldClaims;
  /** Whether the part that a claim was made for, by one of its steps, has passed a line of an object since. */
  readonly hasPassed: HasPassed;
};

/** Whom events are sent to: a destination, or what is left of one that was deleted. */
export type Recipient = Pick<Destination, 'id'> & Partial<Pick<Destination, 'name' | 'lane'>>;

/** Events for one destination, as packs whose ids follow from `packPrefix` and the events in them. */
export type ReplayPacks = {
  readonly replay: string;
  readonly sourceId: string;
  /** Absent where the destination has one that nobody names. */
  readonly subscriptionId?: string;
  readonly packPrefix: string;
  readonly events: readonly EventRoute[];
  readonly lines: readonly string[];
};

type ReplayChunk = Chunk<ReplaySpec>;

/** By which of its subscriptions the destination gets the events of a chunk. */
type ForOne = { readonly subscriptionId?: string | undefined };

/** An event that is wanted. `position`: its line in the object. */
type Candidate = { readonly position: number; readonly route: EventRoute; readonly line: string };

/**
 * Claims the events of a chunk that a subscription wants and that were not sent by it before. Returns them, and counts all
 * of them.
 */
export async function planChunk(
  deps: ChunkDeps,
  chunk: ReplayChunk & ForOne & { destination: Destination; select: (archived: ArchivedEvent) => ReplayVerdict },
): Promise<{ counts: Counts; packs?: ReplayPacks }> {
  const { counts, candidates } = judge(chunk);
  const fates = chunk.job.spec.dryRun ? candidates.map((): Fate => 'send') : await claim(deps, chunk, candidates);
  const wanted = candidates.filter((_, index) => fates[index] === 'send');
  const bytes = wanted.reduce((sum, { line }) => sum + line.length, 0);
  return {
    counts: {
      ...counts,
      sent: wanted.length,
      duplicates: fates.filter((fate) => fate === 'duplicate').length,
      sent_before: fates.filter((fate) => fate === 'sent_before').length,
      bytes,
      packs: Math.ceil(bytes / PACK_RAW_BYTES),
    },
    ...(wanted.length === 0 || chunk.job.spec.dryRun ? {} : { packs: toPacks(chunk, wanted) }),
  };
}

/**
 * The events of a chunk that the latest recorded step of its part has claimed. They are those that it counted, whatever
 * the destination wants by now.
 */
export async function packsAgain(
  { claims }: ChunkDeps,
  chunk: ReplayChunk & ForOne & { destination: Recipient },
): Promise<ReplayPacks | undefined> {
  const { part, key, offset, events, destination } = chunk;
  const candidates = events.map(({ event }, index) => candidateOf(event, { position: offset + index, destination }));
  const requests = candidates.map(({ position, route }) => ({
    key: claimKeyOf(chunk, route),
    owner: ownerOf(key, position),
  }));
  const isHeld = await claims.holds(requests, stepKeyOf(chunk, part.sequence - 1));
  const claimed = candidates.filter((_, index) => isHeld[index]);
  return claimed.length === 0 ? undefined : toPacks(chunk, claimed);
}

function claimKeyOf({ job, sourceId, key, subscriptionId }: ReplayChunk & ForOne, { id }: EventRoute): string {
  return replayClaimKey(job, { sourceId, keyClass: keyClassOfBatch(batchIdOf(key)), subscriptionId }, id);
}

function toPacks(
  { job, sourceId, key, offset, subscriptionId }: ReplayChunk & ForOne,
  events: readonly Candidate[],
): ReplayPacks {
  return {
    replay: job.id,
    sourceId,
    ...(subscriptionId === undefined ? {} : { subscriptionId }),
    packPrefix: subscriptionAddress(`replay.${job.id}.${batchIdOf(key)}.${offset}`, subscriptionId),
    events: events.map(({ route }) => route),
    lines: events.map(({ line }) => line),
  };
}

function candidateOf(
  archived: ArchivedEvent['event'],
  { position, destination }: { position: number; destination: Recipient },
): Candidate {
  const event = addressTo(archived, destination);
  return { position, route: routeOf(event), line: JSON.stringify(event) };
}

function stepKeyOf({ job, part }: ReplayChunk, sequence: number): string {
  return jobStepKey(REPLAY, { jobId: job.id, part: part.number, sequence });
}

const ownerOf = (key: string, position: number): string => `${batchIdOf(key)}#${position}`;

function judge({
  events,
  offset,
  destination,
  select,
}: Pick<ReplayChunk, 'events' | 'offset'> & {
  destination: Destination;
  select: (archived: ArchivedEvent) => ReplayVerdict;
}): { counts: Counts; candidates: Candidate[] } {
  const counts: Record<string, number> = {};
  const candidates: Candidate[] = [];
  for (const [index, archived] of events.entries()) {
    const verdict = select(archived);
    if (verdict === 'matched') {
      candidates.push(candidateOf(archived.event, { position: offset + index, destination }));
    } else {
      const counter = counterOf(verdict);
      counts[counter] = (counts[counter] ?? 0) + 1;
    }
  }
  return { counts, candidates };
}

function counterOf(verdict: Exclude<ReplayVerdict, 'matched'>): string {
  return verdict === 'outside' || verdict === 'sent_live' || verdict === 'unknown' ? verdict : `filtered:${verdict}`;
}

/** What becomes of an event that is wanted. */
type Fate = 'send' | 'duplicate' | 'sent_before';

/** Claims each event for this step. Copies of one event in a chunk compete for one claim. */
async function claim(deps: ChunkDeps, chunk: ReplayChunk & ForOne, candidates: readonly Candidate[]): Promise<Fate[]> {
  const { part, key } = chunk;
  const stepKey = stepKeyOf(chunk, part.sequence);
  const byKey = [...Map.groupBy(candidates, ({ route }) => claimKeyOf(chunk, route))];
  const requests = byKey.map(([claimKey, [first]]): ClaimRequest => ({
    key: claimKey,
    owners: [ownerOf(key, first?.position ?? 0)],
  }));
  const results = await deps.claims.claim(requests, stepKey);
  const fates = new Map<Candidate | undefined, Fate>();
  await Promise.all(
    byKey.map(async ([, [first]], index) => {
      const line = { key, offset: first?.position ?? 0 };
      fates.set(first, await settle(deps, { stepKey, line, request: requests[index], result: results[index] }));
    }),
  );
  return candidates.map((candidate) => fates.get(candidate) ?? 'duplicate');
}

/**
 * A claim of the same line for another step: it was sent when the part of that step has passed the line since. It has not
 * when the step died, or came less far when it was done again. That a step is recorded says nothing about the line.
 */
async function settle(
  { claims, hasPassed }: ChunkDeps,
  work: {
    readonly stepKey: string;
    readonly line: { readonly key: string; readonly offset: number };
    readonly request: ClaimRequest | undefined;
    readonly result: ClaimResult | undefined;
  },
): Promise<Fate> {
  const { stepKey, line, request, result } = work;
  if (result?.kind === 'fresh') return 'send';
  if (result?.kind === 'taken') return 'duplicate';
  if (request === undefined || result?.kind !== 'own') throw new Error('an event could not be claimed');
  if (await hasPassed(result.batchId, line)) return 'sent_before';
  if (await claims.adopt(request.key, result.batchId, stepKey)) return 'send';
  throw new Error(`the claim ${request.key} was adopted by another step`);
}
