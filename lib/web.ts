// Web: what browsers are given, which is Segment's SDK for pages, and pages for people. It may read and write nothing.

import { Construct } from 'constructs';
import { WEB_TIMEOUT_SECONDS } from '../domain/pipeline/time-budget.ts';
import { WEB_FOLDERS } from '../domain/pipeline/web-files.ts';
import type { Monitoring } from './monitoring.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { StageConfig } from './stage-config.ts';
import { addStageRow, watchFunction } from './watch.ts';

export type WebProps = {
  readonly config: StageConfig;
  readonly monitoring: Monitoring;
};

export class Web extends Construct {
  readonly fn: PipelineFunction;

  constructor(scope: Construct, id: string, { config, monitoring }: WebProps) {
    super(scope, id);
    this.fn = new PipelineFunction(this, 'Function', {
      stage: 'web',
      description: "Serves Segment's SDK for pages, and the documentation",
      timeoutSeconds: WEB_TIMEOUT_SECONDS,
      memoryMb: 512,
      reservedConcurrency: config.web.reservedConcurrency,
      folders: WEB_FOLDERS,
    });
    watchFunction({ monitoring, fn: this.fn });
    addStageRow(monitoring, { title: 'Web', fn: this.fn, queues: [] });
  }
}
