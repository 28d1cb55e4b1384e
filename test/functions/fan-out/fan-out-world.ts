import type { Counts } from '../../../domain/ledger/ledger.ts';
import { addCounts } from '../../../domain/ledger/ledger.ts';
import type { ClaimResult, Claims } from '../../../functions/shared/packs/claims.ts';
import {
  createFanOut,
  type BatchState,
  type ComeAgain,
  type FanOutDeps,
  type IngestPack,
} from '../../../functions/fan-out/fan-out.ts';
import type { ArchivedBatch } from '../../../functions/shared/stores/archive-reader.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { createCrashingCalls, type Crash } from '../../support/crash.ts';

type Claim = { owner: string; batchId: string };

/**
 * The services around fan-out, in memory, with the guarantees of the real ones: single writes are atomic, everything
 * else may stop in the middle.
 */
export function createFanOutWorld(initial: readonly Destination[]) {
  let destinations = initial;
  const claims = new Map<string, Claim>();
  const archive = new Map<string, ArchivedBatch>();
  const published = new Map<string, { destinationId: string; eventIds: string[] }>();
  const commits = new Map<string, BatchState>();
  const noted = new Set<string>();
  let publications = 0;
  let counts = new Map<string, Counts>();
  const { call, begin, count } = createCrashingCalls();
  let unique = 0;
  let failingKey: string | undefined;
  let refusedKey: string | undefined;
  let hasTime = (): boolean => true;
  let unansweredKey: string | undefined;

  const claimOne = (key: string, owners: readonly [string, ...string[]], batchId: string): ClaimResult => {
    const held = claims.get(key);
    if (key === refusedKey) throw new Error('refused');
    if (key === failingKey) return { kind: 'failed' };
    if (held === undefined) {
      claims.set(key, { owner: owners[0], batchId });
      if (key === unansweredKey) return { kind: 'failed' };
      return { kind: 'fresh', owner: owners[0] };
    }
    const owner = owners.find((candidate) => candidate === held.owner);
    return owner === undefined ? { kind: 'taken' } : { kind: 'own', owner, batchId: held.batchId };
  };

  const claimsPort: Claims = {
    async claim(requests, batchId) {
      const results: ClaimResult[] = [];
      for (const { key, owners } of requests) results.push(await call(() => claimOne(key, owners, batchId)));
      return results;
    },
    adopt: (key, from, to) =>
      call(() => {
        const held = claims.get(key);
        if (held?.batchId !== from) return false;
        claims.set(key, { ...held, batchId: to });
        return true;
      }),
  };

  const deps: FanOutDeps = {
    claims: claimsPort,
    archive: {
      write: (batch, ids) => call(() => void archive.set(batch.id, { ...batch, destinations: ids })),
      read: (_sourceId, batchId) => call(() => archive.get(batchId)),
    },
    lanes: {
      publish: (batch, destination, { events }) =>
        call(() => {
          publications += 1;
          const eventIds = events.map(({ id }) => id);
          published.set(`${batch.id}.${destination.id}.${eventIds.join()}`, {
            destinationId: destination.id,
            eventIds,
          });
        }),
    },
    ledger: {
      markOf: (batchId) =>
        call(() => {
          const state = commits.get(batchId);
          return state === undefined ? undefined : { state, isPublished: noted.has(batchId) };
        }),
      notePublished: (batchId) => call(() => void noted.add(batchId)),
      commit: (batchId, state, entry) =>
        call(() => {
          if (commits.has(batchId)) return;
          commits.set(batchId, state);
          counts = new Map(
            [...new Set([...counts.keys(), ...entry.keys()])].map((key) => [
              key,
              addCounts(counts.get(key) ?? {}, entry.get(key) ?? {}),
            ]),
          );
        }),
    },
    destinationsOf: async () => destinations,
    createUnique: () => `u${(unique += 1)}`,
    isRefusal: (error) => error instanceof Error && error.message === 'refused',
  };

  return {
    claims,
    archive,
    /** The workspace says something else from now on. */
    change: (to: readonly Destination[]) => {
      destinations = to;
    },
    published,
    /** How often something was published, copies included. */
    publications: () => publications,
    counts: () => counts,
    failKey: (key: string | undefined) => {
      failingKey = key;
    },
    /** The claim is written, and the answer to it is lost. */
    loseAnswerTo: (key: string) => {
      unansweredKey = key;
    },
    /** What the function is told when it asks whether there is time for a round. @default always */
    setHasTime: (answer: () => boolean) => {
      hasTime = answer;
    },
    refuseKey: (key: string) => {
      refusedKey = key;
    },
    /** One invocation of the function. Returns the ids of the packs that come again, and the calls it made. */
    async run(packs: readonly IngestPack[], crashAt?: Crash): Promise<ComeAgain & { calls: number }> {
      begin(crashAt);
      const comeAgain = await createFanOut(deps)(packs, hasTime);
      return { ...comeAgain, calls: count() };
    },
  };
}
