import type { Destination } from '../../domain/workspace/destination.ts';
import type { Subscriber } from '../../domain/workspace/subscription.ts';
import { type Counts, type LedgerEntry } from '../../domain/ledger/ledger.ts';
import type { IngestPackHeader, Pack } from '../../domain/pipeline/messages.ts';
import { createBatchId } from '../../domain/pipeline/archive-key.ts';
import { routeAsRecorded, routeEvents, type RoutedEvents, type Routing } from '../../domain/routing/route-events.ts';
import { sourceLedgerKey } from '../../domain/tables/table-keys.ts';
import type { ArchivedBatch } from '../shared/stores/archive-reader.ts';
import type { ClaimRequest, ClaimResult, Claims } from '../shared/packs/claims.ts';
import { claimRequests, FAILED, failedPacks, type Candidate, type Claimed } from './claim-requests.ts';
import { countPacks } from './count-packs.ts';
import { log } from '../shared/lambda/log.ts';

/** A pack from the ingest queue. */
export type IngestPack = Pack<IngestPackHeader>;

/** Events of one source that were received in the same hour, in the order of the archive. */
export type Batch = Omit<ArchivedBatch, 'destinations'>;

/**
 * How a batch was committed: `complete` by the run that began it, with what is counted for its packs as a whole, or
 * `recovered` from the archive after that run died, with its events only.
 */
export type BatchState = 'complete' | 'recovered';

/** That a batch is counted. `isPublished`: it is known to be published, too; mostly that is not remembered. */
export type BatchMark = { readonly state: BatchState; readonly isPublished: boolean };

/** Events that fan-out has just dealt with. */
export type SeenEvents = Readonly<Record<'accepted' | 'duplicate', readonly Omit<Candidate, 'packId'>[]>>;

export type FanOutDeps = {
  readonly claims: Claims;
  readonly archive: {
    /** With the addresses of the destinations that each event goes to. */
    write(batch: Batch, destinations: readonly (readonly string[])[]): Promise<void>;
    /** Undefined when nothing was archived under this id. */
    read(sourceId: string, batchId: string): Promise<ArchivedBatch | undefined>;
  };
  readonly lanes: { publish(batch: Batch, destination: Subscriber, routed: RoutedEvents): Promise<void> };
  readonly ledger: {
    markOf(batchId: string): Promise<BatchMark | undefined>;
    commit(batchId: string, state: BatchState, entry: LedgerEntry): Promise<void>;
    /** Remembers that a committed batch is published as well. */
    notePublished(batchId: string): Promise<void>;
  };
  readonly destinationsOf: (sourceId: string) => Promise<readonly Destination[]>;
  /** For who looks at the source. Never throws. */
  readonly observe?: (sourceId: string, seen: SeenEvents) => Promise<void>;
  readonly createUnique: () => string;
  /** Whether an error says that a service does not take what it was given, and never will. */
  readonly isRefusal: (error: unknown) => boolean;
};

/** Ids of packs that have to come again: what failed, and what there was no time to begin. */
export type ComeAgain = Readonly<Record<'failed' | 'unbegun', ReadonlySet<string>>>;

/**
 * Most events of one round, whose claims are all under way at once. An invocation can hold ten times as many small
 * events: a table that answers slowly then costs it the rounds that it does not get to, and not all of its work.
 */
const EVENTS_A_ROUND = 2500;

/**
 * Claims, routes, archives and publishes the events of some packs, and counts them, round by round while `hasTime`.
 *
 * The archive object is the outbox: a batch is first archived, then committed, then published, so that nothing is
 * delivered that is not counted. A pack that comes again finds its own claims, and through them its batch: what is
 * archived is committed unless it was, and the very same packs are published again (and recognised by delivery) whatever
 * the workspace says by then; what is not joins a new batch. That a batch is published is noted only when some of its
 * packs are known to come again, which saves a write for every other.
 */
