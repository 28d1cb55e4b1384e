import { CATALOG_PATH } from '../../domain/pipeline/action-files.ts';
import { readActionCatalog } from '../shared/destinations/action-catalog.ts';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { API_ROOT, OPERATOR_ROOT } from '../../domain/base/api-roots.ts';
import { quotasWith } from '../../domain/workspace/quotas.ts';
import { createDataKeys } from '../shared/secrets/data-keys.ts';
import { MAX_RESPONSE_BYTES } from '../shared/destinations/attempt.ts';
import { createFunctionCodeStore } from '../shared/functions/function-code.ts';
import { createFunctionDesk } from '../shared/functions/function-desk.ts';
import { createFunctions } from '../shared/functions/functions.ts';
import { createInvokeRunner } from '../shared/functions/invoke-runner.ts';
import { createSecretBox } from '../shared/secrets/secret-box.ts';
import type { ControlApiEnv } from './env.ts';
import type { ControlApiOutside } from './handler.ts';
import { createNewestEvents } from './use-cases/newest-events.ts';
import { createOAuth } from './oauth/create-oauth.ts';
import { createAliases } from './aliases/aliases.ts';
import { createAccounts } from './auth/accounts.ts';
import { createAuthenticate, type AuthenticateDeps } from './auth/authenticate.ts';
import { createAuthenticateOperator, operatorOf } from './auth/authenticate-operator.ts';
import { createDispatch, SECURITY_HEADERS } from './http/dispatch.ts';
import { createRouter, json } from './http/router.ts';
import { createOpenApi } from './http/openapi.ts';
import { API_ROUTES } from './routes.ts';
import { createInstallation } from './http/installation.ts';
import { createVerifyJwt } from './auth/verify-jwt.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

const OPENAPI_PATH = '/api/openapi.json';

/** The test suite sends twenty requests a second, each of which may take five. */
const CONNECTIONS_PER_ORIGIN = 64;

/** Everything that the function answers: the API by its two doors and its description, OAuth for partners, aliases. */
export function createApi(env: ControlApiEnv, given: ControlApiOutside): (event: Event) => Promise<Result> {
  const { dynamodb, now, waitMs } = given;
  const tables = { dynamodb, table: env.CONTROL_TABLE, waitMs };
  const counters = { dynamodb, dedupeTable: env.DEDUPE_TABLE };
  const deps = { ...createDeps(env, given), tables, counters, now };
  const isOneMachine = env.LOCAL_OWNER !== undefined;
  const dispatch = createDispatch({ ...deps, root: API_ROOT, authenticate: authenticateBy(env, { tables, counters }) });
  const dispatchOperator = createDispatch({
    ...deps,
    root: OPERATOR_ROOT,
    authenticate: createAuthenticateOperator({ tables, isOneMachine }),
  });
  const oauth = createOAuth({ tables, counters, now });
  let openApi: string | undefined;
  const others = createRouter([
    { pattern: 'GET /healthz', answer: async () => json(200, { status: 'ok' }) },
    ...createAliases({ ...deps, operatorOf: (event) => operatorOf(event, { isOneMachine }) }),
  ]);
  return async (event) => {
    const path = event.rawPath.replace(/\/+$/, '');
    if (isBelow(API_ROOT, path)) return dispatch(event);
    if (isBelow(OPERATOR_ROOT, path)) return dispatchOperator(event);
    const forPartners = oauth(event);
    if (forPartners !== undefined) return forPartners;
    if (path !== OPENAPI_PATH || event.requestContext.http.method !== 'GET') return others(event);
    openApi ??= JSON.stringify(createOpenApi(API_ROUTES));
    const headers = { ...SECURITY_HEADERS, 'content-type': 'application/json' };
    return { statusCode: 200, headers, body: openApi };
  };
}

const isBelow = (root: string, path: string): boolean => path === root || path.startsWith(`${root}/`);

function createDeps(env: ControlApiEnv, given: ControlApiOutside) {
  const { kms, s3, now, unique, waitMs } = given;
  const http = given.createHttp({
    allowedNetworks: env.ALLOWED_NETWORKS,
    routes: env.LOCAL_ROUTES,
    maxResponseBytes: MAX_RESPONSE_BYTES,
    connectionsPerOrigin: CONNECTIONS_PER_ORIGIN,
  });
  const newestEvents = createNewestEvents({ s3, bucket: env.ARCHIVE_BUCKET });
  const { codeUrl } = given;
  const actions = codeUrl === undefined ? undefined : readActionCatalog(() => new URL(CATALOG_PATH, codeUrl));
  const { USER_POOL: userPool } = env;
  const accounts = userPool === '' ? undefined : createAccounts({ open: () => given.openUserPool(userPool), now });
  return {
    routes: API_ROUTES,
    secrets: createSecretBox(createDataKeys({ kms, keyId: env.SECRETS_KEY })),
    installation: createInstallation(env, given),
    outside: { now, unique, waitMs, http, newestEvents, accounts, actions, ...functionsOf(env, given) },
    deployedLanes: new Set(Object.keys(env.LANE_RETRY_QUEUE_URLS)),
    quotas: quotasWith(env.QUOTAS ?? {}),
  };
}

/** What tries and runs functions of customers, where there is something that can. */
function functionsOf(env: ControlApiEnv, { lambda, s3, dynamodb, now }: ControlApiOutside) {
  if (lambda === undefined) return {};
  const code = createFunctionCodeStore({ s3, bucket: env.FUNCTION_CODE_BUCKET });
  const invoke = createInvokeRunner({ lambda, functionName: env.RUNNER_FUNCTION });
  const tables = { dynamodb, table: env.CONTROL_TABLE };
  return {
    functions: createFunctionDesk({ code, invoke }),
    deployed: createFunctions({ tables, code, invoke, now }),
  };
}

function authenticateBy(env: ControlApiEnv, deps: Pick<AuthenticateDeps, 'tables' | 'counters'>) {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, CATALOG } = env;
  const { LOCAL_OWNER, LOCAL_WORKSPACE: workspace } = env;
  const localOwner = LOCAL_OWNER === undefined ? undefined : { name: LOCAL_OWNER, workspace };
  const verifyJwt = issuer === '' ? undefined : createVerifyJwt({ issuer, audience });
  return createAuthenticate({ ...deps, verifyJwt, localOwner, isCatalogPublic: CATALOG === 'public' });
}
