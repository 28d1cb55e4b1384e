import { archivePositionMs } from '../../domain/archive-key.ts';
import { archiveTier } from '../../domain/archive-tiers.ts';
import type { Destination } from '../../domain/destination.ts';
import { addCounts, type Counts } from '../../domain/ledger.ts';
import type { ArchivedEvent } from '../../domain/replay-selection.ts';
import { createSelect } from '../../domain/replay-selection.ts';
import {
  REPLAY_STEP_SECONDS,
  shareOfRate,
  type ReplayCursor,
  type ReplayJob,
  type ReplayPart,
  type ReplayRange,
} from '../../domain/replay.ts';
import { REPLAY_STEP_MS } from '../../domain/time-budget.ts';
import { sendChunk, type ChunkDeps } from './send-chunk.ts';

/** An object of the archive, parsed as far as it is looked at. */
export type ArchivedObject = { readonly count: number; at(index: number): ArchivedEvent };

export type ArchiveDeps = ChunkDeps & {
  readonly archive: {
    /** Keys of one source after `after` and before `until`, in order; the first ones when there are many. */
    list(range: { sourceId: string; after: string; until: string }): Promise<readonly ArchivedKey[]>;
    /** Undefined when it is there no more; `unreadable` when it is none that fan-out wrote. */
    read(key: string): Promise<ArchivedObject | 'unreadable' | undefined>;
  };
  readonly now: () => Date;
};

export type ArchivedKey = { readonly key: string; readonly sizeBytes: number };

type Work = {
  readonly job: ReplayJob;
  readonly part: ReplayPart;
  readonly range: Extract<ReplayRange, { kind: 'archive' }>;
  readonly destination: Destination;
};

type Result = Pick<ReplayPart, 'cursor' | 'isDone' | 'counts'>;

/** Lines that become packs together at most: about one full pack. */
const MAX_CHUNK_LINES = 250;

/**
 * Lines that become packs together. They follow from the job alone, so that they are the same whichever step reads them
 * and wherever it stops, and a step that is done again makes the same packs. At a low rate they are few, because they
 * are sent at once.
 */
function chunkLines({ spec }: ReplayJob): number {
  return Math.min(Math.max(Math.ceil(spec.ratePerSecond * REPLAY_STEP_SECONDS), 1), MAX_CHUNK_LINES);
}

/** What one step reads at most, whatever little of it is wanted. */
const MAX_LINES_READ = 50_000;

/** Reads a part of the archive on from its cursor, and sends what is wanted, until the step has done its share. */
export async function replayArchive(deps: ArchiveDeps, work: Work): Promise<Result> {
  const { job, part, range, destination } = work;
  const select = createSelect(job.spec, destination);
  const isOver = createIsOver(deps, job);
  const nextKey = createNextKey(deps, range);
  let cursor: ReplayCursor = part.cursor;
  let counts: Counts = {};
  while (!isOver(counts)) {
    const next = await nextKey(cursor);
    counts = addCounts(counts, next.counts);
    if (next.key === undefined) return { cursor, isDone: true, counts };
    const { key } = next;
    const object = await deps.archive.read(key);
    const count = object === undefined || object === 'unreadable' ? 0 : object.count;
    let offset = cursor.key === key ? cursor.offset : 0;
    if (offset === 0) counts = addCounts(counts, { objects: 1, unreadable: object === 'unreadable' ? 1 : 0 });
    while (offset < count && !isOver(counts)) {
      const end = Math.min(offset + chunkLines(job), count);
      const events = Array.from({ length: end - offset }, (_, index) => at(object, offset + index));
      const chunk = {
        job,
        part,
        sourceId: range.sourceId,
        key,
        offset,
        events: events.flatMap((event) => event ?? []),
      };
      counts = addCounts(counts, await sendChunk(deps, { ...chunk, destination, select }));
      offset = end;
    }
    cursor = offset < count ? { after: cursor.after, key, offset } : { after: key, offset: 0 };
  }
  return { cursor, isDone: false, counts };
}

function at(object: ArchivedObject | 'unreadable' | undefined, index: number): ArchivedEvent | undefined {
  return object === undefined || object === 'unreadable' ? undefined : object.at(index);
}

/** What was sent is counted this much later at most, so that the ledger does not show more delivered than sent for long. */
const COUNTED_WITHIN_MS = 1_000;

/** Whether a step has done its share: of its rate, its time, or of what it may read. */
function createIsOver({ now }: ArchiveDeps, job: ReplayJob): (counts: Counts) => boolean {
  const { dryRun } = job.spec;
  const events = dryRun ? Infinity : Math.max(shareOfRate(job) * REPLAY_STEP_SECONDS, 1);
  let endsAtMs = now().getTime() + REPLAY_STEP_MS;
  return ({ sent = 0, read = 0 }) => {
    const nowMs = now().getTime();
    if (sent > 0 && !dryRun) endsAtMs = Math.min(endsAtMs, nowMs + COUNTED_WITHIN_MS);
    return sent >= events || read >= MAX_LINES_READ || nowMs >= endsAtMs;
  };
}

/** The key after a cursor, or the one that it stands in. Keys are listed a page at a time. */
function createNextKey(
  { archive, now }: ArchiveDeps,
  range: Work['range'],
): (cursor: ReplayCursor) => Promise<{ key: string | undefined; counts: Counts }> {
  let page: ArchivedKey[] | undefined;
  return async ({ after, key }) => {
    if (key !== undefined) return { key, counts: {} };
    const isListed = page !== undefined && page.length > 0;
    if (!isListed) page = [...(await archive.list({ ...range, after }))];
    const next = page?.shift();
    return {
      key: next?.key,
      counts: { lists: isListed ? 0 : 1, ...(next === undefined ? {} : readCounts(next, now())) },
    };
  };
}

/** What reading an object costs depends on where it lies by now. */
function readCounts({ key, sizeBytes }: ArchivedKey, now: Date): Counts {
  const tier = archiveTier(now.getTime() - archivePositionMs(key));
  return { [`objects:${tier}`]: 1, [`objectBytes:${tier}`]: sizeBytes };
}
