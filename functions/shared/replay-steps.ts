import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ReplayPart } from '../../domain/replay.ts';
import type { ReplayStepHeader } from '../../domain/messages.ts';
import { encodePack } from './pack-codec.ts';
import { sendMessages } from './queue-sender.ts';

/** A step of a part. `again`: it is recorded, and what it sends is sent again. */
export type ReplayStep = Pick<ReplayPart, 'number' | 'sequence'> & Pick<ReplayStepHeader, 'again'>;

/** Has steps of a replay done, one message for each part. */
export async function sendReplaySteps(
  { sqs, queueUrl }: { readonly sqs: SQSClient; readonly queueUrl: string },
  replayId: string,
  { parts, delaySeconds }: { readonly parts: readonly ReplayStep[]; readonly delaySeconds: number },
): Promise<void> {
  const messages = parts.map(({ number, sequence, again }) => {
    const repeat = again === undefined ? {} : { again };
    const header: ReplayStepHeader = { kind: 'replay-step', replayId, part: number, sequence, ...repeat, events: [] };
    return { body: encodePack({ header, lines: [] }), groupId: replayId, delaySeconds };
  });
  await sendMessages(sqs, queueUrl, messages);
}
