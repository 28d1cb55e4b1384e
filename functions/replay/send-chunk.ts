import { batchIdOf } from '../../domain/archive-key.ts';
import type { Destination } from '../../domain/destination.ts';
import { routeOf } from '../../domain/event.ts';
import type { Counts } from '../../domain/ledger.ts';
import type { EventRoute } from '../../domain/messages.ts';
import { addressTo, type ArchivedEvent, type ReplayVerdict } from '../../domain/replay-selection.ts';
import { replayClaimKey, replayStepKey, type ReplayJob, type ReplayPart } from '../../domain/replay.ts';
import type { ClaimRequest, ClaimResult, Claims } from '../shared/claims.ts';

export type ChunkDeps = {
  readonly claims: Claims;
  /** Whether the step that a claim was made for is recorded, so that its events are sent. */
  readonly isRecorded: (stepKey: string) => Promise<boolean>;
  /** Sends events to the replay queue of their lane. */
  readonly send: (destination: Destination, packs: ReplayPacks) => Promise<void>;
};

/** Events for one destination, as packs whose ids follow from `packPrefix` and the events in them. */
export type ReplayPacks = {
  readonly replay: string;
  readonly sourceId: string;
  readonly packPrefix: string;
  readonly events: readonly EventRoute[];
  readonly lines: readonly string[];
};

/** Neighbouring lines of an object of the archive. */
export type Chunk = {
  readonly job: ReplayJob;
  readonly part: ReplayPart;
  readonly destination: Destination;
  readonly select: (archived: ArchivedEvent) => ReplayVerdict;
  readonly sourceId: string;
  readonly key: string;
  /** Where in the object the lines begin. */
  readonly offset: number;
  readonly events: readonly ArchivedEvent[];
};

/** An event that is wanted. `position`: its line in the object. */
type Candidate = { readonly position: number; readonly route: EventRoute; readonly line: string };

/** pack-codec.ts tries this many bytes as one pack. */
const RAW_BYTES_PER_PACK = 192 * 1024;

/** Sends the events of a chunk that are wanted and that were not sent before. Returns what became of all of them. */
export async function sendChunk(deps: ChunkDeps, chunk: Chunk): Promise<Counts> {
  const { job, destination, sourceId, key, offset } = chunk;
  const { counts, candidates } = judge(chunk);
  const fates = job.spec.dryRun ? candidates.map((): Fate => 'send') : await claim(deps, chunk, candidates);
  const wanted = candidates.filter((_, index) => fates[index] === 'send');
  const lines = wanted.map(({ line }) => line);
  const bytes = lines.reduce((sum, line) => sum + line.length, 0);
  if (wanted.length > 0 && !job.spec.dryRun) {
    const packPrefix = `replay.${job.id}.${batchIdOf(key)}.${offset}`;
    const events = wanted.map(({ route }) => route);
    await deps.send(destination, { replay: job.id, sourceId, packPrefix, events, lines });
  }
  return {
    ...counts,
    sent: wanted.length,
    duplicates: fates.filter((fate) => fate === 'duplicate').length,
    sent_before: fates.filter((fate) => fate === 'sent_before').length,
    bytes,
    packs: Math.ceil(bytes / RAW_BYTES_PER_PACK),
  };
}

function judge({ events, offset, destination, select }: Chunk): { counts: Counts; candidates: Candidate[] } {
  const counts: Record<string, number> = { read: events.length };
  const candidates: Candidate[] = [];
  for (const [index, archived] of events.entries()) {
    const verdict = select(archived);
    if (verdict === 'matched') {
      const event = addressTo(archived.event, destination);
      candidates.push({ position: offset + index, route: routeOf(event), line: JSON.stringify(event) });
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
async function claim(deps: ChunkDeps, chunk: Chunk, candidates: readonly Candidate[]): Promise<Fate[]> {
  const { job, part, sourceId, key } = chunk;
  const stepKey = replayStepKey(job.id, part.number, part.sequence);
  const byKey = Map.groupBy(candidates, ({ route }) => replayClaimKey(job, sourceId, route.id));
  const requests = [...byKey].map(([claimKey, [first]]): ClaimRequest => ({
    key: claimKey,
    owners: [`${batchIdOf(key)}#${first?.position}`],
  }));
  const results = await deps.claims.claim(requests, stepKey);
  const fates = new Map<Candidate | undefined, Fate>();
  for (const [index, [, [first]]] of [...byKey].entries()) {
    fates.set(first, await settle(deps, stepKey, { request: requests[index], result: results[index] }));
  }
  return candidates.map((candidate) => fates.get(candidate) ?? 'duplicate');
}

/**
 * A claim of the same event for another step is one of an earlier job for what was not delivered: it has sent the event,
 * unless it ended in the middle of that step.
 */
async function settle(
  { claims, isRecorded }: ChunkDeps,
  stepKey: string,
  { request, result }: { request: ClaimRequest | undefined; result: ClaimResult | undefined },
): Promise<Fate> {
  if (result?.kind === 'fresh') return 'send';
  if (result?.kind === 'taken') return 'duplicate';
  if (request === undefined || result?.kind !== 'own') throw new Error('an event could not be claimed');
  if (await isRecorded(result.batchId)) return 'sent_before';
  if (await claims.adopt(request.key, result.batchId, stepKey)) return 'send';
  throw new Error(`the claim ${request.key} was adopted by another step`);
}
