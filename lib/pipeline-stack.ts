// The pipeline, in the order an event takes. Holds no data: it can be destroyed and deployed again at any time.

import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ConsoleSignIn } from './console-sign-in.ts';
import { Console } from './console.ts';
import { ControlApi } from './control-api.ts';
import type { DataStack } from './data-stack.ts';
import { LaneDelivery } from './delivery.ts';
import { Endpoint } from './endpoint.ts';
import { FanOut } from './fan-out.ts';
import { Ingest } from './ingest.ts';
import { Monitoring } from './monitoring.ts';
import { Runner } from './runner.ts';
import { Replay } from './replay.ts';
import { Source } from './source.ts';
import type { StageConfig } from './stage-config.ts';
import { Sweep } from './sweep.ts';
import { Web } from './web.ts';

export type PipelineStackProps = {
  readonly config: StageConfig;
  readonly data: DataStack;
} & StackProps;

export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, { config, data, ...props }: PipelineStackProps) {
    super(scope, id, props);
    const { controlTable, ingestQueue } = data;
    const monitoring = new Monitoring(this, 'Monitoring', { config });

    const ingest = new Ingest(this, 'Ingest', { config, controlTable, ingestQueue, monitoring });
    new FanOut(this, 'FanOut', { config, data, monitoring });
    const runner = new Runner(this, 'Runner', { config, monitoring });
    const source = new Source(this, 'Source', { config, data, runner, monitoring });
    for (const lane of data.lanes) {
      new LaneDelivery(this, `Lane-${lane.config.name}`, { config, lane, data, runner, monitoring });
    }
    new Replay(this, 'Replay', { config, data, monitoring });
    const controlApi = new ControlApi(this, 'ControlApi', { config, data, runner, monitoring });
    const web = new Web(this, 'Web', { config, monitoring });
    const console = new Console(this, 'Console', { config, data, monitoring });
    const endpoint = new Endpoint(this, 'Endpoint', {
      config,
      ingest: ingest.fn,
      source: source.fn,
      controlApi: controlApi.fn,
      web: web.fn,
      console: console.fn,
      monitoring,
    });
    const consoleSignIn = new ConsoleSignIn(this, 'ConsoleSignIn', { signIn: data.signIn, consoleUrl: endpoint.url });
    console.signInAt(consoleSignIn);
    controlApi.trustClients([data.signIn.clientId, consoleSignIn.clientId]);

    new Sweep(this, 'Sweep', { config, data, monitoring });

    new CfnOutput(this, 'RunnerFunctionName', { value: runner.fn.lambda.functionName });
    new CfnOutput(this, 'EndpointUrl', { value: endpoint.url });
    new CfnOutput(this, 'NextSteps', {
      value: [
        '1. Write workspace.yaml (see README.md)',
        `2. npm run penstock -- apply workspace.yaml --stage ${config.name}`,
        `3. curl -u YOUR_WRITE_KEY: ${endpoint.url}/v1/track -d '{"userId":"u1","event":"Hello"}'`,
      ].join('  '),
    });
  }
}
