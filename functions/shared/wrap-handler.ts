import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

/**
 * Lambda ends a function whose time is over, and with it what it has under way. Middy would answer for it a moment before
 * and leave that to go on beside the next event.
 */
const LIMITS = { timeoutEarlyInMillis: 0 };

/**
 * Wraps every handler. An error that reaches this point was not foreseen: it is logged once with the request id, and
 * thrown on, so that Lambda counts it and the event comes again.
 */
export function wrapHandler<Event, Result>(
  handler: (event: Event, context: Context) => Promise<Result>,
): (event: Event, context: Context) => Promise<Result> {
  return middy<Event, Result>(handler, LIMITS).onError(({ error, context }) => {
    console.error(
      JSON.stringify({
        message: 'the invocation failed',
        requestId: context.awsRequestId,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    );
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
