// Console: serves the page that people work with, which calls the API as they, the catalog for everybody, and logos. It may
// read what the catalog shows, and write nothing.

import { Construct } from 'constructs';
import { CONSOLE_TIMEOUT_SECONDS } from '../domain/pipeline/time-budget.ts';
import type { ConsoleEnv } from '../functions/console/env.ts';
import type { ConsoleSignIn } from './console-sign-in.ts';
import type { DataStack } from './data-stack.ts';
import type { Monitoring } from './monitoring.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { StageConfig } from './stage-config.ts';
import { addStageRow, watchFunction } from './watch.ts';

export type ConsoleProps = {
  readonly config: StageConfig;
  readonly data: DataStack;
  readonly monitoring: Monitoring;
};

export class Console extends Construct {
  readonly fn: PipelineFunction;
  readonly #settings: Pick<Record<keyof ConsoleEnv, string>, 'STAGE' | 'CATALOG' | 'CONTROL_TABLE' | 'REQUEST_ACCESS'>;

  constructor(scope: Construct, id: string, { config, data, monitoring }: ConsoleProps) {
    super(scope, id);
    this.fn = new PipelineFunction(this, 'Function', {
      stage: 'console',
      description: 'Serves the console, and the catalog where it is public',
      timeoutSeconds: CONSOLE_TIMEOUT_SECONDS,
      // The list of some thousand entries is megabytes, and pages are made of it.
      memoryMb: 512,
      reservedConcurrency: config.console.reservedConcurrency,
      hasConsole: true,
    });
    this.#settings = {
      STAGE: config.name,
      CATALOG: config.catalog,
      REQUEST_ACCESS: config.requestAccess ? 'on' : 'off',
      CONTROL_TABLE: data.controlTable.grant(this.fn),
    };
    watchFunction({ monitoring, fn: this.fn });
    addStageRow(monitoring, { title: 'Console', fn: this.fn, queues: [] });
  }

  /** Says where people sign in, which is known once the console has an address to come back to. */
  signInAt({ issuer, clientId, origins, signOut }: ConsoleSignIn): void {
    this.fn.setEnvironment({
      ...this.#settings,
      OIDC_ISSUER: issuer,
      OIDC_CLIENT: clientId,
      OIDC_ORIGINS: origins.join(','),
      OIDC_SIGN_OUT: signOut,
    } satisfies Record<Exclude<keyof ConsoleEnv, 'LOCAL_OWNER'>, string>);
  }
}
