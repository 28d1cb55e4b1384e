import { SQS_MAX_DELAY_SECONDS } from '../../domain/aws-limits.ts';
import type { Destination } from '../../domain/destination.ts';
import { addCounts, type Counts } from '../../domain/ledger.ts';
import type { ReplayStepHeader } from '../../domain/messages.ts';
import { refusesReplay, shareOfRate, type ReplayJob, type ReplayPart } from '../../domain/replay.ts';
import { replayArchive, type ArchiveDeps } from './replay-archive.ts';
import { replayUndelivered, type UndeliveredDeps } from './replay-undelivered.ts';

export type ReplayDeps = ArchiveDeps &
  UndeliveredDeps & {
    readonly jobs: {
      find(id: string): Promise<ReplayJob | undefined>;
      part(replayId: string, part: number): Promise<ReplayPart | undefined>;
      start(id: string): Promise<void>;
      fail(id: string, reason: string): Promise<void>;
      /** Ends the job, unless a part of it is left. */
      finish(id: string): Promise<void>;
      /** Tells people what keeps it from going on; undefined when nothing does any more. */
      tell(id: string, waitingFor: string | undefined): Promise<void>;
      /**
       * Records and counts a step once. Returns the run that did: another one, when the message came twice. `refused`
       * when the part is somewhere else by now.
       */
      commit(job: ReplayJob, after: ReplayPart, step: { run: string; counts: Counts }): Promise<string>;
    };
    readonly destination: (id: string) => Promise<Destination | undefined>;
    /** What the job has to wait for before it may send more, and for how long before it asks again. */
    readonly obstacle: (job: ReplayJob, destination: Destination) => Promise<Obstacle | undefined>;
    /** Sends the message for a step. */
    readonly next: (header: ReplayStepHeader, delaySeconds: number) => Promise<void>;
    readonly waitMs: (milliseconds: number) => Promise<void>;
    readonly createUnique: () => string;
  };

export type Obstacle = { readonly waitingFor: string; readonly askAgainSeconds: number };

/** A queue delays by whole seconds, up to 15 minutes; what is left of a wait is spent in the function. */
const SHORT_WAIT_MS = 1_000;

/**
 * Does one step of one part of a job: reads on from the cursor, sends what is wanted, records how far it came, and sends
 * the message for the next step. The record is written last, so that a step that died is done again from where it began;
 * it claims the same events under the same name, makes the same packs of them, and delivery knows those it has had.
 *
 * `isRepeat`: the message was handed out before. A copy of a message must not begin a second chain of steps, but a
 * function may have died between its record and the next message.
 */
export function createReplay(deps: ReplayDeps): (header: ReplayStepHeader, isRepeat: boolean) => Promise<void> {
  return async (header, isRepeat) => {
    const job = await deps.jobs.find(header.replayId);
    if (job === undefined || (job.state !== 'queued' && job.state !== 'running')) return;
    const part = await deps.jobs.part(job.id, header.part);
    if (part === undefined) return;
    if (part.isDone || part.sequence !== header.sequence) {
      const isLast = header.sequence === part.sequence - 1;
      return isRepeat && isLast ? goOn(deps, job, part) : undefined;
    }
    const waitMs = part.notBefore - deps.now().getTime();
    if (waitMs > SHORT_WAIT_MS) return goOn(deps, job, part);
    if (waitMs > 0) await deps.waitMs(waitMs);
    const destination = await deps.destination(job.spec.destination);
    if (destination === undefined) {
      return deps.jobs.fail(job.id, `The destination ${job.spec.destination} does not exist any more.`);
    }
    // It was asked when the job was created; meanwhile its customer may have taken another version of the component.
    if (refusesReplay(destination, job.spec)) {
      return deps.jobs.fail(job.id, `The destination ${destination.id} takes no events a second time any more.`);
    }
    if (await isHeldUp(deps, job, { destination, header })) return;
    if (job.state === 'queued') await deps.jobs.start(job.id);
    await step(deps, job, { part, destination });
  };
}

async function isHeldUp(
  deps: ReplayDeps,
  job: ReplayJob,
  { destination, header }: { destination: Destination; header: ReplayStepHeader },
): Promise<boolean> {
  const obstacle = job.spec.dryRun ? undefined : await deps.obstacle(job, destination);
  if (obstacle?.waitingFor !== job.waitingFor) await deps.jobs.tell(job.id, obstacle?.waitingFor);
  if (obstacle !== undefined) await deps.next(header, obstacle.askAgainSeconds);
  return obstacle !== undefined;
}

async function step(
  deps: ReplayDeps,
  job: ReplayJob,
  { part, destination }: { part: ReplayPart; destination: Destination },
): Promise<void> {
  const startedMs = deps.now().getTime();
  const work = { job, part, destination };
  const result = await (part.range.kind === 'archive'
    ? replayArchive(deps, { ...work, range: part.range })
    : replayUndelivered(deps, { ...work, range: part.range }));
  const sent = (result.counts['sent'] ?? 0) + (result.counts['redriven'] ?? 0);
  const paceMs = job.spec.dryRun ? 0 : (sent / shareOfRate(job)) * 1000;
  const after: ReplayPart = {
    ...part,
    ...result,
    counts: addCounts(part.counts, result.counts),
    sequence: part.sequence + 1,
    notBefore: Math.round(startedMs + paceMs),
    movedAt: deps.now().toISOString(),
  };
  const run = deps.createUnique();
  if ((await deps.jobs.commit(job, after, { run, counts: result.counts })) !== run) return;
  await goOn(deps, job, after);
}

/** Sees to what follows a step that is recorded. */
async function goOn(deps: ReplayDeps, { id }: ReplayJob, part: ReplayPart): Promise<void> {
  if (part.isDone) return deps.jobs.finish(id);
  const header = { kind: 'replay-step', replayId: id, part: part.number, sequence: part.sequence, events: [] } as const;
  const delaySeconds = Math.floor((part.notBefore - deps.now().getTime()) / 1000);
  await deps.next(header, Math.min(Math.max(delaySeconds, 0), SQS_MAX_DELAY_SECONDS));
}
