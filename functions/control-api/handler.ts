import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { createDynamoDb } from '../shared/clients.ts';
import { createConfigStore, NOTICE_PARTITION } from '../shared/config-store.ts';
import { readPartition } from '../shared/control-table.ts';
import { readLedger } from '../shared/ledger-store.ts';
import { wrapHandler } from '../shared/wrap-handler.ts';
import type { ControlApiEnv } from './env.ts';
import { createLedgerReport } from './ledger-report.ts';

type Result = APIGatewayProxyStructuredResultV2;
type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<Result>;

export function createHandler(env: ControlApiEnv): Handler {
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
    now,
  });

  const routes: Readonly<Record<string, () => Promise<Result>>> = {
    'GET /': async () => text(200, WELCOME),
    'GET /healthz': async () => json(200, { status: 'ok' }),
    'GET /api/ledger': async () => json(200, await report()),
  };

  return wrapHandler(async (event: APIGatewayProxyEventV2) => {
    const { method, path } = event.requestContext.http;
    const route = routes[`${method} ${path.length > 1 ? path.replace(/\/+$/, '') : path}`];
    return route === undefined ? notFound(method, path) : route();
  });
}

const WELCOME = `Penstock is running.

Events go to      POST /v1/track, /v1/identify, /v1/page, /v1/screen, /v1/group, /v1/alias, /v1/batch
What became of them  GET /api/ledger
Is it alive?      GET /healthz
`;

function notFound(method: string, path: string): Result {
  const detail = `There is nothing at ${method} ${path.slice(0, 200)}. The control API has: GET /api/ledger.`;
  const problem = { type: 'about:blank', title: 'Not found', status: 404, code: 'not_found', detail };
  return { ...json(404, problem), headers: { 'content-type': 'application/problem+json' } };
}

function json(statusCode: number, value: unknown): Result {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function text(statusCode: number, body: string): Result {
  return { statusCode, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}