export function createFanOut(
  deps: FanOutDeps,
): (packs: readonly IngestPack[], hasTime?: () => boolean) => Promise<ComeAgain> {
  return async (packs, hasTime = () => true) => {
    // SQS may hold one pack twice, when the answer to sending it was lost.
    const distinct = new Map(packs.map((pack) => [pack.header.packId, pack]));
    const failed = new Set<string>();
    const unbegun = new Set<string>();
    const rounds = inRounds(groupsOf([...distinct.values()]).flat());
    for (const [index, round] of rounds.entries()) {
      if (hasTime()) {
        // A function that dies in a later round has all its packs come again.
        const comesAgain = index < rounds.length - 1;
        const failures = await Promise.all(groupsOf(round).map((group) => fanOutOrIsolate(deps, group, comesAgain)));
        for (const packId of failures.flat()) failed.add(packId);
      } else for (const { header } of round) unbegun.add(header.packId);
    }
    return { failed, unbegun };
  };
}

/** No pack is cut. */
function inRounds(packs: readonly IngestPack[]): IngestPack[][] {
  const rounds: IngestPack[][] = [];
  let room = 0;
  for (const pack of packs) {
    if (room <= 0) {
      rounds.push([]);
      room = EVENTS_A_ROUND;
    }
    rounds.at(-1)?.push(pack);
    room -= Math.max(pack.header.events.length, 1);
  }
  return rounds;
}

/**
 * One pack that a service refuses must not keep its neighbours from going on: the group is halved until the pack stands
 * alone. Trouble of the service itself would meet every half, so there the whole group comes again.
 */
async function fanOutOrIsolate(deps: FanOutDeps, packs: readonly IngestPack[], comesAgain: boolean): Promise<string[]> {
  try {
    return await fanOutGroup(deps, packs, comesAgain);
  } catch (error) {
    if (packs.length === 1 || !deps.isRefusal(error)) {
      const packIds = packs.map(({ header }) => header.packId);
      log.failed('fan-out failed, and packs come again', { ids: { packIds }, error });
      return packIds;
    }
    const middle = Math.ceil(packs.length / 2);
    const failed = await fanOutOrIsolate(deps, packs.slice(0, middle), comesAgain);
    return [...failed, ...(await fanOutOrIsolate(deps, packs.slice(middle), comesAgain))];
  }
}

/** Packs whose events may share a batch: in one, each `messageId` is there once. */
function groupsOf(packs: readonly IngestPack[]): IngestPack[][] {
  return [
    ...Map.groupBy(packs, ({ header }) => createBatchId(header.receivedAt, header.sourceId, header.keyClass)).values(),
  ];
}

/** `comesAgain`: some packs may come again although all goes well here. */
async function fanOutGroup(deps: FanOutDeps, packs: readonly IngestPack[], comesAgain: boolean): Promise<string[]> {
  const [first] = packs;
  if (first === undefined) return [];
  const { sourceId, receivedAt, keyClass } = first.header;
  const nextId = (): string => createBatchId(receivedAt, deps.createUnique(), keyClass);
  const firstId = nextId();
  const { candidates, requests } = claimRequests(sourceId, packs);
  const results = await deps.claims.claim(requests, firstId);
  const claimed = requests.map((request, index) => ({ request, result: results[index] ?? FAILED }));
  const { batchId, settled } = await leaveUnanswered(deps, {
    batchId: firstId,
    nextId,
    requests,
    settled: await settleOwn(deps, { sourceId, batchId: firstId }, claimed),
  });
  const winners = new Set(settled.filter((result) => result.kind === 'fresh').map(({ owner }) => owner));
  const unanswered = requests.filter((_, index) => settled[index]?.kind === 'failed');
  const failed = failedPacks(candidates, unanswered);
  const handledEarlier = new Set(settled.filter((result) => result.kind === 'own').map(({ owner }) => owner));
  const counted = await countPacks(deps, {
    batchId,
    packs: packs.filter(({ header }) => !failed.has(header.packId)),
    isDuplicate: (owner) => !winners.has(owner) && !handledEarlier.has(owner),
  });
  const events = [...candidates].filter(([owner]) => winners.has(owner)).map(([, candidate]) => candidate);
  await completeBatch(
    deps,
    {
      id: batchId,
      sourceId,
      receivedAt,
      events: events.map(({ event }) => event),
      lines: events.map(({ line }) => line),
    },
    { counted, isNoted: comesAgain || failed.size > 0 },
  );
  const isDuplicate = ([owner, { packId }]: [string, Candidate]): boolean =>
    !winners.has(owner) && !handledEarlier.has(owner) && !failed.has(packId);
  const duplicate = [...candidates].filter(isDuplicate).map(([, candidate]) => candidate);
  await deps.observe?.(sourceId, { accepted: events, duplicate });
  return [...failed];
}

