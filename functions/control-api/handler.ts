import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { createDynamoDb, createKms, createS3, createSqs } from '../shared/clients.ts';
import { createConfigStore } from '../shared/config-store.ts';
import { createStoredLedgerReport } from '../shared/stored-ledger.ts';
import { wrapHandler } from '../shared/wrap-handler.ts';
import type { ControlApiEnv } from './env.ts';
import { laneRoutes } from './lane-routes.ts';
import { ledgerRoutes } from './ledger-routes.ts';
import { replayRoutes } from './replay-routes.ts';
import { createReplays } from './replays.ts';
import { createRouter, json, type Result } from './router.ts';
import { createUndelivered } from './undelivered.ts';
import { undeliveredRoutes } from './undelivered-routes.ts';
import { createApi } from './v1/create-api.ts';
import { workspaceAdminRoutes } from './workspace-routes.ts';

export function createHandler(
  env: ControlApiEnv,
): (event: APIGatewayProxyEventV2, context: Context) => Promise<Result> {
  const clients = { dynamodb: createDynamoDb(), s3: createS3(), sqs: createSqs() };
  const { dynamodb } = clients;
  const now = (): Date => new Date();
  const config = createConfigStore({ dynamodb, table: env.CONTROL_TABLE, now });
  const report = createStoredLedgerReport({
    dynamodb,
    controlTable: env.CONTROL_TABLE,
    shards: env.LEDGER_SHARDS,
    config: () => config.read(),
    now,
  });
  const route = createRouter([
    { pattern: 'GET /healthz', answer: async () => json(200, { status: 'ok' }) },
    ...workspaceAdminRoutes({
      tables: { dynamodb, table: env.CONTROL_TABLE },
      isOpen: env.LOCAL_OWNER !== undefined,
      now,
    }),
    ...laneRoutes({
      tables: { dynamodb, table: env.CONTROL_TABLE },
      deployed: new Set(Object.keys(env.LANE_RETRY_QUEUE_URLS)),
    }),
    ...undeliveredRoutes(createUndelivered(env, { ...clients, config: () => config.read() })),
    ...replayRoutes(createReplays(env, { ...clients, config: () => config.read(), now })),
    ...ledgerRoutes(env, { ...clients, config: () => config.read(), report, now }),
  ]);
  const api = createApi(env, { ...clients, kms: createKms(), now });
  return wrapHandler(async (event: APIGatewayProxyEventV2) => (await api(event)) ?? route(event));
}
