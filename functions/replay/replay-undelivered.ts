import type { JobCursor, JobPart, OwnRange } from '../../domain/replay/archive-job.ts';
import type { Destination } from '../../domain/workspace/destination.ts';
import { addCounts, type Counts } from '../../domain/ledger/ledger.ts';
import { createIsMeant, isSubscriptionMeant } from '../../domain/replay/replay-selection.ts';
import type { ReplayJob } from '../../domain/replay/replay.ts';
import { JOB_STEP_MS } from '../../domain/pipeline/time-budget.ts';
import { statesOf, type UndeliveredItem, type UndeliveredRecord } from '../../domain/delivery/undelivered.ts';
import type { Progress } from '../shared/jobs/verb.ts';

export type UndeliveredDeps = {
  readonly jobs: { find(id: string): Promise<ReplayJob | undefined> };
  readonly undelivered: {
    /** Objects with open lines, newest first, of which the newest has this key at most. */
    list(range: { destinationId: string; from: string; to: string }): AsyncIterable<UndeliveredItem>;
    /** Undefined when it is there no more. */
    read(item: UndeliveredItem): Promise<readonly UndeliveredRecord[] | undefined>;
    /** Has delivery send lines round again that are still open. Asked twice with the same `resolveId`, it does so once. */
    redrive(destination: Destination, request: RedriveRequest): Promise<void>;
  };
  readonly now: () => Date;
};

export type RedriveRequest = {
  readonly resolveId: string;
  readonly itemKey: string;
  readonly positions: readonly number[];
};

type Work = {
  readonly job: ReplayJob;
  readonly part: JobPart;
  readonly range: OwnRange;
  readonly destination: Destination;
  /** Events that a step redrives before it is enough. */
  readonly budget: number;
};

/**
 * Events that were sent when they came and ended without success are redriven, as a person would have them: that keeps
 * their history, and corrects the ledger instead of counting a second delivery beside the failed one.
 */
export async function replayUndelivered(deps: UndeliveredDeps, work: Work): Promise<Progress> {
  const { job, part, range, budget } = work;
  const endsAtMs = deps.now().getTime() + JOB_STEP_MS;
  let cursor: JobCursor = part.cursor;
  let counts: Counts = {};
  const wanted = { destinationId: job.spec.destination, from: range.from, to: cursor.after };
  for await (const item of deps.undelivered.list(wanted)) {
    if (item.itemKey === part.cursor.after) continue;
    if ((counts['redriven'] ?? 0) >= budget || deps.now().getTime() >= endsAtMs)
      return { cursor, isDone: false, counts };
    counts = addCounts(counts, await redriveItem(deps, work, item));
    cursor = { after: item.itemKey, offset: 0 };
  }
  return { cursor, isDone: true, counts };
}

async function redriveItem(deps: UndeliveredDeps, { job, destination }: Work, item: UndeliveredItem): Promise<Counts> {
  if (!isSubscriptionMeant(job.spec, item.subscriptionId)) return {};
  if (await isReadAsNeverSent(deps, item)) return {};
  const records = await deps.undelivered.read(item);
  if (records === undefined) return { 'objects:undelivered': 1, unreadable: 1 };
  const isMeant = createIsMeant(job.spec);
  const states = statesOf(item);
  const positions = records.flatMap(({ event, sourceId }, position) =>
    states[position]?.state === 'open' && job.spec.sources.includes(sourceId) && isMeant(event) ? [position] : [],
  );
  if (positions.length > 0 && !job.spec.dryRun) {
    // One object for each message: what a copy of it resolves is known by its id, and must be the same lines.
    const resolveId = `replay.${job.id}.${item.itemKey}`;
    await deps.undelivered.redrive(destination, { resolveId, itemKey: item.itemKey, positions });
  }
  const bytes = positions.reduce((sum, position) => sum + JSON.stringify(records[position]?.event).length, 0);
  return { 'objects:undelivered': 1, redriven: positions.length, bytes };
}

/**
 * What a replay sent was not sent when it came. The other parts of this job send it anew, unless that replay was one for
 * what was not delivered as well: those know what such a job has sent.
 */
async function isReadAsNeverSent({ jobs }: UndeliveredDeps, { replay }: UndeliveredItem): Promise<boolean> {
  if (replay === undefined) return false;
  return (await jobs.find(replay))?.spec.onlyUndelivered !== true;
}
