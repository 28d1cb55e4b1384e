// A replay: events of the archive that are sent to one destination once more. Which states a job has, how its range is cut
// into parts and how fast it may go; the control API creates and shows jobs by it, the replay function works them off.

import { archiveHourPrefix, archivePositionMs } from './archive-key.ts';
import type { Destination } from './destination.ts';
import type { EventType } from './event.ts';
import type { Counts } from './ledger.ts';
import type { KeyClass } from './write-keys.ts';

export type ReplayState = 'queued' | 'running' | 'paused' | 'done' | 'cancelled' | 'failed';

/** What somebody wants sent again. */
export type ReplaySpec = {
  readonly sources: readonly string[];
  readonly destination: string;
  /** Received from this time on, and before that one. ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly types?: readonly EventType[];
  /** Names of track calls. */
  readonly events?: readonly string[];
  /** `userId` or `anonymousId`. */
  readonly userIds?: readonly string[];
  /** Only events that were never sent to the destination, or were and ended without success. */
  readonly onlyUndelivered: boolean;
  /** Events a second, on the average over a step. */
  readonly ratePerSecond: number;
  /** Only counts what would be sent. */
  readonly dryRun: boolean;
};

export type ReplayJob = {
  readonly id: string;
  readonly spec: ReplaySpec;
  readonly state: ReplayState;
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

/** What one part of a job goes through: keys of one source after and before these, or the list of the undelivered. */
export type ReplayRange =
  | { readonly kind: 'archive'; readonly sourceId: string; readonly after: string; readonly until: string }
  | { readonly kind: 'undelivered'; readonly from: string; readonly until: string };

/** How far a part has come: everything up to `after` is done, and of `key`, if there is one, the first `offset` lines. */
export type ReplayCursor = { readonly after: string; readonly key?: string; readonly offset: number };

/** Whether a cursor stands behind a line of an object of the archive. */
export function hasPassed(cursor: ReplayCursor, key: string, offset: number): boolean {
  return key <= cursor.after || (key === cursor.key && offset < cursor.offset);
}

export type ReplayPart = {
  readonly number: number;
  readonly range: ReplayRange;
  readonly cursor: ReplayCursor;
  /** Where the latest step that is recorded began: what it sends lies between here and the cursor. */
  readonly began?: ReplayCursor;
  /** How many steps are done. */
  readonly sequence: number;
  readonly isDone: boolean;
  readonly counts: Counts;
  /** Epoch milliseconds before which the next step must not begin. */
  readonly notBefore: number;
  /** ISO 8601. */
  readonly movedAt: string;
};

/** What a job gets that asks for nothing else, and the most it may ask for. */
export const DEFAULT_REPLAY_RATE = 500;
export const MAX_REPLAY_RATE = 10_000;

/** Parts of a job that are worked on side by side. */
export const MAX_REPLAY_PARTS = 8;

/** A part is not worth its messages when it gets fewer events a second. */
const LEAST_SHARE_PER_SECOND = 50;

/** Sources of one job at most; each is at least one part, and a job is created in one transaction of 100 items. */
export const MAX_REPLAY_SOURCES = 50;

/** Jobs at most that are neither done, cancelled nor failed. */
export const MAX_UNFINISHED_REPLAYS = 10;

/**
 * How long the first step waits. Fan-out keeps the workspace for two seconds: what it archives later than that, when the
 * first step lists the archive, it also sends to a destination that was connected before the job was created. So a
 * backfill and live events meet without a gap.
 */
export const REPLAY_START_DELAY_SECONDS = 3;

/** What a step sends at most, in seconds of the part's share of the rate. */
export const REPLAY_STEP_SECONDS = 5;

/** For how long a job, its parts and its sums can be looked at. */
export const REPLAY_KEPT_DAYS = 365;

/** For how long it is known that a job has sent an event: longer than a job takes, shorter than it is kept. */
export const REPLAY_CLAIM_HOURS = 90 * 24;

const HOUR_MS = 60 * 60 * 1000;

/** How a job is cut into parts: neighbouring hours of one source each, as many parts as its rate is worth. */
export function replayRanges(spec: ReplaySpec, createdAt: string): ReplayRange[] {
  const first = Math.floor(Date.parse(spec.from) / HOUR_MS);
  const end = Math.max(Math.ceil(Date.parse(spec.to) / HOUR_MS), first + 1);
  const worthwhile = spec.dryRun ? MAX_REPLAY_PARTS : Math.floor(spec.ratePerSecond / LEAST_SHARE_PER_SECOND);
  const perSource = Math.floor(Math.min(MAX_REPLAY_PARTS, worthwhile) / spec.sources.length);
  const parts = Math.min(Math.max(perSource, 1), end - first);
  const hourOf = (part: number): number => (first + Math.floor(((end - first) * part) / parts)) * HOUR_MS;
  const ranges = spec.sources.flatMap((sourceId) =>
    Array.from({ length: parts }, (_, part): ReplayRange => ({
      kind: 'archive',
      sourceId,
      after: archiveHourPrefix(sourceId, hourOf(part)),
      until: archiveHourPrefix(sourceId, hourOf(part + 1)),
    })),
  );
  // An event ends after it was received, and what ends after the job was created is nothing it has to see to.
  const undelivered: ReplayRange = { kind: 'undelivered', from: spec.from, until: `${createdAt}~` };
  return spec.onlyUndelivered ? [...ranges, undelivered] : ranges;
}

/** A part that has not begun. */
export function firstPart(range: ReplayRange, number: number, createdAt: string): ReplayPart {
  const after = range.kind === 'archive' ? range.after : range.until;
  const cursor = { after, offset: 0 };
  return { number, range, cursor, sequence: 0, isDone: false, counts: {}, notBefore: 0, movedAt: createdAt };
}

/** Events a second for one part: those that are done leave their share to the others. */
export function shareOfRate({ spec, partsLeft }: ReplayJob): number {
  return spec.ratePerSecond / Math.max(partsLeft, 1);
}

/** Which share of the time range parts have been through, 0 to 1. The list of the undelivered is not counted. */
export function replayProgress(parts: readonly ReplayPart[]): number {
  let total = 0;
  let done = 0;
  for (const { range, cursor, isDone } of parts) {
    if (range.kind === 'undelivered') continue;
    const [from, until] = [archivePositionMs(range.after), archivePositionMs(range.until)];
    const at = isDone ? until : Math.min(Math.max(archivePositionMs(cursor.key ?? cursor.after), from), until);
    total += until - from;
    done += at - from;
  }
  return total === 0 ? 0 : done / total;
}

/** The name of one step: what it claims is claimed for it, and it is counted once. */
export function replayStepKey(replayId: string, part: number, sequence: number): string {
  return `replay#${replayId}#${part}#${sequence}`;
}

/**
 * Whether a destination must not get what a job would send: its component takes no events twice. What it never had, it
 * may still have.
 */
export function refusesReplay(
  { replay }: Pick<Destination, 'replay'>,
  { onlyUndelivered }: Pick<ReplaySpec, 'onlyUndelivered'>,
): boolean {
  return replay === false && !onlyUndelivered;
}

/** Reverses `replayStepKey`. */
export function parseReplayStepKey(key: string): { replayId: string; part: number; sequence: number } | undefined {
  const [kind, replayId, part, sequence] = key.split('#');
  if (kind !== 'replay' || replayId === undefined) return undefined;
  return { replayId, part: Number(part), sequence: Number(sequence) };
}

/**
 * The claim by which an event is sent once. Jobs for what was not delivered share theirs, so that the second does not
 * send again what the first has sent; any other job starts afresh. Classes of keys claim apart, as when events came.
 */
export function replayClaimKey(
  { id, spec }: ReplayJob,
  { sourceId, keyClass }: { readonly sourceId: string; readonly keyClass: KeyClass },
  messageId: string,
): string {
  const scope = spec.onlyUndelivered ? `undelivered#${spec.destination}` : id;
  return `${keyClass === 'browser' ? 'replay' : 'server-replay'}#${scope}#${sourceId}#${messageId}`;
}
