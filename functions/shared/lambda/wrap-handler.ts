import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { log } from './log.ts';
import { withoutSecrets } from './show-error.ts';

/**
 * Lambda ends a function whose time is over, and with it what it has under way. Middy would answer for it a moment before
 * and leave that to go on beside the next event.
 */
const LIMITS = { timeoutEarlyInMillis: 0 };

/**
 * Wraps every handler. An error that reaches this point was not foreseen: it is logged with the request id, and thrown on
 * without what may be a secret, so that Lambda logs and counts it and the event comes again.
 */
export function wrapHandler<Event, Result>(
  handler: (event: Event, context: Context) => Promise<Result>,
): (event: Event, context: Context) => Promise<Result> {
  return middy<Event, Result>(handler, LIMITS).onError((request) => {
    log.failed('the invocation failed', { ids: { requestId: request.context.awsRequestId }, error: request.error });
    request.error = withoutSecrets(request.error);
  });
}

/**
 * The handler of an SQS event source with partial batch responses. `process` gets all records and returns the ids of
 * those that have to come again; a record's fault never touches its neighbours.
 */
export function wrapSqsHandler(
  process: (records: readonly SQSRecord[], context: Context) => Promise<Iterable<string>>,
): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  return wrapHandler(async (event: SQSEvent, context: Context) => {
    const failed = await process(event.Records, context);
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  });
}

/**
 * The same for records that are worked off each by itself, at the same time. `what` is logged of each that failed, which
 * comes again.
 */
export function wrapSqsRecords(
  what: string,
  handle: (record: SQSRecord, context: Context) => Promise<void>,
): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  return wrapSqsHandler(async (records, context) => {
    const failed = await Promise.all(
      records.map(async (record): Promise<string[]> => {
        try {
          await handle(record, context);
          return [];
        } catch (error) {
          log.failed(what, { ids: { sqsMessageId: record.messageId }, error });
          return [record.messageId];
        }
      }),
    );
    return failed.flat();
  });
}
