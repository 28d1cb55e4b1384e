import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Clients, InvokeLambda } from '../shared/lambda/clients.ts';
import type { CreateOutboundHttp } from '../shared/outbound/outbound-http.ts';
import { wrapHandler } from '../shared/lambda/wrap-handler.ts';
import type { UserPool } from './auth/accounts.ts';
import type { ControlApiEnv } from './env.ts';
import type { StoredOutside } from './http/installation.ts';
import type { Result } from './http/router.ts';
import { createApi } from './create-api.ts';

export type ControlApiOutside = StoredOutside &
  Pick<Clients, 'kms'> & {
    readonly createHttp: CreateOutboundHttp;
    readonly openUserPool: (id: string) => Promise<UserPool>;
    /** Runs functions of customers; without it, there are none. */
    readonly lambda?: InvokeLambda;
    /** Beside which the catalog of actions lies; without it, nothing of them is checked. */
    readonly codeUrl?: string;
  };

export function createHandler(
  env: ControlApiEnv,
  outside: ControlApiOutside,
): (event: APIGatewayProxyEventV2, context: Context) => Promise<Result> {
  return wrapHandler(createApi(env, outside));
}
