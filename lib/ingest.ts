// Ingest: takes events from the HTTP API and answers once SQS has them.

import { Construct } from 'constructs';
import { INGEST_MEMORY_MB } from '../domain/pipeline/function-sizes.ts';
import { INGEST_TIMEOUT_SECONDS } from '../domain/pipeline/time-budget.ts';
import type { IngestEnv } from '../functions/ingest/env.ts';
import type { ControlTable } from './control-table.ts';
import type { Monitoring } from './monitoring.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { StageConfig } from './stage-config.ts';
import { addStageRow, watchFunction } from './watch.ts';
import type { WorkQueue } from './work-queue.ts';

export type IngestProps = {
  readonly config: StageConfig;
  readonly controlTable: ControlTable;
  readonly ingestQueue: WorkQueue;
  readonly monitoring: Monitoring;
};

export class Ingest extends Construct {
  readonly fn: PipelineFunction;

  constructor(scope: Construct, id: string, { config, controlTable, ingestQueue, monitoring }: IngestProps) {
    super(scope, id);
    this.fn = new PipelineFunction(this, 'Function', {
      stage: 'ingest',
      description: 'Accepts events, checks their write key and queues them',
      timeoutSeconds: INGEST_TIMEOUT_SECONDS,
      memoryMb: INGEST_MEMORY_MB,
      reservedConcurrency: config.ingest.reservedConcurrency,
    });
    this.fn.setEnvironment({
      CONTROL_TABLE: controlTable.grant(this.fn),
      INGEST_QUEUE_URL: ingestQueue.grantSend(this.fn),
      UNKNOWN_WRITE_KEYS: config.unknownWriteKeys,
    } satisfies Record<keyof IngestEnv, string>);
    watchFunction({ monitoring, fn: this.fn });
    addStageRow(monitoring, { title: 'Ingest', fn: this.fn, queues: [] });
  }
}
