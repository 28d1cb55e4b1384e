// A replay: events of the archive that are sent to one destination once more, by a job (archive-job.ts). How its range is
// cut into parts, how fast it may go and what it claims; the control API creates and shows replays by it, the replay
// function works them off.

import { archiveRanges, MAX_JOB_PARTS, type Job, type JobRange } from './archive-job.ts';
import type { Destination } from '../workspace/destination.ts';
import type { EventType } from '../events/event.ts';

/** What jobs of this verb are called in items and messages. */
export const REPLAY = 'replay';

/** What somebody wants sent again. */
export type ReplaySpec = {
  readonly sources: readonly string[];
  readonly destination: string;
  /** Those of its subscriptions that are meant; absent where it has one that nobody names. */
  readonly subscriptions?: readonly string[];
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

export type ReplayJob = Job<ReplaySpec>;

/** What a job gets that asks for nothing else, and the most it may ask for. */
export const DEFAULT_REPLAY_RATE = 500;
export const MAX_REPLAY_RATE = 10_000;

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

/** For how long it is known that a job has sent an event: longer than a job takes, shorter than it is kept. */
export const REPLAY_CLAIM_HOURS = 90 * 24;

/** How a job is cut into parts: as many as its rate is worth, and one for what ended undelivered if it sees to that. */
export function replayRanges(spec: ReplaySpec, createdAt: string): JobRange[] {
  const worthwhile = spec.dryRun ? MAX_JOB_PARTS : Math.floor(spec.ratePerSecond / LEAST_SHARE_PER_SECOND);
  const ranges = archiveRanges(spec, worthwhile);
  // An event ends after it was received, and what ends after the job was created is nothing it has to see to.
  const undelivered: JobRange = { kind: 'undelivered', from: spec.from, until: `${createdAt}~` };
  return spec.onlyUndelivered ? [...ranges, undelivered] : ranges;
}

/** Events a second for one part: those that are done leave their share to the others. */
export function shareOfRate({ spec, partsLeft }: ReplayJob): number {
  return spec.ratePerSecond / Math.max(partsLeft, 1);
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
