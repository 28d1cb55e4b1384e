// Control API: configuration, counters and health.

import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CONTROL_API_TIMEOUT_SECONDS } from '../domain/pipeline/time-budget.ts';
import type { ControlApiEnv } from '../functions/control-api/env.ts';
import type { DataStack } from './data-stack.ts';
import type { Monitoring } from './monitoring.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { Runner } from './runner.ts';
import type { StageConfig } from './stage-config.ts';
import { addStageRow, watchFunction } from './watch.ts';

export type ControlApiProps = {
  readonly config: StageConfig;
  readonly data: DataStack;
  readonly runner: Runner;
  readonly monitoring: Monitoring;
};

export class ControlApi extends Construct {
  readonly fn: PipelineFunction;

  constructor(scope: Construct, id: string, { config, data, runner, monitoring }: ControlApiProps) {
    super(scope, id);
    this.fn = new PipelineFunction(this, 'Function', {
      stage: 'control-api',
      description: 'Answers questions about configuration, counters and single events',
      timeoutSeconds: CONTROL_API_TIMEOUT_SECONDS,
      // A trace unpacks a whole batch of the archive, as fan-out did when it made it.
      memoryMb: 1024,
      hasActions: true,
      reservedConcurrency: config.controlApi.reservedConcurrency,
    });
    const retryQueueUrls = data.lanes.map((lane) => [lane.config.name, lane.retry.grantSend(this.fn)] as const);
    data.archive.grantReadUndelivered(this.fn);
    this.fn.setEnvironment({
      CONTROL_TABLE: data.controlTable.grant(this.fn),
      LEDGER_SHARDS: String(config.ledgerShards),
      DEDUPE_TABLE: data.dedupeTable.grantReadAndCountRequests(this.fn),
      ARCHIVE_BUCKET: data.archive.grantReadArchive(this.fn),
      SECRETS_KEY: data.secretsKey.grantEncryptAndDecrypt(this.fn),
      DEDUPE_WINDOW_HOURS: String(config.dedupeWindowHours),
      REPLAY_QUEUE_URL: data.replayQueue.grantSend(this.fn),
      ARCHIVE_RETENTION_DAYS: String(config.archiveRetentionDays ?? 'for ever'),
      LANE_RETRY_QUEUE_URLS: Stack.of(this).toJsonString(Object.fromEntries(retryQueueUrls)),
      FUNCTION_CODE_BUCKET: data.functionCode.grantWrite(this.fn),
      RUNNER_FUNCTION: runner.grantInvoke(this.fn),
      ALLOWED_NETWORKS: config.allowedNetworks.join(','),
      CATALOG: config.catalog,
      REQUEST_ACCESS: config.requestAccess ? 'on' : 'off',
      QUOTAS: JSON.stringify(config.quotas),
      OIDC_ISSUER: data.signIn.issuer,
      USER_POOL: data.signIn.grantInvite(this.fn),
    } satisfies Record<
      Exclude<keyof ControlApiEnv, 'LOCAL_OWNER' | 'LOCAL_WORKSPACE' | 'LOCAL_ROUTES' | 'OIDC_AUDIENCE'>,
      string
    >);
    watchFunction({ monitoring, fn: this.fn });
    addStageRow(monitoring, { title: 'Control API', fn: this.fn, queues: [] });
  }

  /** Says for which clients the ID tokens are that it takes. */
  trustClients(clientIds: readonly string[]): void {
    this.fn.setEnvironment({
      OIDC_AUDIENCE: clientIds.join(','),
    } satisfies Pick<Record<keyof ControlApiEnv, string>, 'OIDC_AUDIENCE'>);
  }
}
