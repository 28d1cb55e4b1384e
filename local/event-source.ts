import { setTimeout as delay } from 'node:timers/promises';
import type { ReceivedMessage } from './emulators/queue-calls.ts';
import type { Invocation } from './lambda-instance.ts';
import { REGION } from './template-values.ts';
import type { EventSourceResource } from './topology-resources.ts';

/** A queue as its reader sees it. */
export type ReadableQueue = {
  /** Waits for messages; aborted, it takes none. */
  receive(
    wanted: { maxMessages: number; maxBytes: number; waitMs: number },
    signal: AbortSignal,
  ): Promise<ReceivedMessage[]>;
  delete(receiptHandles: readonly string[]): Promise<void>;
  /** Makes messages visible at once. */
  release(receiptHandles: readonly string[]): Promise<void>;
};

export type EventSourceOptions = {
  readonly source: EventSourceResource;
  readonly queue: ReadableQueue;
  readonly invoke: (event: unknown) => Promise<Invocation>;
  /** Whether the function does little for this event but wait. @default it is always busy */
  readonly isWaiting?: (event: unknown) => boolean;
  /** Most batches at once that keep a core busy. */
  readonly concurrency: number;
  /** How long a batch is left to fill while no other is at work, where the template says more. @default as it says */
  readonly quietWindowMs?: number;
  /** Most batches at once when the others only wait; the template's own limit applies as well. @default concurrency */
  readonly maxConcurrency?: number;
  readonly log: (line: string) => void;
  readonly onFailure: (error: Error) => void;
};

export type EventSource = {
  /** Stops receiving and waits for the batches at work. */
  stop(): Promise<void>;
};

/** What Lambda hands over at once, less some room for what surrounds the bodies: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_BATCH_BYTES = 6_000_000;
const MAX_MESSAGE_BYTES = 1024 * 1024;
const LONG_POLL_MS = 20_000;
/** How often a batch that is being filled looks at the queue. */
const FILL_EVERY_MS = 20;
/** How often it is asked whether the batches at work only wait. */
const LOOK_AGAIN_MS = 100;

/** Feeds a function from a queue, as Lambda's event source mapping does. */
export function startEventSource({
  source,
  queue,
  invoke,
  isWaiting = () => false,
  concurrency,
  maxConcurrency = concurrency,
  quietWindowMs = Infinity,
  log,
  onFailure,
}: EventSourceOptions): EventSource {
  const stopping = new AbortController();
  const { signal } = stopping;
  const working = new Map<unknown, Promise<unknown>>();
  const isStopping = (): boolean => signal.aborted;
  const countBusy = (): number => [...working.keys()].filter((event) => !isWaiting(event)).length;
  const hasRoom = (): boolean => {
    if (working.size >= Math.min(source.maxConcurrency, Math.max(concurrency, maxConcurrency))) return false;
    return working.size < concurrency || countBusy() < concurrency;
  };

  const work = async (event: unknown, batch: readonly ReceivedMessage[]): Promise<void> => {
    const invocation = await invoke(event);
    const done = succeeded(batch, invocation, source.reportsItemFailures);
    if (done.length > 0) await queue.delete(done.map(({ receiptHandle }) => receiptHandle));
    const failed = batch.length - done.length;
    if (failed === 0) return;
    const early = hasDied(invocation) ? batch.filter(comesEarly) : [];
    if (early.length > 0) await queue.release(early.map(({ receiptHandle }) => receiptHandle));
    const late = failed - early.length;
    if (early.length > 0) log(`[${source.queue}] ${early.length} of ${batch.length} messages come again at once`);
    if (late > 0)
      log(`[${source.queue}] ${late} of ${batch.length} messages come again after their visibility timeout`);
  };

  const poll = async (): Promise<void> => {
    while (!isStopping()) {
      while (!hasRoom()) await Promise.race([...working.values(), delay(LOOK_AGAIN_MS)]);
      const batch = await collect(queue, { ...source, quietWindowMs, isBusy: () => countBusy() > 0 }, signal);
      if (isStopping()) await queue.release(batch.map(({ receiptHandle }) => receiptHandle));
      else if (batch.length > 0) {
        const event = { Records: batch.map((message) => toRecord(message, source.queueArn)) };
        const job = work(event, batch)
          .catch(onFailure)
          .finally(() => working.delete(event));
        working.set(event, job);
      }
    }
    await Promise.all(working.values());
  };

  const polling = poll().catch(onFailure);
  return {
    async stop() {
      stopping.abort();
      await polling;
    },
  };
}

