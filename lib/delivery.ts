// Delivery: one per lane. Sends events to partners, first attempts from the live queue, later ones from the retry
// queue, and those of replays from a queue of their own.

import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DELIVERY_BATCH_SIZE } from '../domain/delivery/delivery-capacity.ts';
import { DELIVERY_TIMEOUT_SECONDS } from '../domain/pipeline/time-budget.ts';
import type { DeliveryEnv } from '../functions/delivery/env.ts';
import type { DataStack, LaneQueues } from './data-stack.ts';
import type { Monitoring } from './monitoring.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { Runner } from './runner.ts';
import type { StageConfig } from './stage-config.ts';
import { addStageRow, watchDeadLetters, watchFunction, watchQueue } from './watch.ts';

export type LaneDeliveryProps = {
  readonly config: StageConfig;
  readonly lane: LaneQueues;
  readonly data: DataStack;
  readonly runner: Runner;
  readonly monitoring: Monitoring;
};

export class LaneDelivery extends Construct {
  readonly fn: PipelineFunction;

  constructor(scope: Construct, id: string, { config, lane, data, runner, monitoring }: LaneDeliveryProps) {
    super(scope, id);
    const { name, memoryMb, maxConcurrency, maxRetryConcurrency, maxReplayConcurrency } = lane.config;
    this.fn = new PipelineFunction(this, 'Function', {
      stage: 'delivery',
      description: `Delivers events to the destinations of the lane ${name}`,
      timeoutSeconds: DELIVERY_TIMEOUT_SECONDS,
      memoryMb,
      // Of each lane: who has none of this name gets its actions by another.
      hasActions: true,
    });
    this.fn.setEnvironment({
      CONTROL_TABLE: data.controlTable.grant(this.fn),
      LEDGER_SHARDS: String(config.ledgerShards),
      DEDUPE_TABLE: data.dedupeTable.grantRecord(this.fn),
      ARCHIVE_BUCKET: data.archive.grantStoreUndeliveredAndHold(this.fn),
      RETRY_QUEUE_URL: lane.retry.grantSend(this.fn),
      REPLAY_QUEUE_URL: lane.replay.grantSend(this.fn),
      DEAD_LETTER_QUEUE_URL: lane.deadLetters.grantSend(this.fn),
      SECRETS_KEY: data.secretsKey.grantDecrypt(this.fn),
      FUNCTION_CODE_BUCKET: data.functionCode.grantRead(this.fn),
      RUNNER_FUNCTION: runner.grantInvoke(this.fn),
      ALLOWED_NETWORKS: config.allowedNetworks.join(','),
    } satisfies Record<Exclude<keyof DeliveryEnv, 'LOCAL_ROUTES'>, string>);
    lane.live.workOffWith(this.fn, { batchSize: DELIVERY_BATCH_SIZE, maxConcurrency });
    lane.retry.workOffWith(this.fn, { batchSize: DELIVERY_BATCH_SIZE, maxConcurrency: maxRetryConcurrency });
    lane.replay.workOffWith(this.fn, { batchSize: DELIVERY_BATCH_SIZE, maxConcurrency: maxReplayConcurrency });
    this.#watch(lane, monitoring);
  }

  #watch({ config, live, retry, replay, deadLetters }: LaneQueues, monitoring: Monitoring): void {
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
    watchQueue({
      monitoring,
      lane,
      queue: replay,
      late: 'delivery-replay-late',
      inFlight: 'delivery-replay-in-flight',
      // A job sends no more while its lane has minutes of work, so an hour is nobody reading.
      lateAfter: Duration.hours(1),
    });
    watchDeadLetters({ monitoring, lane, queue: deadLetters, kind: 'delivery-dead-letters' });
    addStageRow(monitoring, { title: `Delivery: ${lane}`, fn: this.fn, queues: [live, retry, replay, deadLetters] });
  }
}
