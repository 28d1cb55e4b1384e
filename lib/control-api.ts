// Control API: configuration, counters and health, and the console page.

import { Construct } from 'constructs';
import { CONTROL_API_TIMEOUT_SECONDS } from '../domain/time-budget.ts';
import type { ControlApiEnv } from '../functions/control-api/env.ts';
import type { ControlTable } from './control-table.ts';
import type { Monitoring } from './monitoring.ts';
import { PipelineFunction } from './pipeline-function.ts';
import { addStageRow, watchFunction } from './watch.ts';

export type ControlApiProps = {
  readonly controlTable: ControlTable;
  readonly monitoring: Monitoring;
};

export class ControlApi extends Construct {
  readonly fn: PipelineFunction;

  constructor(scope: Construct, id: string, { controlTable, monitoring }: ControlApiProps) {
    super(scope, id);
    this.fn = new PipelineFunction(this, 'Function', {
      stage: 'control-api',
      description: 'Answers questions about configuration and counters',
      timeoutSeconds: CONTROL_API_TIMEOUT_SECONDS,
      memoryMb: 256,
    });
    this.fn.setEnvironment({
      CONTROL_TABLE: controlTable.grantRead(this.fn),
    } satisfies Record<keyof ControlApiEnv, string>);
    watchFunction({ monitoring, fn: this.fn });
    addStageRow(monitoring, { title: 'Control API', fn: this.fn, queues: [] });
  }
}