/** How often a message comes again at once after its function died: one that kills functions must not do so in a loop. */
const EARLY_RECEIVES = 3;

/** Its instance ended in the middle of the event, by its time limit or by itself: nobody works on the event any more. */
function hasDied(invocation: Invocation): boolean {
  return invocation.outcome === 'failed' && /^(Sandbox|Runtime)\./.test(invocation.errorType);
}

function comesEarly({ attributes }: ReceivedMessage): boolean {
  return Number(attributes['ApproximateReceiveCount'] ?? 1) <= EARLY_RECEIVES;
}

type Filling = EventSourceResource & { readonly quietWindowMs: number; readonly isBusy: () => boolean };

/**
 * Waits for a message, then for the batch to be full or its window to be over. Behind a batch that is at work the next
 * one fills: the more there is to do, the larger batches get, and nobody waits for company when there is nothing to do.
 */
async function collect(
  queue: ReadableQueue,
  { batchSize, windowMs, quietWindowMs, isBusy }: Filling,
  signal: AbortSignal,
): Promise<ReceivedMessage[]> {
  const batch = await queue.receive(
    { maxMessages: batchSize, maxBytes: MAX_BATCH_BYTES, waitMs: LONG_POLL_MS },
    signal,
  );
  if (batch.length === 0) return batch;
  const beganAt = performance.now();
  let bytes = size(batch);
  while (batch.length < batchSize && bytes + MAX_MESSAGE_BYTES <= MAX_BATCH_BYTES && !signal.aborted) {
    const waitMs = isBusy() ? windowMs : Math.min(windowMs, quietWindowMs);
    const remainingMs = beganAt + waitMs - performance.now();
    if (remainingMs <= 0) break;
    await delay(Math.min(remainingMs, FILL_EVERY_MS), undefined, { signal }).catch(() => undefined);
    const wanted = { maxMessages: batchSize - batch.length, maxBytes: MAX_BATCH_BYTES - bytes, waitMs: 0 };
    const more = await queue.receive(wanted, signal);
    bytes += size(more);
    batch.push(...more);
  }
  return batch;
}

function size(messages: readonly ReceivedMessage[]): number {
  return messages.reduce((sum, { body }) => sum + body.length, 0);
}

/**
 * Which messages of a batch are done. Without an answer that can be understood, none: Lambda takes an unknown or empty
 * id as a failure of the whole batch, https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
function succeeded(
  batch: readonly ReceivedMessage[],
  invocation: Invocation,
  reportsItemFailures: boolean,
): readonly ReceivedMessage[] {
  if (invocation.outcome !== 'returned') return [];
  if (!reportsItemFailures) return batch;
  const { batchItemFailures } = (invocation.payload ?? {}) as { batchItemFailures?: unknown };
  if (batchItemFailures === undefined || batchItemFailures === null) return batch;
  if (!Array.isArray(batchItemFailures)) return [];
  const failed = new Set(
    batchItemFailures.map((item) => (item as { itemIdentifier?: unknown } | null)?.itemIdentifier),
  );
  const known = new Set<unknown>(batch.map(({ messageId }) => messageId));
  if ([...failed].some((id) => !known.has(id))) return [];
  return batch.filter(({ messageId }) => !failed.has(messageId));
}

function toRecord(message: ReceivedMessage, eventSourceARN: string): object {
  const { messageId, receiptHandle, body, attributes, md5OfBody } = message;
  const messageAttributes = Object.entries(message.messageAttributes).map(
    ([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue === undefined ? {} : { stringValue: StringValue }),
        ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ],
  );
  return {
    messageId,
    receiptHandle,
    body,
    attributes,
    messageAttributes: Object.fromEntries(messageAttributes) as object,
    md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: REGION,
  };
}
