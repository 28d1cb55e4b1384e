// Delivery: one per lane. Sends events to partners, first attempts from the live queue, later ones from the retry queue.

import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DELIVERY_TIMEOUT_SECONDS } from '../domain/time-budget.ts';
import type { DeliveryEnv } from '../functions/delivery/env.ts';
import type { DataStack, LaneQueues } from './data-stack.ts';
import type { Monitoring } from './monitoring.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { StageConfig } from './stage-config.ts';
import { addStageRow, watchDeadLetters, watchFunction, watchQueue } from './watch.ts';

/** The most SQS hands over without a batching window; a window would only delay a first attempt. */
const BATCH_SIZE = 10;

export type LaneDeliveryProps = {
  readonly config: StageConfig;
  readonly lane: LaneQueues;
  readonly data: DataStack;
  readonly monitoring: Monitoring;
};

export class LaneDelivery extends Construct {
  readonly fn: PipelineFunction;

  constructor(scope: Construct, id: string, { config, lane, data, monitoring }: LaneDeliveryProps) {
    super(scope, id);
    const { name, memoryMb, maxConcurrency, maxRetryConcurrency } = lane.config;
    this.fn = new PipelineFunction(this, 'Function', {
      stage: 'delivery',
      description: `Delivers events to the destinations of the lane ${name}`,
      timeoutSeconds: DELIVERY_TIMEOUT_SECONDS,
      memoryMb,
    });
    this.fn.setEnvironment({
      CONTROL_TABLE: data.controlTable.grantReadCountAndNotify(this.fn),
      DEDUPE_TABLE: data.dedupeTable.grantRecord(this.fn),
      ARCHIVE_BUCKET: data.archive.grantStoreUndeliveredAndHold(this.fn),
      RETRY_QUEUE_URL: lane.retry.grantSend(this.fn),
      DEAD_LETTER_QUEUE_URL: lane.deadLetters.grantSend(this.fn),
      SECRETS_KEY: data.secretsKey.grantDecrypt(this.fn),
      ALLOWED_NETWORKS: config.allowedNetworks.join(','),
    } satisfies Record<keyof DeliveryEnv, string>);
    lane.live.workOffWith(this.fn, { batchSize: BATCH_SIZE, maxConcurrency });
    lane.retry.workOffWith(this.fn, { batchSize: BATCH_SIZE, maxConcurrency: maxRetryConcurrency });
    this.#watch(lane, monitoring);
  }

  #watch({ config, live, retry, deadLetters }: LaneQueues, monitoring: Monitoring): void {
    const lane = config.name;
    watchFunction({ monitoring, fn: this.fn, lane });
    watchQueue({
      monitoring,
      lane,
      queue: live,
      late: 'delivery-late',
      inFlight: 'delivery-in-flight',
      lateAfter: Duration.minutes(5),
    });
    watchQueue({
      monitoring,
      lane,
      queue: retry,
      late: 'delivery-retry-late',
      inFlight: 'delivery-retry-in-flight',
      // A message waits here on purpose, in hops of 15 minutes at most; four times that is nobody reading.
      lateAfter: Duration.hours(1),
    });
    watchDeadLetters({ monitoring, lane, queue: deadLetters, kind: 'delivery-dead-letters' });
    addStageRow(monitoring, { title: `Delivery: ${lane}`, fn: this.fn, queues: [live, retry, deadLetters] });
  }
}
