import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Clients } from '../shared/lambda/clients.ts';
import type { CreateOutboundHttp } from '../shared/outbound/outbound-http.ts';
import type { Outside } from '../shared/lambda/outside.ts';
import { wrapHandler } from '../shared/lambda/wrap-handler.ts';
import type { ControlApiEnv } from './env.ts';
import { operatorRoutes } from './operator/operator-routes.ts';
import { createRouter, type Result } from './http/router.ts';
import { createApi } from './create-api.ts';

/** Of what answers are made, unless they call partners or open secrets. */
export type StoredOutside = Outside & Omit<Clients, 'kms'>;

export type ControlApiOutside = StoredOutside & Pick<Clients, 'kms'> & { readonly createHttp: CreateOutboundHttp };

export function createHandler(
  env: ControlApiEnv,
  outside: ControlApiOutside,
): (event: APIGatewayProxyEventV2, context: Context) => Promise<Result> {
  const route = createRouter(operatorRoutes(env, outside));
  const api = createApi(env, outside);
  return wrapHandler(async (event: APIGatewayProxyEventV2) => (await api(event)) ?? route(event));
}