/**
 * Events that an earlier try at their pack has claimed: what that try archived is completed, what it did not get to
 * archive joins this batch and counts as fresh. Results that stay `own` are done with.
 */
async function settleOwn(
  deps: FanOutDeps,
  current: { sourceId: string; batchId: string },
  claimed: readonly Claimed[],
): Promise<ClaimResult[]> {
  const earlier = new Set(claimed.flatMap(({ result }) => (result.kind === 'own' ? [result.batchId] : [])));
  const isHandled = new Map<string, boolean>();
  for (const batchId of earlier) isHandled.set(batchId, await finishEarlierBatch(deps, current.sourceId, batchId));
  return Promise.all(
    claimed.map(async ({ request, result }): Promise<ClaimResult> => {
      if (result.kind !== 'own' || isHandled.get(result.batchId) === true) return result;
      const isAdopted = await deps.claims.adopt(request.key, result.batchId, current.batchId);
      return isAdopted ? { kind: 'fresh', owner: result.owner } : FAILED;
    }),
  );
}

/** True when the batch is counted and published now, false when it never reached the archive. */
async function finishEarlierBatch(deps: FanOutDeps, sourceId: string, batchId: string): Promise<boolean> {
  const mark = await deps.ledger.markOf(batchId);
  if (mark?.isPublished === true) return true;
  const batch = await deps.archive.read(sourceId, batchId);
  // A batch without an event of its own counts copies, and has nothing to publish.
  if (batch === undefined) return mark !== undefined;
  const { routed, verdicts } = routeAsRecorded(batch, await deps.destinationsOf(sourceId));
  if (mark === undefined) await commit(deps, batch, { state: 'recovered', verdicts, counted: {} });
  await publish(deps, batch, routed);
  // Each pack of the batch comes again, perhaps in a run of its own.
  await deps.ledger.notePublished(batchId);
  return true;
}

/**
 * A claim that got no answer may be written all the same, for this batch. Were the batch committed without its event, the
 * event would be taken for handled when its pack comes again. So the batch is left to such claims, and never committed:
 * the others move to a new one.
 */
async function leaveUnanswered(
  deps: FanOutDeps,
  work: {
    readonly batchId: string;
    readonly nextId: () => string;
    readonly requests: readonly ClaimRequest[];
    readonly settled: readonly ClaimResult[];
  },
): Promise<{ batchId: string; settled: readonly ClaimResult[] }> {
  const { batchId, requests, settled } = work;
  if (!settled.some(({ kind }) => kind === 'failed')) return { batchId, settled };
  const nextId = work.nextId();
  const move = async (result: ClaimResult, key: string): Promise<ClaimResult> =>
    result.kind !== 'fresh' || (await deps.claims.adopt(key, batchId, nextId)) ? result : FAILED;
  return {
    batchId: nextId,
    settled: await Promise.all(settled.map((result, index) => move(result, requests[index]?.key ?? ''))),
  };
}

async function completeBatch(
  deps: FanOutDeps,
  batch: Batch,
  { counted, isNoted }: { counted: Counts; isNoted: boolean },
): Promise<void> {
  if (batch.events.length === 0 && Object.keys(counted).length === 0) return;
  const { destinations, routed, verdicts } = routeEvents(batch, await deps.destinationsOf(batch.sourceId));
  if (batch.events.length > 0) await deps.archive.write(batch, destinations);
  await commit(deps, batch, { state: 'complete', verdicts, counted });
  await publish(deps, batch, routed);
  if (isNoted) await deps.ledger.notePublished(batch.id);
}

async function commit(
  deps: FanOutDeps,
  { id, sourceId, events }: Batch,
  { state, verdicts, counted }: { state: BatchState; verdicts: Routing['verdicts']; counted: Counts },
): Promise<void> {
  const source: Counts = { ...counted, accepted: events.length + (counted['accepted'] ?? 0) };
  await deps.ledger.commit(id, state, new Map([[sourceLedgerKey(sourceId), source], ...verdicts]));
}

async function publish(deps: FanOutDeps, batch: Batch, routed: Routing['routed']): Promise<void> {
  await Promise.all([...routed].map(([destination, events]) => deps.lanes.publish(batch, destination, events)));
}
