import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { JobStepHeader } from '../../../domain/pipeline/messages.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import type { Outside } from '../lambda/outside.ts';
import type { Sqs } from '../packs/queue-sender.ts';
import type { Bucket } from '../packs/read-lines.ts';
import { createArchiveLines } from './archive-lines.ts';
import { createJobRecords } from './job-records.ts';
import { readJobStep, sendJobSteps, type JobStep } from './job-steps.ts';
import { createJobStore } from './job-store.ts';
import { createRunStep, type RunStep } from './run-step.ts';
import type { Verb } from './verb.ts';

type Services = Sqs &
  Pick<Outside, 'now' | 'unique'> & {
    readonly dynamodb: DynamoDBClient;
    readonly controlTable: string;
    /** Each step sends the message for the next. */
    readonly queueUrl: string;
    readonly archive: Bucket;
    readonly ledger: LedgerStore;
  };

/** Steps of jobs of one verb, by its name. */
export type VerbSteps = readonly [verb: string, run: RunStep];

/** Makes of a verb what does the steps of its jobs, on AWS. */
export function createStepsOf(services: Services): <Spec>(verb: Verb<Spec>) => VerbSteps {
  const { dynamodb, controlTable: table, sqs, queueUrl, ledger, now, unique, waitMs } = services;
  const archive = createArchiveLines(services.archive);
  return (verb) => {
    const { name } = verb;
    const jobs = createJobRecords(verb, { jobs: createJobStore(name, { dynamodb, table, waitMs }), ledger, now });
    const next = (jobId: string, step: JobStep, delaySeconds: number): Promise<void> =>
      sendJobSteps({ sqs, waitMs, queueUrl, verb: name }, jobId, { parts: [step], delaySeconds });
    return [name, createRunStep({ verb, jobs, archive, next, waitMs, now, createUnique: unique })];
  };
}

/** Does the step that a message asks for. `verbs`: all that the function knows. */
export function createRunJobs(
  verbs: readonly VerbSteps[],
): (header: JobStepHeader, isRepeat: boolean) => Promise<void> {
  const known = new Map(verbs);
  return async (header, isRepeat) => {
    const { verb, step } = readJobStep(header);
    const run = known.get(verb);
    if (run === undefined) throw new Error(`no verb of this function is called "${verb}"`);
    await run(step, isRepeat);
  };
}
