// Puts the two stacks of one stage into an app. bin/app.ts deploys what comes out, local/ runs it, tests look at it.

import type { App } from 'aws-cdk-lib';
import { DataStack } from './data-stack.ts';
import { PipelineStack } from './pipeline-stack.ts';
import type { StageConfig } from './stage-config.ts';

/** The stacks of one stage. */
export type PenstockStacks = {
  readonly data: DataStack;
  readonly pipeline: PipelineStack;
};

/** Creates the data stack and the pipeline stack of the stage `config` describes. */
export function createPenstockStacks(app: App, config: StageConfig): PenstockStacks {
  const tags = { 'penstock:stage': config.name };
  const data = new DataStack(app, `Penstock-${config.name}-Data`, {
    description: `Penstock ${config.name}: events, configuration and queues`,
    config,
    tags,
  });
  const pipeline = new PipelineStack(app, `Penstock-${config.name}-Pipeline`, {
    description: `Penstock ${config.name}: the pipeline, without data`,
    config,
    data,
    tags,
  });
  return { data, pipeline };
}
