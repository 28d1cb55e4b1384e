// A job that goes through a range of the archive: its parts, how far each has come, and its steps. What is done with the
// lines of a step is its verb's business: a replay (replay.ts) is a job. functions/shared/jobs starts, works off and steers
// jobs by what stands here.

import { archiveHourPrefix, archivePositionMs } from '../pipeline/archive-key.ts';
import type { Event } from '../events/event.ts';
import type { Counts } from '../ledger/ledger.ts';
import { HOUR_MS } from '../base/time-units.ts';

export const JOB_STATES = ['queued', 'running', 'paused', 'done', 'cancelled', 'failed'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** `Spec`: what somebody wants of the verb. */
export type Job<Spec> = {
  readonly id: string;
  readonly spec: Spec;
  readonly state: JobState;
  /** ISO 8601, as the times below. */
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly pausedAt?: string;
  readonly endedAt?: string;
  /** How long it has been paused before. */
  readonly pausedMs: number;
  /** Why it failed. */
  readonly reason?: string;
  /** What keeps it from going on at the moment. */
  readonly waitingFor?: string;
  readonly parts: number;
  readonly partsLeft: number;
};

/** Whether it is neither done, cancelled nor failed. */
export function isUnfinished({ state }: Pick<Job<unknown>, 'state'>): boolean {
  return state === 'queued' || state === 'running' || state === 'paused';
}

/** Keys of one source after and before these. */
export type ArchiveRange = {
  readonly kind: 'archive';
  readonly sourceId: string;
  readonly after: string;
  readonly until: string;
};

/** A list that is not in the archive, newest first. The verb reads it; a replay has that of the undelivered. */
export type OwnRange = { readonly kind: 'undelivered'; readonly from: string; readonly until: string };

/** What one part of a job goes through. */
export type JobRange = ArchiveRange | OwnRange;

/** How far a part has come: everything up to `after` is done, and of `key`, if there is one, the first `offset` lines. */
export type JobCursor = { readonly after: string; readonly key?: string; readonly offset: number };

/** An event as the archive has it. `destinations`: where it was routed to when it came, if that was recorded. */
export type ArchivedEvent = { readonly event: Event; readonly destinations: readonly string[] | undefined };

/** Whether a cursor stands behind a line of an object of the archive. */
export function hasPassed(cursor: JobCursor, key: string, offset: number): boolean {
  return key <= cursor.after || (key === cursor.key && offset < cursor.offset);
}

export type JobPart = {
  readonly number: number;
  readonly range: JobRange;
  readonly cursor: JobCursor;
  /** Where the latest step that is recorded began: what it carries out lies between here and the cursor. */
  readonly began?: JobCursor;
  /** How many steps are done. */
  readonly sequence: number;
  readonly isDone: boolean;
  readonly counts: Counts;
  /** Epoch milliseconds before which the next step must not begin. */
  readonly notBefore: number;
  /** ISO 8601. */
  readonly movedAt: string;
};

/** Parts of a job that are worked on side by side. A job is created in one transaction of 100 items. */
export const MAX_JOB_PARTS = 8;

/** For how long a job, its parts and its sums can be looked at. */
export const JOB_KEPT_DAYS = 365;

/**
 * Cuts a range of time into runs of neighbouring hours of one source each: `mostParts` of them in all at most, but at
 * least one for each source.
 */
export function archiveRanges(
  { sources, from, to }: { readonly sources: readonly string[]; readonly from: string; readonly to: string },
  mostParts: number,
): ArchiveRange[] {
  const first = Math.floor(Date.parse(from) / HOUR_MS);
  const end = Math.max(Math.ceil(Date.parse(to) / HOUR_MS), first + 1);
  const perSource = Math.floor(Math.min(MAX_JOB_PARTS, mostParts) / sources.length);
  const parts = Math.min(Math.max(perSource, 1), end - first);
  const hourOf = (part: number): number => (first + Math.floor(((end - first) * part) / parts)) * HOUR_MS;
  return sources.flatMap((sourceId) =>
    Array.from({ length: parts }, (_, part): ArchiveRange => ({
      kind: 'archive',
      sourceId,
      after: archiveHourPrefix(sourceId, hourOf(part)),
      until: archiveHourPrefix(sourceId, hourOf(part + 1)),
    })),
  );
}

/** A part that has not begun. */
export function firstPart(range: JobRange, number: number, createdAt: string): JobPart {
  const after = range.kind === 'archive' ? range.after : range.until;
  const cursor = { after, offset: 0 };
  return { number, range, cursor, sequence: 0, isDone: false, counts: {}, notBefore: 0, movedAt: createdAt };
}

/** A job that has not begun, and its parts. */
export function newJob<Spec>(
  { id, spec, createdAt }: Pick<Job<Spec>, 'id' | 'spec' | 'createdAt'>,
  ranges: readonly JobRange[],
): { readonly job: Job<Spec>; readonly parts: readonly JobPart[] } {
  const parts = ranges.map((range, number) => firstPart(range, number, createdAt));
  const sum = { parts: parts.length, partsLeft: parts.length };
  return { job: { id, spec, state: 'queued', createdAt, pausedMs: 0, ...sum }, parts };
}

/** Which share of the time range parts have been through, 0 to 1. A verb's own list is not counted. */
export function jobProgress(parts: readonly JobPart[]): number {
  let total = 0;
  let done = 0;
  for (const { range, cursor, isDone } of parts) {
    if (range.kind !== 'archive') continue;
    const [from, until] = [archivePositionMs(range.after), archivePositionMs(range.until)];
    const at = isDone ? until : Math.min(Math.max(archivePositionMs(cursor.key ?? cursor.after), from), until);
    total += until - from;
    done += at - from;
  }
  return total === 0 ? 0 : done / total;
}

/** Before this share a guess says nothing. */
const LEAST_SHARE_FOR_A_GUESS = 0.01;

/** When a job ends if it goes on as it did, or undefined. */
export function estimatedEnd(job: Omit<Job<unknown>, 'spec'>, share: number, now: Date): string | undefined {
  if (job.state !== 'running' || job.startedAt === undefined || share < LEAST_SHARE_FOR_A_GUESS) return undefined;
  const workedMs = now.getTime() - Date.parse(job.startedAt) - job.pausedMs;
  return new Date(now.getTime() + (workedMs * (1 - share)) / share).toISOString();
}
