import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { createDynamoDb, createKms, createS3, createSqs } from '../shared/clients.ts';
import { wrapHandler } from '../shared/wrap-handler.ts';
import type { ControlApiEnv } from './env.ts';
import { operatorRoutes } from './operator-routes.ts';
import { createRouter, type Result } from './router.ts';
import { createApi } from './v1/create-api.ts';

export function createHandler(
  env: ControlApiEnv,
): (event: APIGatewayProxyEventV2, context: Context) => Promise<Result> {
  const clients = { dynamodb: createDynamoDb(), s3: createS3(), sqs: createSqs() };
  const now = (): Date => new Date();
  const route = createRouter(operatorRoutes(env, { clients, now }));
  const api = createApi(env, { ...clients, kms: createKms(), now });
  return wrapHandler(async (event: APIGatewayProxyEventV2) => (await api(event)) ?? route(event));
}
