// The hard limits of AWS that the design leans on, each with its source. Read by domain, lib and functions; nothing here
// may be tuned.

/** Longest delay of a message, https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export const SQS_MAX_DELAY_SECONDS = 900;

/** Longest retention of a message, same page. */
export const SQS_MAX_RETENTION_SECONDS = 14 * 24 * 60 * 60;

/**
 * Messages that may be in flight per standard queue; above it, functions get nothing more, and no error says so:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
 */
export const SQS_MAX_IN_FLIGHT = 120_000;

/** What one SQS request is billed by; a message up to this size costs one request, https://aws.amazon.com/sqs/pricing/ */
export const SQS_BILLING_UNIT_BYTES = 64 * 1024;

/** Most messages in one SendMessageBatch, and most bytes in it together, same page as the first. */
export const SQS_MAX_BATCH_ENTRIES = 10;
export const SQS_MAX_BATCH_BYTES = 1024 * 1024;

/** Most statements in one BatchExecuteStatement, https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
export const DYNAMODB_MAX_BATCH_STATEMENTS = 25;

/** Most keys in one BatchGetItem, https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const DYNAMODB_MAX_BATCH_GET_KEYS = 100;

/** Most actions in one TransactWriteItems, https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const DYNAMODB_MAX_TRANSACTION_ITEMS = 100;

/** Longest keys of an item in UTF-8, https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const DYNAMODB_MAX_PARTITION_KEY_BYTES = 2048;
export const DYNAMODB_MAX_SORT_KEY_BYTES = 1024;

/** Longest key of an object in UTF-8, https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const S3_MAX_KEY_BYTES = 1024;
