import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { SQS_MAX_BATCH_ENTRIES } from '../../domain/base/aws-limits.ts';
import { split } from '../../domain/base/split.ts';
import { log } from '../shared/lambda/log.ts';

/**
 * Makes messages visible again at once, which otherwise stay out of sight until their visibility timeout. A message that
 * SQS does not hand back is only late.
 */
export async function handBack(
  sqs: SQSClient,
  queueUrl: string,
  messages: readonly { readonly receiptHandle: string }[],
): Promise<void> {
  for (const part of split(messages, SQS_MAX_BATCH_ENTRIES)) {
    const Entries = part.map(({ receiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: 0,
    }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries })).catch((error: unknown) => {
      log.failed('messages were not handed back, and come late', { error });
    });
  }
}
