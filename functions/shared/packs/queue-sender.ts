import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { SQS_MAX_BATCH_BYTES, SQS_MAX_BATCH_ENTRIES } from '../../../domain/base/aws-limits.ts';
import type { Outside } from '../lambda/outside.ts';

/** SQS, and pauses when it has no capacity. */
export type Sqs = { readonly sqs: SQSClient } & Pick<Outside, 'waitMs'>;

export type OutgoingMessage = {
  readonly body: string;
  /** For fair queues: whose message it is, so that one busy owner does not make the others wait. */
  readonly groupId?: string;
  /** Whole seconds, 0 to 900. */
  readonly delaySeconds?: number;
};

/** Not every message could be sent. The sender may send all of them again: whoever receives them drops repeats. */
export class SendFailedError extends Error {
  override readonly name = 'SendFailedError';
  readonly throttled: boolean;
  constructor(message: string, throttled: boolean) {
    super(message);
    this.throttled = throttled;
  }
}

const TRIES = 3;
const PAUSE_BEFORE_RETRY_MS = 50;

/** Sends all messages in as few requests as SQS allows. Throws `SendFailedError` unless SQS has taken every one. */
export async function sendMessages(sqs: Sqs, queueUrl: string, messages: readonly OutgoingMessage[]): Promise<void> {
  await Promise.all(batches(messages).map((batch) => sendBatch(sqs, queueUrl, batch)));
}

/** The SDK repeats a request that failed as a whole; single messages that SQS refused for a moment are repeated here. */
async function sendBatch({ sqs, waitMs }: Sqs, queueUrl: string, batch: readonly OutgoingMessage[]): Promise<void> {
  let pending = batch;
  let reasons = '';
  for (let attempt = 1; attempt <= TRIES && pending.length > 0; attempt += 1) {
    if (attempt > 1) await waitMs(PAUSE_BEFORE_RETRY_MS * 2 ** attempt);
    const { Failed: failed = [] } = await sqs.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: pending.map(toEntry) }),
    );
    const failedIds = new Set(failed.map(({ Id }) => Id));
    reasons = [...new Set(failed.map(({ Code }) => Code))].join(', ');
    pending = pending.filter((_, index) => failedIds.has(String(index)));
  }
  if (pending.length > 0) {
    const message = `SQS did not take ${pending.length} of ${batch.length} messages: ${reasons}`;
    throw new SendFailedError(message, /thrott|limit/i.test(reasons));
  }
}

function toEntry({ body, groupId, delaySeconds }: OutgoingMessage, index: number) {
  return {
    Id: String(index),
    MessageBody: body,
    ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
    ...(delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
  };
}

/** Groups of at most ten messages and one mebibyte. Bodies are ASCII, so a character is a byte. */
function batches(messages: readonly OutgoingMessage[]): OutgoingMessage[][] {
  const found: OutgoingMessage[][] = [];
  let current: OutgoingMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    if (current.length === SQS_MAX_BATCH_ENTRIES || bytes + message.body.length > SQS_MAX_BATCH_BYTES) {
      found.push(current);
      current = [];
      bytes = 0;
    }
    current.push(message);
    bytes += message.body.length;
  }
  return current.length > 0 ? [...found, current] : found;
}
