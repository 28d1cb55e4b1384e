// Replay: works off jobs that send events of the archive to a destination once more, a step of one part of a job at a time.

import { Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { REPLAY_TIMEOUT_SECONDS } from '../domain/pipeline/time-budget.ts';
import type { ReplayEnv } from '../functions/replay/env.ts';
import type { DataStack } from './data-stack.ts';
import type { Monitoring } from './monitoring.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { StageConfig } from './stage-config.ts';
import { addStageRow, watchDeadLetters, watchFunction, watchQueue } from './watch.ts';

/** A step has a time budget of its own, which another one in the same run would share. */
const BATCH_SIZE = 1;

/** Parts at work at once, of all jobs; each waits for S3 most of the time, and then for its rate in the queue. */
const MAX_CONCURRENCY = 10;

export type ReplayProps = {
  readonly config: StageConfig;
  readonly data: DataStack;
  readonly monitoring: Monitoring;
};

export class Replay extends Construct {
  readonly fn: PipelineFunction;

  constructor(scope: Construct, id: string, { config, data, monitoring }: ReplayProps) {
    super(scope, id);
    this.fn = new PipelineFunction(this, 'Function', {
      stage: 'replay',
      description: 'Sends events of the archive to a destination once more',
      timeoutSeconds: REPLAY_TIMEOUT_SECONDS,
      // Holds one object of the archive, as fan-out did when it wrote it.
      memoryMb: 1024,
    });
    const replayQueueUrls = data.lanes.map(({ config: { name }, replay }) => {
      replay.grantLook(this.fn);
      return [name, replay.grantSend(this.fn)] as const;
    });
    const retryQueueUrls = data.lanes.map(({ config: { name }, retry }) => [name, retry.grantSend(this.fn)] as const);
    data.archive.grantReadUndelivered(this.fn);
    this.fn.setEnvironment({
      CONTROL_TABLE: data.controlTable.grant(this.fn),
      LEDGER_SHARDS: String(config.ledgerShards),
      DEDUPE_TABLE: data.dedupeTable.grantClaim(this.fn),
      ARCHIVE_BUCKET: data.archive.grantReadArchive(this.fn),
      REPLAY_QUEUE_URL: data.replayQueue.grantSend(this.fn),
      LANE_REPLAY_QUEUE_URLS: Stack.of(this).toJsonString(Object.fromEntries(replayQueueUrls)),
      LANE_RETRY_QUEUE_URLS: Stack.of(this).toJsonString(Object.fromEntries(retryQueueUrls)),
    } satisfies Record<keyof ReplayEnv, string>);
    data.replayQueue.workOffWith(this.fn, { batchSize: BATCH_SIZE, maxConcurrency: MAX_CONCURRENCY });
    this.#watch(data, monitoring);
  }

  #watch({ replayQueue, replayDeadLetters }: DataStack, monitoring: Monitoring): void {
    watchFunction({ monitoring, fn: this.fn });
    watchQueue({
      monitoring,
      queue: replayQueue,
      late: 'replay-late',
      inFlight: 'replay-in-flight',
      // A step waits here for the rate of its job, in hops of 15 minutes at most.
      lateAfter: Duration.hours(1),
    });
    watchDeadLetters({ monitoring, queue: replayDeadLetters, kind: 'replay-dead-letters' });
    addStageRow(monitoring, { title: 'Replay', fn: this.fn, queues: [replayQueue, replayDeadLetters] });
  }
}
