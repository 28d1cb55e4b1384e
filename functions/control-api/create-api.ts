import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { quotasWith } from '../../domain/workspace/quotas.ts';
import { createDataKeys } from '../shared/secrets/data-keys.ts';
import { MAX_RESPONSE_BYTES } from '../shared/destinations/attempt.ts';
import { createSecretBox } from '../shared/secrets/secret-box.ts';
import type { ControlApiEnv } from './env.ts';
import type { ControlApiOutside } from './handler.ts';
import { createNewestEvents } from './use-cases/newest-events.ts';
import { createOAuth } from './oauth/create-oauth.ts';
import { createAuthenticate } from './auth/authenticate.ts';
import { API_ROOT, createDispatch, SECURITY_HEADERS } from './http/dispatch.ts';
import { createOpenApi } from './http/openapi.ts';
import { API_ROUTES } from './routes.ts';
import { createServices } from './services.ts';
import { createVerifyJwt } from './auth/verify-jwt.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

const OPENAPI_PATH = '/api/openapi.json';

/** The test suite sends twenty requests a second, each of which may take five. */
const CONNECTIONS_PER_ORIGIN = 64;

/** The REST API under /api/v1 and its description, and OAuth for partners under /oauth2. Undefined for a request that is for neither. */
export function createApi(env: ControlApiEnv, given: ControlApiOutside): (event: Event) => Promise<Result> | undefined {
  const { dynamodb, kms, s3, now, unique, waitMs } = given;
  const tables = { dynamodb, table: env.CONTROL_TABLE, waitMs };
  const secrets = createSecretBox(createDataKeys({ kms, keyId: env.SECRETS_KEY }));
  const counters = { dynamodb, dedupeTable: env.DEDUPE_TABLE };
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, LOCAL_OWNER, LOCAL_WORKSPACE: workspace } = env;
  const localOwner = LOCAL_OWNER === undefined ? undefined : { name: LOCAL_OWNER, workspace };
  const verifyJwt = issuer === '' ? undefined : createVerifyJwt({ issuer, audience });
  const authenticate = createAuthenticate({ tables, counters, verifyJwt, localOwner });
  const outside = {
    ...{ now, unique, waitMs },
    http: given.createHttp({
      allowedNetworks: env.ALLOWED_NETWORKS,
      maxResponseBytes: MAX_RESPONSE_BYTES,
      connectionsPerOrigin: CONNECTIONS_PER_ORIGIN,
    }),
    newestEvents: createNewestEvents({ s3, bucket: env.ARCHIVE_BUCKET }),
  };
  const services = createServices(env, given);
  const dispatch = createDispatch({
    routes: API_ROUTES,
    tables,
    secrets,
    services,
    outside,
    deployedLanes: new Set(Object.keys(env.LANE_RETRY_QUEUE_URLS)),
    counters,
    quotas: quotasWith(env.QUOTAS ?? {}),
    authenticate,
    now,
  });
  const oauth = createOAuth({ tables, counters, now });
  let openApi: string | undefined;
  return (event) => {
    const path = event.rawPath.replace(/\/+$/, '');
    if (path === API_ROOT || path.startsWith(`${API_ROOT}/`)) return dispatch(event);
    const forPartners = oauth(event);
    if (forPartners !== undefined) return forPartners;
    if (path !== OPENAPI_PATH || event.requestContext.http.method !== 'GET') return undefined;
    openApi ??= JSON.stringify(createOpenApi(API_ROUTES));
    const headers = { ...SECURITY_HEADERS, 'content-type': 'application/json' };
    return Promise.resolve({ statusCode: 200, headers, body: openApi });
  };
}
