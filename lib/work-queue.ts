// A queue that a function of the pipeline works off, sized from domain/pipeline/time-budget.ts, and its dead-letter queue. All
// queues of the pipeline are made here; data-stack.ts says which there are.

import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type IQueue } from 'aws-cdk-lib/aws-sqs';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { SQS_MAX_RETENTION_SECONDS } from '../domain/base/aws-limits.ts';
import { batchSizeWithin } from '../domain/pipeline/batching-window.ts';
import { visibilitySeconds } from '../domain/pipeline/time-budget.ts';
import type { PipelineFunction } from './pipeline-function.ts';

/**
 * How often a message is handed out before it counts as poison. Only a function that dies or times out uses these up:
 * whatever a partner answers is an outcome. AWS asks for at least 5, because a throttled invocation uses one up as well
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html). At 6 minutes of visibility (6 x 60 s), 10
 * give an operator an hour to roll a broken deployment back before the first message needs a redrive.
 */
const LIVE_MAX_RECEIVE_COUNT = 10;

export type DeadLetterQueueProps = {
  /** Whether messages outlive the stack. */
  readonly removalPolicy: RemovalPolicy;
};

export type WorkQueueProps = {
  /** Timeout of the function that reads this queue, from domain/pipeline/time-budget.ts. */
  readonly functionTimeoutSeconds: number;
  /** How long a reader waits for a batch to fill. @default not at all */
  readonly batchingWindowSeconds?: number;
  /** Where messages go that cannot be worked off. */
  readonly deadLetterQueue: DeadLetterQueue;
  /** @default 10, see LIVE_MAX_RECEIVE_COUNT */
  readonly maxReceiveCount?: number;
  /** @default 14 days, the most SQS offers: an outage of a fortnight loses nothing */
  readonly retentionSeconds?: number;
} & DeadLetterQueueProps;

export type ReadProps = {
  readonly batchSize: number;
  /** Most functions at work on this queue at once. */
  readonly maxConcurrency: number;
};

/** A queue that functions may send to. */
class PipelineQueue extends Construct {
  readonly queue: IQueue;

  constructor(scope: Construct, id: string, props: ConstructorParameters<typeof Queue>[2]) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, ...props });
  }

  /** Lets `fn` send to this queue. Returns the URL it needs for that. */
  grantSend(fn: PipelineFunction): string {
    this.queue.grant(fn.lambda, 'sqs:SendMessage');
    return this.queue.queueUrl;
  }

  /** Lets `fn` see how much waits in this queue. */
  grantLook(fn: PipelineFunction): void {
    this.queue.grant(fn.lambda, 'sqs:GetQueueAttributes');
  }
}

/**
 * Where a person looks at what could not be worked off. SQS counts retention from when a message was first sent, not
 * from when it arrived here, so this is the longest there is.
 */
export class DeadLetterQueue extends PipelineQueue {
  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id, {
      retentionPeriod: Duration.seconds(SQS_MAX_RETENTION_SECONDS),
      removalPolicy: props.removalPolicy,
    });
  }
}

/** A queue that a function works off. */
export class WorkQueue extends PipelineQueue {
  readonly #batchingWindow: Duration;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    const batchingWindow = Duration.seconds(props.batchingWindowSeconds ?? 0);
    super(scope, id, {
      visibilityTimeout: Duration.seconds(visibilitySeconds(props.functionTimeoutSeconds, props.batchingWindowSeconds)),
      retentionPeriod: Duration.seconds(props.retentionSeconds ?? SQS_MAX_RETENTION_SECONDS),
      deadLetterQueue: {
        queue: props.deadLetterQueue.queue,
        maxReceiveCount: props.maxReceiveCount ?? LIVE_MAX_RECEIVE_COUNT,
      },
      removalPolicy: props.removalPolicy,
    });
    this.#batchingWindow = batchingWindow;
  }

  /** Has `fn` work this queue off. One bad message never fails its neighbours: only what `fn` reports comes back. */
  workOffWith(fn: PipelineFunction, { batchSize, maxConcurrency }: ReadProps): void {
    fn.lambda.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: batchSizeWithin(batchSize, this.#batchingWindow.toSeconds()),
        maxConcurrency,
        maxBatchingWindow: this.#batchingWindow,
        reportBatchItemFailures: true,
      }),
    );
  }
}
