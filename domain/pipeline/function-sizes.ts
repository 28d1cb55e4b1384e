// What the functions are given that events pass: lib sizes them by it, the capacity plan computes from it.

import { SQS_MAX_IN_FLIGHT } from '../base/aws-limits.ts';

/** Memory; a CPU comes with 1,769 MB, and a share of it with less. */
export const INGEST_MEMORY_MB = 512;
export const FAN_OUT_MEMORY_MB = 1024;
/** Unless a lane says otherwise. It waits most of its time, and memory is what waiting costs. */
export const DELIVERY_MEMORY_MB = 448;
/** It waits for the runner most of its time. */
export const SOURCE_MEMORY_MB = 512;
/** Guests have 256 MB of it at most; a tenant's functions share none of it with another's. */
export const RUNNER_MEMORY_MB = 512;

/** Bounded by what Lambda hands over at once (6 MB, about 90 full packs) long before it is reached. */
const LARGEST_BATCH = 1000;

/** All functions together have at most this share of the messages in flight that SQS allows, below where its alarm is. */
const SHARE_OF_IN_FLIGHT = 0.7;

/**
 * Messages that one run of fan-out is given at most. With small messages and many functions, full batches would be more
 * than SQS lets be in flight.
 */
export function fanOutBatchSize(maxConcurrency: number): number {
  return Math.min(LARGEST_BATCH, Math.floor((SHARE_OF_IN_FLIGHT * SQS_MAX_IN_FLIGHT) / maxConcurrency));
}
