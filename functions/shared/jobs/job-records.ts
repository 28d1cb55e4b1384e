import { hasPassed } from '../../../domain/replay/archive-job.ts';
import { jobStepKey, parseJobStepKey } from '../../../domain/tables/table-keys.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { movePartItems, type JobChange } from './job-items.ts';
import type { JobStore } from './job-store.ts';
import type { JobRecords } from './run-step.ts';
import type { Verb } from './verb.ts';

/** Jobs of a verb and their parts in the control table, and what is counted with their steps. */
export function createJobRecords<Spec>(
  { name, entry }: Pick<Verb<Spec>, 'name' | 'entry'>,
  { jobs, ledger, now }: { readonly jobs: JobStore<Spec>; readonly ledger: LedgerStore; readonly now: () => Date },
): JobRecords<Spec> {
  const timestamp = (): string => now().toISOString();
  const change = async (to: JobChange): Promise<void> => {
    await jobs.change(to);
  };
  const unfinished = ['queued', 'running', 'paused'] as const;
  return {
    find: (id) => jobs.find(id),
    part: (jobId, part) => jobs.part(jobId, part),
    start: (id) => change({ id, when: ['queued'], set: { state: 'running', startedAt: timestamp() } }),
    fail: (id, reason) =>
      change({ id, when: unfinished, set: { state: 'failed', reason, endedAt: timestamp(), waitingFor: undefined } }),
    finish: (id) =>
      change({
        id,
        when: unfinished,
        whenNoneLeft: true,
        set: { state: 'done', endedAt: timestamp(), waitingFor: undefined },
      }),
    tell: (id, waitingFor) => change({ id, when: ['queued', 'running'], set: { waitingFor } }),

    async commit(job, after, { run, counts }) {
      const committed = await ledger.commit({
        key: jobStepKey(name, { jobId: job.id, part: after.number, sequence: after.sequence - 1 }),
        decision: run,
        entry: entry(job, counts),
        along: movePartItems({ table: jobs.table, verb: name }, job.id, after),
      });
      return committed === 'refused' ? committed : committed.decision;
    },
  };
}

/** Whether the part that something was claimed for, by one of its steps, has passed a line of an object since. */
export type HasPassed = (stepKey: string, line: { key: string; offset: number }) => Promise<boolean>;

/** Claims name the step that they were made for; where its part stands tells whether that step has done its work on the line. */
export function createHasPassed(verb: string, jobs: Pick<JobStore<unknown>, 'part'>): HasPassed {
  return async (stepKey, { key, offset }) => {
    const step = parseJobStepKey(verb, stepKey);
    if (step === undefined) return true;
    const part = await jobs.part(step.jobId, step.part);
    // Parts are kept for longer than claims.
    return part === undefined || hasPassed(part.cursor, key, offset);
  };
}
