import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { createDynamoDb, createKms } from '../shared/clients.ts';
import { readHealth } from '../shared/health-store.ts';
import { createConfigStore, NOTICE_PARTITION } from '../shared/config-store.ts';
import { readPartition } from '../shared/control-table.ts';
import { readLedger } from '../shared/ledger-store.ts';
import { wrapHandler } from '../shared/wrap-handler.ts';
import type { ControlApiEnv } from './env.ts';
import { createLedgerReport } from './ledger-report.ts';
import { ledgerRoutes } from './ledger-routes.ts';
import { createRouter, json, text, type Result } from './router.ts';
import { createUndelivered } from './undelivered.ts';
import { undeliveredRoutes } from './undelivered-routes.ts';
import { createApi } from './v1/create-api.ts';
import { workspaceAdminRoutes } from './workspace-routes.ts';

export function createHandler(
  env: ControlApiEnv,
): (event: APIGatewayProxyEventV2, context: Context) => Promise<Result> {
  const dynamodb = createDynamoDb();
  const now = (): Date => new Date();
  const config = createConfigStore({ dynamodb, table: env.CONTROL_TABLE, now });
  const report = createLedgerReport({
    config: () => config.read(),
    counts: () => readLedger(dynamodb, env.CONTROL_TABLE),
    notices: async () =>
      (await readPartition(dynamodb, env.CONTROL_TABLE, NOTICE_PARTITION)).map((item) => ({
        resource: item['sk']?.S ?? '',
        message: item['message']?.S ?? '',
        at: item['at']?.S ?? '',
      })),
    health: () => readHealth({ dynamodb, table: env.CONTROL_TABLE }),
    now,
  });
  const route = createRouter([
    { pattern: 'GET /', answer: async () => text(200, WELCOME) },
    { pattern: 'GET /healthz', answer: async () => json(200, { status: 'ok' }) },
    ...workspaceAdminRoutes({
      tables: { dynamodb, table: env.CONTROL_TABLE },
      isOpen: env.LOCAL_OWNER !== undefined,
      now,
    }),
    ...undeliveredRoutes(createUndelivered(env, { dynamodb, config: () => config.read() })),
    ...ledgerRoutes(env, { dynamodb, config: () => config.read(), report, now }),
  ]);
  const api = createApi(env, { dynamodb, kms: createKms(), now });
  return wrapHandler(async (event: APIGatewayProxyEventV2) => (await api(event)) ?? route(event));
}

const WELCOME = `Penstock is running.

Events go to      POST /v1/track, /v1/identify, /v1/page, /v1/screen, /v1/group, /v1/alias, /v1/batch
What became of them  GET /api/ledger, /api/ledger/series?owner=destination:ID, /api/ledger/check
And of one of them   GET /api/trace/SOURCE/MESSAGE_ID
What was not delivered  GET /api/undelivered, POST /api/undelivered/redrive, /api/undelivered/discard
Change what is configured  /api/v1, described by GET /api/openapi.json
Is it alive?      GET /healthz
`;
