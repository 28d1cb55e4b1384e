import { SQS_MAX_DELAY_SECONDS } from '../../domain/aws-limits.ts';
import type { Destination } from '../../domain/destination.ts';
import { addCounts, type Counts } from '../../domain/ledger.ts';
import type { ReplayStepHeader } from '../../domain/messages.ts';
import { refusesReplay, shareOfRate, type ReplayJob, type ReplayPart } from '../../domain/replay.ts';
import type { Recipient, ReplayPacks } from './plan-chunk.ts';
import { archiveAgain, planArchive, type ArchiveDeps, type Plan } from './replay-archive.ts';
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
    /** Sends events to the replay queue of their lane. */
    readonly send: (destination: Recipient, packs: ReplayPacks) => Promise<void>;
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
 * Does one step of one part of a job: reads on from the cursor and claims what is wanted, records how far it came and
 * counts what it will send, sends that, and sends the message for the next step. So nothing is delivered that is not
 * counted. A step that died before its record is done again from where it began. One that died after it is sent again
 * from its claims: the same packs, and delivery knows those it has had.
 *
 * `isRepeat`: the message was handed out before. A copy of a message must not begin a second chain of steps, but a
 * function may have died after its record.
 */
export function createReplay(deps: ReplayDeps): (header: ReplayStepHeader, isRepeat: boolean) => Promise<void> {
  return async (header, isRepeat) => {
    const job = await deps.jobs.find(header.replayId);
    const part = job === undefined ? undefined : await deps.jobs.part(job.id, header.part);
    if (job === undefined || part === undefined) return;
    const isGoingOn = job.state === 'queued' || job.state === 'running';
    if (part.isDone || part.sequence !== header.sequence) {
      const isLast = header.sequence === part.sequence - 1;
      if (!isLast || !(isRepeat || header.again === true)) return;
      // Whatever has become of the job since: it is counted.
      await sendAgain(deps, job, part);
      return isGoingOn ? goOn(deps, job, part) : undefined;
    }
    if (!isGoingOn) return;
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
  const plan = await planStep(deps, job, { part, destination });
  const sent = (plan.counts['sent'] ?? 0) + (plan.counts['redriven'] ?? 0);
  const paceMs = job.spec.dryRun ? 0 : (sent / shareOfRate(job)) * 1000;
  const after: ReplayPart = {
    ...part,
    cursor: plan.cursor,
    began: part.cursor,
    isDone: plan.isDone,
    counts: addCounts(part.counts, plan.counts),
    sequence: part.sequence + 1,
    notBefore: Math.round(startedMs + paceMs),
    movedAt: deps.now().toISOString(),
  };
  const run = deps.createUnique();
  if ((await deps.jobs.commit(job, after, { run, counts: plan.counts })) !== run) return;
  await Promise.all(plan.packs.map((packs) => deps.send(destination, packs)));
  await goOn(deps, job, after);
}

/** What is redriven is counted by delivery, and asking for it twice does no harm: that is done at once. */
async function planStep(
  deps: ReplayDeps,
  job: ReplayJob,
  work: { part: ReplayPart; destination: Destination },
): Promise<Plan> {
  const { range } = work.part;
  return range.kind === 'archive'
    ? planArchive(deps, { ...work, job, range })
    : { ...(await replayUndelivered(deps, { ...work, job, range })), packs: [] };
}

/** Delivery says of a destination that was deleted what became of its events, and they are counted. */
async function sendAgain(deps: ReplayDeps, job: ReplayJob, part: ReplayPart): Promise<void> {
  if (part.range.kind !== 'archive' || job.spec.dryRun) return;
  const id = job.spec.destination;
  const destination: Recipient = (await deps.destination(id)) ?? { id };
  for await (const packs of archiveAgain(deps, { job, part, range: part.range, destination })) {
    await deps.send(destination, packs);
  }
}

/** Sees to what follows a step that is recorded. */
async function goOn(deps: ReplayDeps, { id }: ReplayJob, part: ReplayPart): Promise<void> {
  if (part.isDone) return deps.jobs.finish(id);
  const header = { kind: 'replay-step', replayId: id, part: part.number, sequence: part.sequence, events: [] } as const;
  const delaySeconds = Math.floor((part.notBefore - deps.now().getTime()) / 1000);
  await deps.next(header, Math.min(Math.max(delaySeconds, 0), SQS_MAX_DELAY_SECONDS));
}
