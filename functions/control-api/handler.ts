import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Clients } from '../shared/clients.ts';
import type { CreateOutboundHttp } from '../shared/outbound-http.ts';
import type { Outside } from '../shared/outside.ts';
import { wrapHandler } from '../shared/wrap-handler.ts';
import type { ControlApiEnv } from './env.ts';
import { operatorRoutes } from './operator-routes.ts';
import { createRouter, type Result } from './router.ts';
import { createApi } from './v1/create-api.ts';

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
