import type { JobPart } from '../../../domain/replay/archive-job.ts';
import { UNNAMED_VERB, type JobStepHeader } from '../../../domain/pipeline/messages.ts';
import { encodePack } from '../packs/pack-codec.ts';
import { sendMessages, type Sqs } from '../packs/queue-sender.ts';

/** A step of a part. `again`: it is recorded, and what it does is done again. */
export type JobStep = Pick<JobPart, 'number' | 'sequence'> & Pick<JobStepHeader, 'again'>;

/** Has steps of a job done, one message for each part. */
export async function sendJobSteps(
  { queueUrl, verb, ...sqs }: Sqs & { readonly queueUrl: string; readonly verb: string },
  jobId: string,
  { parts, delaySeconds }: { readonly parts: readonly JobStep[]; readonly delaySeconds: number },
): Promise<void> {
  const messages = parts.map((step) => {
    const body = encodePack({ header: toHeader(verb, jobId, step), lines: [] });
    return { body, groupId: jobId, delaySeconds };
  });
  await sendMessages(sqs, queueUrl, messages);
}

function toHeader(verb: string, replayId: string, { number: part, sequence, again }: JobStep): JobStepHeader {
  const named = verb === UNNAMED_VERB ? {} : { verb };
  const repeat = again === undefined ? {} : { again };
  return { kind: 'replay-step', ...named, replayId, part, sequence, ...repeat, events: [] };
}

/** The step that a message asks for. */
export function readJobStep({ verb = UNNAMED_VERB, replayId: jobId, part: number, sequence, again }: JobStepHeader): {
  readonly verb: string;
  readonly step: JobStep & { readonly jobId: string };
} {
  return { verb, step: { jobId, number, sequence, ...(again === undefined ? {} : { again }) } };
}
