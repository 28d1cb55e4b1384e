import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { DELIVERY_BATCH_SIZE } from '../../domain/delivery/delivery-capacity.ts';
import { DELIVERY_TIMEOUT_SECONDS, visibilitySeconds } from '../../domain/pipeline/time-budget.ts';
import type { Engine } from './engine.ts';
import { createQueue, type Entry, type Queue } from './queue.ts';
import type { Message } from './services.ts';

export type Instance = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

export type EventSource = { readonly queue: Queue<Message>; readonly working: () => number };

/** A queue that functions work off as Lambda has them do: at most so many at once, each with a batch of messages. */
export function createEventSource(
  engine: Engine,
  {
    concurrency,
    take,
    giveBack,
  }: {
    readonly concurrency: number;
    /** An instance that has nothing to do. */
    readonly take: () => Instance;
    readonly giveBack: (instance: Instance) => void;
  },
): EventSource {
  let working = 0;
  let isPolling = false;

  const run = async (batch: readonly Entry<Message>[]): Promise<void> => {
    const instance = take();
    const { batchItemFailures } = await instance(toEvent(batch), contextAt(engine));
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier)));
    working -= 1;
    giveBack(instance);
    for (const [index, entry] of batch.entries()) {
      if (!failed.has(index)) queue.delete(entry);
      else queue.hide(entry, { body: entry.body, forMs: visibilitySeconds(DELIVERY_TIMEOUT_SECONDS) * 1000 });
    }
    poll();
  };

  const poll = (): void => {
    while (working < concurrency) {
      const batch = queue.receive(DELIVERY_BATCH_SIZE);
      if (batch.length === 0) return;
      working += 1;
      void run(batch);
    }
  };

  const queue = createQueue<Message>(engine, () => {
    // A moment later and once: what is sent at the same time is received together.
    if (isPolling) return;
    isPolling = true;
    engine.at(engine.now(), () => {
      isPolling = false;
      poll();
    });
  });
  return { queue, working: () => working };
}

function toEvent(batch: readonly Entry<Message>[]): SQSEvent {
  const records = batch.map(({ body }, index) => ({
    ...{ messageId: String(index), body: body.text, attributes: { ApproximateReceiveCount: '1' } },
  }));
  // The handler reads nothing else of a record.
  return { Records: records } as unknown as SQSEvent;
}

// Nor of the context.
function contextAt(engine: Engine): Context {
  const endsAtMs = engine.now() + DELIVERY_TIMEOUT_SECONDS * 1000;
  return {
    awsRequestId: 'simulated',
    getRemainingTimeInMillis: () => endsAtMs - engine.now(),
  } as Context;
}
