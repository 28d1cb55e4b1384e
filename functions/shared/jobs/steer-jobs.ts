import {
  isUnfinished,
  newJob,
  type Job,
  type JobPart,
  type JobRange,
  type JobState,
} from '../../../domain/replay/archive-job.ts';
import type { JobChange } from './job-items.ts';
import type { JobStep } from './job-steps.ts';
import type { JobStore } from './job-store.ts';

export type SteerJobsDeps<Spec> = {
  readonly jobs: Pick<JobStore<Spec>, 'create' | 'parts'> & { change(change: JobChange): Promise<boolean> };
  /** Has steps done. */
  readonly sendSteps: (id: string, steps: { parts: readonly JobStep[]; delaySeconds: number }) => Promise<void>;
  /** For how long after a step it is known what became of its effects, so that they may be sent again. */
  readonly effectsKnownMs: number;
  readonly createId: () => string;
  readonly now: () => Date;
};

export const STEERINGS = ['pause', 'resume', 'cancel'] as const;
export type Steering = (typeof STEERINGS)[number];

/** The states in which a job can be steered so; it is in another one. */
export type Refusal = { readonly onlyWhen: readonly JobState[] };

/** What people do with jobs of any verb. */
export type SteerJobs<Spec> = {
  /** Creates a job and has its first steps done, after a delay. */
  start(spec: Spec, work: { ranges: readonly JobRange[]; createdAt: string; delaySeconds: number }): Promise<Job<Spec>>;
} & Readonly<Record<Steering, (job: Job<Spec>) => Promise<Refusal | undefined>>>;

/** A message that waits to be handed out is late at most by this; a part that has not moved for longer is asked again. */
const STALLED_MS = 30 * 60 * 1000;

export function createSteerJobs<Spec>(deps: SteerJobsDeps<Spec>): SteerJobs<Spec> {
  const timestamp = (): string => deps.now().toISOString();
  const change = async (to: JobChange): Promise<Refusal | undefined> =>
    (await deps.jobs.change(to)) ? undefined : { onlyWhen: to.when };
  return {
    async start(spec, { ranges, createdAt, delaySeconds }) {
      const created = newJob({ id: deps.createId(), spec, createdAt }, ranges);
      await deps.jobs.create(created);
      await deps.sendSteps(created.job.id, { parts: created.parts, delaySeconds });
      return created.job;
    },

    pause({ id }) {
      const set = { state: 'paused', pausedAt: timestamp(), waitingFor: undefined } as const;
      return change({ id, when: ['queued', 'running'], set });
    },

    cancel({ id }) {
      const set = { state: 'cancelled', endedAt: timestamp(), waitingFor: undefined } as const;
      return change({ id, when: ['queued', 'running', 'paused'], set });
    },

    async resume(job) {
      const parts = await deps.jobs.parts(job.id);
      const now = deps.now();
      const isLost =
        isUnfinished(job) && job.state !== 'paused' && parts.every(({ movedAt }) => ageMs(movedAt, now) > STALLED_MS);
      if (!isLost) {
        const pausedMs = job.pausedMs + (job.pausedAt === undefined ? 0 : ageMs(job.pausedAt, now));
        const state = job.startedAt === undefined ? 'queued' : 'running';
        const refusal = await change({ id: job.id, when: ['paused'], set: { state, pausedAt: undefined, pausedMs } });
        if (refusal !== undefined) return refusal;
      }
      const steps = isLost
        ? parts.flatMap((part) => latestStep(part, ageMs(part.movedAt, now) < deps.effectsKnownMs))
        : parts.filter(({ isDone }) => !isDone);
      await deps.sendSteps(job.id, { parts: steps, delaySeconds: 0 });
      return undefined;
    },
  };
}

/** Messages that were lost may have been for what is recorded and not done; who gets it knows whether it had it. */
function latestStep({ number, sequence, isDone }: JobPart, isKnown: boolean): JobStep[] {
  if (sequence > 0 && isKnown) return [{ number, sequence: sequence - 1, again: true }];
  return isDone ? [] : [{ number, sequence }];
}

const ageMs = (time: string, now: Date): number => now.getTime() - Date.parse(time);
