// Events that are delivered together: how many at most, and how long a few of them wait for others.

import * as z from 'zod/mini';
import { KINDS, type KindName } from '../../destinations/kinds.ts';
import { BATCH_EVENTS, BATCH_WAIT_MS, between } from './destination-limits.ts';
import { durationText, formatDuration } from '../base/duration.ts';

export type BatchPolicy = { readonly maxEvents: number; readonly maxWaitMs: number };

const DEFAULT_WAIT_MS = 1_000;

/** As people write it. */
export const batchPolicy = z.pipe(
  z.strictObject({
    maxEvents: z.int().check(...between(BATCH_EVENTS)),
    maxWait: z._default(z.pipe(durationText, z.number().check(...between(BATCH_WAIT_MS))), DEFAULT_WAIT_MS),
  }),
  z.transform(({ maxEvents, maxWait }): BatchPolicy => ({ maxEvents, maxWaitMs: maxWait })),
);

type Batched = { readonly kind: KindName; readonly batch?: BatchPolicy | undefined };

/** The same as it is shown and exported, as a field; none where there is none. */
export function batchField(batch: BatchPolicy | undefined): {
  batch?: { readonly maxEvents: number; readonly maxWait: string };
} {
  return batch === undefined ? {} : { batch: { maxEvents: batch.maxEvents, maxWait: formatDuration(batch.maxWaitMs) } };
}

/** How many of its events are attempted together, and how many bytes they may be. */
export function batchSize({ kind, batch }: Batched): { readonly maxEvents: number; readonly maxBytes: number } {
  const { batches, together } = KINDS[kind];
  if (batch === undefined || batches === undefined) return together ?? { maxEvents: 1, maxBytes: Infinity };
  return { maxEvents: Math.min(batch.maxEvents, batches.maxEvents), maxBytes: batches.maxBytes };
}

/** Whether events are attempted each by itself, be they handed over together. */
export function isEachAlone({ kind, batch }: Batched): boolean {
  return batch === undefined && KINDS[kind].together !== undefined;
}

export function eventsAtOnce(destination: Batched): number {
  return batchSize(destination).maxEvents;
}

/** Why a destination cannot have batches, as the end of a sentence; undefined when it can. */
export function batchProblem({ kind, componentId }: { kind: KindName; componentId?: unknown }): string | undefined {
  if (KINDS[kind].subscription !== undefined) return 'belongs to its subscriptions, each of which may have its own';
  if (KINDS[kind].batches === undefined) return `is not for a ${KINDS[kind].noun}, which takes events one by one`;
  return componentId === undefined ? undefined : 'is not for a component, which takes events one by one';
}

/**
 * When the few events wait until that come at `nowMs`, in epoch milliseconds: the next of all moments that lie `maxWaitMs`
 * apart. Those of every pack wait for the same moment, and so are attempted together.
 */
export function batchMomentMs({ maxWaitMs }: BatchPolicy, nowMs: number): number {
  return maxWaitMs === 0 ? nowMs : (Math.floor(nowMs / maxWaitMs) + 1) * maxWaitMs;
}
