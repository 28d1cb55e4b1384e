import {
  hasPassed,
  type ArchivedEvent,
  type ArchiveRange,
  type Job,
  type JobCursor,
  type JobPart,
} from '../../../domain/replay/archive-job.ts';
import { archivePositionMs } from '../../../domain/pipeline/archive-key.ts';
import { archiveTier } from '../../../domain/pipeline/archive-tiers.ts';
import { addCounts, type Counts } from '../../../domain/ledger/ledger.ts';
import { JOB_STEP_MS } from '../../../domain/pipeline/time-budget.ts';
import type { Chunk, Effect, Progress, Work } from './verb.ts';

/** The archive, in the order of its keys. */
export type ArchiveLines = {
  /** Keys of one source after `after` and before `until`, in order; the first ones when there are many. */
  list(range: { sourceId: string; after: string; until: string }): Promise<readonly ArchivedKey[]>;
  /** Undefined when it is there no more; `unreadable` when it is none that fan-out wrote. */
  read(key: string): Promise<ArchivedObject | 'unreadable' | undefined>;
};

export type ArchivedKey = { readonly key: string; readonly sizeBytes: number };

/** An object of the archive, parsed as far as it is looked at. */
export type ArchivedObject = { readonly count: number; at(index: number): ArchivedEvent };

type Deps = { readonly archive: ArchiveLines; readonly now: () => Date };

type Reading<Spec> = {
  readonly job: Job<Spec>;
  readonly part: JobPart;
  readonly range: ArchiveRange;
  readonly linesTogether: number;
};

/** How far a step comes, what it counts, and what it is to do once that is recorded. */
export type Plan = Progress & { readonly effects: readonly Effect[] };

/** What one step reads at most, whatever little of it is wanted. */
const MAX_LINES_READ = 50_000;

/** Reads a part of the archive on from its cursor, and has it planned, until the step has done its share. */
export async function planArchive<Spec>(deps: Deps, reading: Reading<Spec>, work: Work<Spec>): Promise<Plan> {
  const endsAtMs = deps.now().getTime() + JOB_STEP_MS;
  const effects: Effect[] = [];
  let cursor = reading.part.cursor;
  let counts: Counts = {};
  for await (const { chunk, ...piece } of readPieces(deps, reading, cursor)) {
    counts = addCounts(counts, piece.counts);
    if (chunk !== undefined) {
      const planned = await work.plan(chunk);
      counts = addCounts(counts, { ...planned.counts, read: chunk.events.length });
      if (planned.effect !== undefined) effects.push(planned.effect);
    }
    cursor = piece.cursor;
    const isOver = (counts['read'] ?? 0) >= MAX_LINES_READ || deps.now().getTime() >= endsAtMs;
    if (isOver || work.isEnough(counts)) return { cursor, isDone: false, counts, effects };
  }
  return { cursor, isDone: true, counts, effects };
}

/** What the latest recorded step of a part has read. */
export async function* readAgain<Spec>(deps: Deps, reading: Reading<Spec>): AsyncGenerator<Chunk<Spec>> {
  const { began, cursor } = reading.part;
  if (began === undefined) return;
  for await (const { chunk } of readPieces(deps, reading, began)) {
    if (chunk === undefined) continue;
    if (!hasPassed(cursor, chunk.key, chunk.offset)) return;
    yield chunk;
  }
}

/** Some lines of an object, where the cursor stands behind them, and what reading them counts. */
type Piece<Spec> = { readonly chunk?: Chunk<Spec>; readonly cursor: JobCursor; readonly counts: Counts };

/** Reads on from a cursor: keys are listed a page at a time, and objects are read one at a time. */
async function* readPieces<Spec>(deps: Deps, reading: Reading<Spec>, from: JobCursor): AsyncGenerator<Piece<Spec>> {
  if (from.key !== undefined) yield* piecesOf(deps, reading, { ...from, key: from.key, counts: {} });
  let after = from.key ?? from.after;
  for (;;) {
    const page = await deps.archive.list({ ...reading.range, after });
    let counts: Counts = { lists: 1 };
    if (page.length === 0) {
      yield { cursor: { after, offset: 0 }, counts };
      return;
    }
    for (const listed of page) {
      counts = addCounts(counts, readCounts(listed, deps.now()));
      yield* piecesOf(deps, reading, { after, key: listed.key, offset: 0, counts });
      after = listed.key;
      counts = {};
    }
  }
}

/** Each piece is a step forward, so that a step which has time for one only comes on all the same. */
async function* piecesOf<Spec>(
  deps: Deps,
  { job, part, range, linesTogether }: Reading<Spec>,
  { after, key, offset: from, counts }: JobCursor & { readonly key: string; readonly counts: Counts },
): AsyncGenerator<Piece<Spec>> {
  const object = await deps.archive.read(key);
  const isReadable = object !== undefined && object !== 'unreadable';
  const count = isReadable ? object.count : 0;
  const begun: Counts = from === 0 ? { objects: 1, unreadable: object === 'unreadable' ? 1 : 0 } : {};
  if (!isReadable || from >= count) yield { cursor: { after: key, offset: 0 }, counts: addCounts(counts, begun) };
  if (!isReadable) return;
  for (let offset = from; offset < count; offset += linesTogether) {
    const end = Math.min(offset + linesTogether, count);
    const events = Array.from({ length: end - offset }, (_, index) => object.at(offset + index));
    yield {
      chunk: { job, part, sourceId: range.sourceId, key, offset, events },
      cursor: end < count ? { after, key, offset: end } : { after: key, offset: 0 },
      counts: offset === from ? addCounts(counts, begun) : {},
    };
  }
}

/** What reading an object costs depends on where it lies by now. */
function readCounts({ key, sizeBytes }: ArchivedKey, now: Date): Counts {
  const tier = archiveTier(now.getTime() - archivePositionMs(key));
  return { [`objects:${tier}`]: 1, [`objectBytes:${tier}`]: sizeBytes };
}
