// Source: takes requests at the addresses of sources, keeps them in a queue, and has the functions of the sources make events
// of them, which go where ingest sends its own.

import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { SOURCE_MEMORY_MB } from '../domain/pipeline/function-sizes.ts';
import { SOURCE_TIMEOUT_SECONDS } from '../domain/pipeline/time-budget.ts';
import type { SourceEnv } from '../functions/source/env.ts';
import type { DataStack } from './data-stack.ts';
import type { Monitoring } from './monitoring.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { Runner } from './runner.ts';
import type { StageConfig } from './stage-config.ts';
import { addStageRow, watchDeadLetters, watchFunction, watchQueue } from './watch.ts';

export type SourceProps = {
  readonly config: StageConfig;
  readonly data: DataStack;
  readonly runner: Runner;
  readonly monitoring: Monitoring;
};

/** Requests that one run is given: they are run at the same time, and each may be half a megabyte. */
const BATCH_SIZE = 10;

export class Source extends Construct {
  readonly fn: PipelineFunction;

  constructor(scope: Construct, id: string, { config, data, runner, monitoring }: SourceProps) {
    super(scope, id);
    this.fn = new PipelineFunction(this, 'Function', {
      stage: 'source',
      description: 'Takes requests to sources and has their functions make events of them',
      timeoutSeconds: SOURCE_TIMEOUT_SECONDS,
      memoryMb: SOURCE_MEMORY_MB,
      reservedConcurrency: config.source.reservedConcurrency,
    });
    this.fn.setEnvironment({
      CONTROL_TABLE: data.controlTable.grant(this.fn),
      INGEST_QUEUE_URL: data.ingestQueue.grantSend(this.fn),
      SOURCE_QUEUE_URL: data.sourceQueue.grantSend(this.fn),
      SECRETS_KEY: data.secretsKey.grantDecrypt(this.fn),
      FUNCTION_CODE_BUCKET: data.functionCode.grantRead(this.fn),
      RUNNER_FUNCTION: runner.grantInvoke(this.fn),
    } satisfies Record<keyof SourceEnv, string>);
    data.sourceQueue.workOffWith(this.fn, { batchSize: BATCH_SIZE, maxConcurrency: config.source.maxConcurrency });
    watchFunction({ monitoring, fn: this.fn });
    watchQueue({
      monitoring,
      queue: data.sourceQueue,
      late: 'source-late',
      inFlight: 'source-in-flight',
      // A request that is run again waits for a quarter of an hour.
      lateAfter: Duration.minutes(30),
    });
    watchDeadLetters({ monitoring, queue: data.sourceDeadLetters, kind: 'source-dead-letters' });
    addStageRow(monitoring, { title: 'Source', fn: this.fn, queues: [data.sourceQueue, data.sourceDeadLetters] });
  }
}
