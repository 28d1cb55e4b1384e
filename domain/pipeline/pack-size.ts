// How large a message of events is. The codec of packs cuts by it, and the capacity plan computes from it.

import { SQS_BILLING_UNIT_BYTES } from '../base/aws-limits.ts';

/**
 * What a pack is at most. SQS bills the bytes of a larger message as it does those of several, and each pack that is saved
 * is a receive, an invocation and a transaction of the ledger less; beyond this, a crash would repeat too many attempts.
 */
export const MAX_PACK_BYTES = 2 * SQS_BILLING_UNIT_BYTES;

/** Raw bytes that are tried as one pack: events compress 3 to 5 times, and base64 takes a third of that back. */
export const PACK_RAW_BYTES = 512 * 1024;
