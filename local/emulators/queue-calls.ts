import type { SqsQueue, Stores } from './fauxqs.ts';

export type QueueSpec = { readonly name: string; readonly attributes: Readonly<Record<string, string>> };

export type ReceiveRequest = {
  readonly queue: string;
  readonly maxMessages: number;
  readonly maxBytes: number;
  readonly waitMs: number;
};

export type ReceivedMessage = {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, MessageAttribute>>;
};

type MessageAttribute = { readonly DataType: string; readonly StringValue?: string; readonly BinaryValue?: string };

export type QueueCount = { readonly name: string; visible: number; inFlight: number; delayed: number };

type Handles = { readonly queue: string; readonly receiptHandles: readonly string[] };

const QUEUE_ARN_PREFIX = 'arn:aws:sqs:us-east-1:000000000000:';
const SENDER_ID = '000000000000';
/** fauxqs hands out ten at a time, as SQS does. */
const MAX_PER_DEQUEUE = 10;
const LOOK_AGAIN_MS = 100;

export type QueueCalls = ReturnType<typeof createQueueCalls>;

/**
 * What the runner asks of the queues without HTTP or the AWS SDK, of which one call costs more than everything else
 * that happens to a message here.
 */
export function createQueueCalls({ sqsStore, s3Store }: Pick<Stores, 'sqsStore' | 's3Store'>, baseUrl: string) {
  const queueNamed = (name: string): SqsQueue => {
    const queue = sqsStore.getQueueByName(name);
    if (queue === undefined) throw new Error(`There is no queue ${name}.`);
    return queue;
  };

  const take = (queue: SqsQueue, maxMessages: number, maxBytes: number): ReceivedMessage[] => {
    const taken: ReceivedMessage[] = [];
    let bytes = 0;
    queue.processTimers();
    while (taken.length < maxMessages) {
      const { count, size } = fitting(queue, Math.min(maxMessages - taken.length, MAX_PER_DEQUEUE), maxBytes - bytes);
      // A single message always fits, or a large one would never be received.
      const wanted = taken.length === 0 ? Math.max(count, 1) : count;
      const messages = wanted === 0 ? [] : queue.dequeue(wanted, undefined, (arn) => sqsStore.getQueueByArn(arn));
      if (messages.length === 0) break;
      bytes += size;
      taken.push(...messages.map((message) => describe(queue, message)));
    }
    return taken;
  };

  return {
    /** Creates what is missing and brings the settings of the others up to date. Messages stay. */
    createQueues(queues: readonly QueueSpec[]): void {
      for (const { name, attributes } of queues) {
        const existing = sqsStore.getQueueByName(name);
        if (existing !== undefined) existing.setAttributes(attributes);
        // NOTE: never for a queue that exists: its row would be replaced, and its messages deleted with it.
        else sqsStore.createQueue(name, `${baseUrl}/${SENDER_ID}/${name}`, `${QUEUE_ARN_PREFIX}${name}`, attributes);
      }
    },

    createBuckets(names: readonly string[]): void {
      for (const name of names) s3Store.createBucket(name);
    },

    /** Waits up to `waitMs` for messages. Cancelled, it takes none: a message is never handed to nobody. */
    async receive({ queue: name, maxMessages, maxBytes, waitMs }: ReceiveRequest, signal: AbortSignal) {
      const queue = queueNamed(name);
      const deadline = performance.now() + waitMs;
      for (;;) {
        if (signal.aborted) return [];
        const messages = take(queue, maxMessages, maxBytes);
        const remainingMs = deadline - performance.now();
        if (messages.length > 0 || remainingMs <= 0) return messages;
        await arrivalOrAbort(queue, remainingMs, signal);
      }
    },

    delete({ queue, receiptHandles }: Handles): void {
      for (const handle of receiptHandles) queueNamed(queue).deleteMessage(handle);
    },

    /** Makes messages visible again at once. */
    release({ queue, receiptHandles }: Handles): void {
      for (const handle of receiptHandles) queueNamed(queue).changeVisibility(handle, 0);
    },

    counts(): QueueCount[] {
      return [...sqsStore.allQueues()].map((queue) => {
        queue.processTimers();
        const { messages, inflightMessages, delayedMessages, name } = queue;
        return { name, visible: messages.length, inFlight: inflightMessages.size, delayed: delayedMessages.length };
      });
    },
  };
}

/** How many of the next messages fit into what is left of a batch. */
function fitting(queue: SqsQueue, maxMessages: number, maxBytes: number): { count: number; size: number } {
  let size = 0;
  let count = 0;
  for (const { body } of queue.messages.slice(0, maxMessages)) {
    if (size + body.length > maxBytes) break;
    size += body.length;
    count += 1;
  }
  return { count, size };
}

/**
 * Waits for a message to arrive, but not long: what becomes visible by the passing of time is only seen by looking.
 * fauxqs' own waiting looks 50 times a second, and cannot be called off.
 */
function arrivalOrAbort(queue: SqsQueue, waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(waiter.timer);
      signal.removeEventListener('abort', over);
      queue.pollWaiters = queue.pollWaiters.filter((other) => other !== waiter);
      resolve();
    };
    const waiter = { resolve: over, timer: setTimeout(over, Math.min(waitMs, LOOK_AGAIN_MS)) };
    signal.addEventListener('abort', over);
    queue.pollWaiters.push(waiter);
  });
}

type Dequeued = ReturnType<SqsQueue['dequeue']>[number];

function describe(
  queue: SqsQueue,
  { MessageId, ReceiptHandle, Body, MD5OfBody, MessageAttributes }: Dequeued,
): ReceivedMessage {
  const message = queue.inflightMessages.get(ReceiptHandle)?.message;
  const attributes = {
    ApproximateReceiveCount: String(message?.approximateReceiveCount ?? 1),
    SentTimestamp: String(message?.sentTimestamp ?? Date.now()),
    SenderId: SENDER_ID,
    ApproximateFirstReceiveTimestamp: String(message?.approximateFirstReceiveTimestamp ?? Date.now()),
    ...(message?.messageGroupId === undefined ? {} : { MessageGroupId: message.messageGroupId }),
  };
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    md5OfBody: MD5OfBody,
    attributes,
    messageAttributes: MessageAttributes ?? {},
  };
}
