// Runner: runs what customers and partners write. Each tenant has environments of its own, and the role is denied all but the
// log, so that whoever breaks out of the engine finds nothing that he did not bring along.

import { Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { RUNNER_MEMORY_MB } from '../domain/pipeline/function-sizes.ts';
import { RUNNER_TIMEOUT_SECONDS } from '../domain/pipeline/time-budget.ts';
import type { RunnerEnv } from '../functions/runner/env.ts';
import type { Monitoring } from './monitoring.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { StageConfig } from './stage-config.ts';
import { addStageRow, watchFunction } from './watch.ts';

export type RunnerProps = {
  readonly config: StageConfig;
  readonly monitoring: Monitoring;
};

export class Runner extends Construct {
  readonly fn: PipelineFunction;

  constructor(scope: Construct, id: string, { config, monitoring }: RunnerProps) {
    super(scope, id);
    this.fn = new PipelineFunction(this, 'Function', {
      stage: 'runner',
      description: 'Runs functions of customers and partners',
      timeoutSeconds: RUNNER_TIMEOUT_SECONDS,
      memoryMb: RUNNER_MEMORY_MB,
      reservedConcurrency: config.runner.reservedConcurrency,
      isPerTenant: true,
    });
    // Whatever anybody grants this role later, and whatever a bucket or a queue of the account allows everybody.
    this.fn.role.addToPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        notActions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: ['*'],
      }),
    );
    Validations.of(this.fn).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'It denies: everything, everywhere, but writing its log.',
    });
    this.fn.setEnvironment({
      ALLOWED_NETWORKS: config.allowedNetworks.join(','),
      OWN_PORTS: '',
    } satisfies Record<Exclude<keyof RunnerEnv, 'LOCAL_ROUTES'>, string>);
    watchFunction({ monitoring, fn: this.fn });
    addStageRow(monitoring, { title: 'Runner of functions', fn: this.fn, queues: [] });
  }

  /** Lets `fn` run functions. Returns the name of the runner. */
  grantInvoke(fn: PipelineFunction): string {
    const { lambda } = this.fn;
    fn.lambda.addToRolePolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [lambda.functionArn] }),
    );
    return lambda.functionName;
  }
}
