// Fan-out: claims each event, archives it, and sends it to the lanes of the destinations that want it.

import { Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { FAN_OUT_MEMORY_MB, fanOutBatchSize } from '../domain/pipeline/function-sizes.ts';
import { FAN_OUT_TIMEOUT_SECONDS } from '../domain/pipeline/time-budget.ts';
import type { FanOutEnv } from '../functions/fan-out/env.ts';
import type { DataStack } from './data-stack.ts';
import type { Monitoring } from './monitoring.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { StageConfig } from './stage-config.ts';
import { addStageRow, watchCapacity, watchDeadLetters, watchFunction, watchQueue } from './watch.ts';

export type FanOutProps = {
  readonly config: StageConfig;
  readonly data: DataStack;
  readonly monitoring: Monitoring;
};

export class FanOut extends Construct {
  readonly fn: PipelineFunction;

  constructor(scope: Construct, id: string, { config, data, monitoring }: FanOutProps) {
    super(scope, id);
    this.fn = new PipelineFunction(this, 'Function', {
      stage: 'fan-out',
      description: 'Deduplicates and archives events and sends them to the lanes of their destinations',
      timeoutSeconds: FAN_OUT_TIMEOUT_SECONDS,
      memoryMb: FAN_OUT_MEMORY_MB,
    });
    const laneQueueUrls = data.lanes.map((lane) => [lane.config.name, lane.live.grantSend(this.fn)] as const);
    this.fn.setEnvironment({
      CONTROL_TABLE: data.controlTable.grant(this.fn),
      LEDGER_SHARDS: String(config.ledgerShards),
      DEDUPE_TABLE: data.dedupeTable.grantClaim(this.fn),
      ARCHIVE_BUCKET: data.archive.grantArchive(this.fn),
      INGEST_QUEUE_URL: data.ingestQueue.queue.queueUrl,
      DEDUPE_WINDOW_HOURS: String(config.dedupeWindowHours),
      LANE_QUEUE_URLS: Stack.of(this).toJsonString(Object.fromEntries(laneQueueUrls)),
    } satisfies Record<keyof FanOutEnv, string>);
    data.ingestQueue.workOffWith(this.fn, {
      batchSize: fanOutBatchSize(config.fanOutMaxConcurrency),
      maxConcurrency: config.fanOutMaxConcurrency,
    });
    this.#watch(data, monitoring);
    if (config.dedupeCapacity !== undefined) watchCapacity({ monitoring, table: data.dedupeTable });
  }

  #watch(data: DataStack, monitoring: Monitoring): void {
    watchFunction({ monitoring, fn: this.fn });
    watchQueue({
      monitoring,
      queue: data.ingestQueue,
      late: 'fan-out-late',
      inFlight: 'fan-out-in-flight',
      lateAfter: Duration.minutes(5),
    });
    watchDeadLetters({ monitoring, queue: data.ingestDeadLetters, kind: 'fan-out-dead-letters' });
    addStageRow(monitoring, { title: 'Fan-out', fn: this.fn, queues: [data.ingestQueue, data.ingestDeadLetters] });
  }
}
