import type { Job, JobPart } from '../../../domain/replay/archive-job.ts';
import { SQS_MAX_DELAY_SECONDS } from '../../../domain/base/aws-limits.ts';
import { addCounts, type Counts } from '../../../domain/ledger/ledger.ts';
import { SHORT_WAIT_MS } from '../../../domain/pipeline/time-budget.ts';
import type { JobStep } from './job-steps.ts';
import { planArchive, readAgain, type ArchiveLines, type Plan } from './read-archive.ts';
import type { Verb, Work } from './verb.ts';

export type RunStepDeps<Spec> = {
  readonly verb: Verb<Spec>;
  readonly jobs: JobRecords<Spec>;
  readonly archive: ArchiveLines;
  /** Sends the message for a step. */
  readonly next: (jobId: string, step: JobStep, delaySeconds: number) => Promise<void>;
  readonly waitMs: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
  readonly createUnique: () => string;
};

/** What is known about jobs of one verb. */
export type JobRecords<Spec> = {
  find(id: string): Promise<Job<Spec> | undefined>;
  part(jobId: string, part: number): Promise<JobPart | undefined>;
  start(id: string): Promise<void>;
  fail(id: string, reason: string): Promise<void>;
  /** Ends the job, unless a part of it is left. */
  finish(id: string): Promise<void>;
  /** Tells people what keeps it from going on; undefined when nothing does any more. */
  tell(id: string, waitingFor: string | undefined): Promise<void>;
  /**
   * Records and counts a step once. Returns the run that did: another one, when the message came twice. `refused` when the
   * part is somewhere else by now.
   */
  commit(job: Job<Spec>, after: JobPart, step: { run: string; counts: Counts }): Promise<string>;
};

/** Does the step of a message. `isRepeat`: the message was handed out before. */
export type RunStep = (message: JobStep & { readonly jobId: string }, isRepeat: boolean) => Promise<void>;

/**
 * Does one step of one part of a job: reads on from the cursor and has the verb plan what is wanted, records how far it
 * came and counts what it will do, does that, and sends the message for the next step. So nothing is done that is not
 * counted. A step that died before its record is planned again from where it began. One that died after it is carried out
 * again, as the verb makes it from what was planned.
 *
 * A copy of a message must not begin a second chain of steps, but a function may have died after its record: so a message
 * whose step is recorded counts only when it was handed out before.
 */
export function createRunStep<Spec>(deps: RunStepDeps<Spec>): RunStep {
  return async ({ jobId, number, sequence, again }, isRepeat) => {
    const job = await deps.jobs.find(jobId);
    const part = job === undefined ? undefined : await deps.jobs.part(job.id, number);
    if (job === undefined || part === undefined) return;
    const isGoingOn = job.state === 'queued' || job.state === 'running';
    if (part.isDone || part.sequence !== sequence) {
      const isLast = sequence === part.sequence - 1;
      if (!isLast || !(isRepeat || again === true)) return;
      // Whatever has become of the job since: it is counted.
      await carryOutAgain(deps, job, part);
      return isGoingOn ? goOn(deps, job, part) : undefined;
    }
    if (!isGoingOn) return;
    const waitMs = part.notBefore - deps.now().getTime();
    if (waitMs > SHORT_WAIT_MS) return goOn(deps, job, part);
    if (waitMs > 0) await deps.waitMs(waitMs);
    await begin(deps, job, part);
  };
}

async function begin<Spec>(deps: RunStepDeps<Spec>, job: Job<Spec>, part: JobPart): Promise<void> {
  const begun = await deps.verb.begin(job);
  if (begun.kind === 'impossible') return deps.jobs.fail(job.id, begun.reason);
  const waitingFor = begun.kind === 'wait' ? begun.waitingFor : undefined;
  if (waitingFor !== job.waitingFor) await deps.jobs.tell(job.id, waitingFor);
  if (begun.kind === 'wait') return deps.next(job.id, stepOf(part), begun.askAgainSeconds);
  if (job.state === 'queued') await deps.jobs.start(job.id);
  await doStep(deps, job, { part, work: begun.work });
}

async function doStep<Spec>(
  deps: RunStepDeps<Spec>,
  job: Job<Spec>,
  { part, work }: { part: JobPart; work: Work<Spec> },
): Promise<void> {
  const startedMs = deps.now().getTime();
  const plan = await planStep(deps, job, { part, work });
  const after: JobPart = {
    ...part,
    cursor: plan.cursor,
    began: part.cursor,
    isDone: plan.isDone,
    counts: addCounts(part.counts, plan.counts),
    sequence: part.sequence + 1,
    notBefore: Math.round(startedMs + work.paceMs(plan.counts)),
    movedAt: deps.now().toISOString(),
  };
  const run = deps.createUnique();
  if ((await deps.jobs.commit(job, after, { run, counts: plan.counts })) !== run) return;
  await Promise.all(plan.effects.map((carryOut) => carryOut()));
  await goOn(deps, job, after);
}

async function planStep<Spec>(
  { verb, archive, now }: RunStepDeps<Spec>,
  job: Job<Spec>,
  { part, work }: { part: JobPart; work: Work<Spec> },
): Promise<Plan> {
  const { range } = part;
  if (range.kind !== 'archive') return { ...(await work.planOwn(part, range)), effects: [] };
  return planArchive({ archive, now }, { job, part, range, linesTogether: verb.linesTogether(job) }, work);
}

async function carryOutAgain<Spec>(
  { verb, archive, now }: RunStepDeps<Spec>,
  job: Job<Spec>,
  part: JobPart,
): Promise<void> {
  const { range } = part;
  if (range.kind !== 'archive') return;
  const again = await verb.again(job);
  if (again === undefined) return;
  const reading = { job, part, range, linesTogether: verb.linesTogether(job) };
  for await (const chunk of readAgain({ archive, now }, reading)) await (await again(chunk))?.();
}

const stepOf = ({ number, sequence }: JobPart): JobStep => ({ number, sequence });

/** Sees to what follows a step that is recorded. */
async function goOn<Spec>(deps: RunStepDeps<Spec>, { id }: Job<Spec>, part: JobPart): Promise<void> {
  if (part.isDone) return deps.jobs.finish(id);
  const delaySeconds = Math.floor((part.notBefore - deps.now().getTime()) / 1000);
  await deps.next(id, stepOf(part), Math.min(Math.max(delaySeconds, 0), SQS_MAX_DELAY_SECONDS));
}
