// Console: serves the page that people work with, which calls the API as they. It may read and write nothing.

import { Construct } from 'constructs';
import { CONSOLE_TIMEOUT_SECONDS } from '../domain/pipeline/time-budget.ts';
import type { ConsoleEnv } from '../functions/console/env.ts';
import type { ConsoleSignIn } from './console-sign-in.ts';
import type { Monitoring } from './monitoring.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { StageConfig } from './stage-config.ts';
import { addStageRow, watchFunction } from './watch.ts';

export type ConsoleProps = {
  readonly config: StageConfig;
  readonly monitoring: Monitoring;
};

export class Console extends Construct {
  readonly fn: PipelineFunction;
  readonly #stage: string;

  constructor(scope: Construct, id: string, { config, monitoring }: ConsoleProps) {
    super(scope, id);
    this.#stage = config.name;
    this.fn = new PipelineFunction(this, 'Function', {
      stage: 'console',
      description: 'Serves the console',
      timeoutSeconds: CONSOLE_TIMEOUT_SECONDS,
      memoryMb: 128,
      reservedConcurrency: config.console.reservedConcurrency,
      hasConsole: true,
    });
    watchFunction({ monitoring, fn: this.fn });
    addStageRow(monitoring, { title: 'Console', fn: this.fn, queues: [] });
  }

  /** Says where people sign in, which is known once the console has an address to come back to. */
  signInAt({ issuer, clientId, origins }: ConsoleSignIn): void {
    this.fn.setEnvironment({
      STAGE: this.#stage,
      OIDC_ISSUER: issuer,
      OIDC_CLIENT: clientId,
      OIDC_ORIGINS: origins.join(','),
    } satisfies Record<Exclude<keyof ConsoleEnv, 'LOCAL_OWNER'>, string>);
  }
}
