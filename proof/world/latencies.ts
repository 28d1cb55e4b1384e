// How long AWS and a partner let a function wait, where it really runs. Assumptions, in milliseconds: within a region, warm
// connections, medians as people publish them. The bill hardly depends on them but for the partner's.

export const PARTNER_MS = 200;

const BY_CALL: Readonly<Record<string, number>> = {
  BatchExecuteStatement: 15,
  TransactWriteItems: 15,
  PutObject: 60,
  GetObject: 30,
  ListObjectsV2: 40,
  SendMessageBatch: 12,
  // There and back; what the invoked function takes comes on top.
  Invoke: 10,
};

const ANY_OTHER_MS = 6;

export const awsMs = (operation: string): number => BY_CALL[operation] ?? ANY_OTHER_MS;

/** An SQS request of Lambda's poller, there and back. */
export const POLL_MS = 20;

/** CPU time of a core of this machine over that of a whole vCPU of Lambda (1,769 MB): taken to be the same. */
export const CORE_OVER_VCPU = 1;
export const MEGABYTES_PER_VCPU = 1769;
