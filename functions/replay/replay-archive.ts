import { archivePositionMs } from '../../domain/archive-key.ts';
import { archiveTier } from '../../domain/archive-tiers.ts';
import type { Destination } from '../../domain/destination.ts';
import { addCounts, type Counts } from '../../domain/ledger.ts';
import { createSelect, type ArchivedEvent } from '../../domain/replay-selection.ts';
import {
  hasPassed,
  REPLAY_STEP_SECONDS,
  shareOfRate,
  type ReplayCursor,
  type ReplayJob,
  type ReplayPart,
  type ReplayRange,
} from '../../domain/replay.ts';
import { REPLAY_STEP_MS } from '../../domain/time-budget.ts';
import { packsAgain, planChunk, type Chunk, type ChunkDeps, type Recipient, type ReplayPacks } from './plan-chunk.ts';

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

type Reading = {
  readonly job: ReplayJob;
  readonly part: ReplayPart;
  readonly range: Extract<ReplayRange, { kind: 'archive' }>;
};

/** How far a step comes, what it counts, and what it is to send once that is recorded. */
export type Plan = Pick<ReplayPart, 'cursor' | 'isDone' | 'counts'> & { readonly packs: readonly ReplayPacks[] };

/**
 * Lines that become packs together at most: about one full pack. They follow from the object alone, so that they are the
 * same whichever step reads them and wherever it stops, and a step that is done again makes the same packs.
 */
const MAX_CHUNK_LINES = 250;

/** At a low rate they are few, because they are sent at once. */
function chunkLines({ spec }: ReplayJob): number {
  return Math.min(Math.max(Math.ceil(spec.ratePerSecond * REPLAY_STEP_SECONDS), 1), MAX_CHUNK_LINES);
}

/** What one step reads at most, whatever little of it is wanted. */
const MAX_LINES_READ = 50_000;

/** What one step sends at most, which it has in memory until it is recorded. */
const MAX_BYTES_SENT = 16 * 1024 * 1024;

/** Reads a part of the archive on from its cursor, and claims what is wanted, until the step has done its share. */
export async function planArchive(deps: ArchiveDeps, work: Reading & { destination: Destination }): Promise<Plan> {
  const { job, part, destination } = work;
  const select = createSelect(job.spec, destination);
  const isOver = createIsOver(deps, job);
  const packs: ReplayPacks[] = [];
  let cursor = part.cursor;
  let counts: Counts = {};
  for await (const { chunk, ...piece } of readPieces(deps, work, part.cursor)) {
    counts = addCounts(counts, piece.counts);
    if (chunk !== undefined) {
      const planned = await planChunk(deps, { ...chunk, destination, select });
      counts = addCounts(counts, planned.counts);
      if (planned.packs !== undefined) packs.push(planned.packs);
    }
    cursor = piece.cursor;
    if (isOver(counts)) return { cursor, isDone: false, counts, packs };
  }
  return { cursor, isDone: true, counts, packs };
}

/** What the latest recorded step of a part sends, made again from its claims. */
export async function* archiveAgain(
  deps: ArchiveDeps,
  { destination, ...work }: Reading & { destination: Recipient },
): AsyncGenerator<ReplayPacks> {
  const { began, cursor } = work.part;
  if (began === undefined) return;
  for await (const { chunk } of readPieces(deps, work, began)) {
    if (chunk === undefined) continue;
    if (!hasPassed(cursor, chunk.key, chunk.offset)) return;
    const packs = await packsAgain(deps, { ...chunk, destination });
    if (packs !== undefined) yield packs;
  }
}

/** Some lines of an object, where the cursor stands behind them, and what reading them counts. */
type Piece = { readonly chunk?: Chunk; readonly cursor: ReplayCursor; readonly counts: Counts };

/** Reads on from a cursor: keys are listed a page at a time, and objects are read one at a time. */
async function* readPieces(deps: ArchiveDeps, work: Reading, from: ReplayCursor): AsyncGenerator<Piece> {
  if (from.key !== undefined) yield* piecesOf(deps, work, { ...from, key: from.key, counts: {} });
  let after = from.key ?? from.after;
  for (;;) {
    const page = await deps.archive.list({ ...work.range, after });
    let counts: Counts = { lists: 1 };
    if (page.length === 0) {
      yield { cursor: { after, offset: 0 }, counts };
      return;
    }
    for (const listed of page) {
      counts = addCounts(counts, readCounts(listed, deps.now()));
      yield* piecesOf(deps, work, { after, key: listed.key, offset: 0, counts });
      after = listed.key;
      counts = {};
    }
  }
}

/** Each piece is a step forward, so that a step which has time for one only comes on all the same. */
async function* piecesOf(
  deps: ArchiveDeps,
  { job, part, range }: Reading,
  { after, key, offset: from, counts }: ReplayCursor & { readonly key: string; readonly counts: Counts },
): AsyncGenerator<Piece> {
  const object = await deps.archive.read(key);
  const isReadable = object !== undefined && object !== 'unreadable';
  const count = isReadable ? object.count : 0;
  const begun: Counts = from === 0 ? { objects: 1, unreadable: object === 'unreadable' ? 1 : 0 } : {};
  if (!isReadable || from >= count) yield { cursor: { after: key, offset: 0 }, counts: addCounts(counts, begun) };
  if (!isReadable) return;
  for (let offset = from; offset < count; offset += chunkLines(job)) {
    const end = Math.min(offset + chunkLines(job), count);
    const events = Array.from({ length: end - offset }, (_, index) => object.at(offset + index));
    yield {
      chunk: { job, part, sourceId: range.sourceId, key, offset, events },
      cursor: end < count ? { after, key, offset: end } : { after: key, offset: 0 },
      counts: offset === from ? addCounts(counts, begun) : {},
    };
  }
}

/** Whether a step has done its share: of its rate, its time, or of what it may read or have in memory. */
function createIsOver({ now }: ArchiveDeps, job: ReplayJob): (counts: Counts) => boolean {
  const { dryRun } = job.spec;
  const events = dryRun ? Infinity : Math.max(shareOfRate(job) * REPLAY_STEP_SECONDS, 1);
  const mostBytes = dryRun ? Infinity : MAX_BYTES_SENT;
  const endsAtMs = now().getTime() + REPLAY_STEP_MS;
  return ({ sent = 0, read = 0, bytes = 0 }) =>
    sent >= events || bytes >= mostBytes || read >= MAX_LINES_READ || now().getTime() >= endsAtMs;
}

/** What reading an object costs depends on where it lies by now. */
function readCounts({ key, sizeBytes }: ArchivedKey, now: Date): Counts {
  const tier = archiveTier(now.getTime() - archivePositionMs(key));
  return { [`objects:${tier}`]: 1, [`objectBytes:${tier}`]: sizeBytes };
}
