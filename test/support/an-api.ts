import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { API_ROOT, OPERATOR_ROOT } from '../../domain/base/api-roots.ts';
import { quotasWith, type Quotas } from '../../domain/workspace/quotas.ts';
import type { Role } from '../../domain/access/permissions.ts';
import type { ApiRoute } from '../../functions/control-api/http/route.ts';
import { createOAuth } from '../../functions/control-api/oauth/create-oauth.ts';
import { createAuthenticate, type AuthenticateDeps } from '../../functions/control-api/auth/authenticate.ts';
import type { ApiOutside } from '../../functions/control-api/http/context.ts';
import { createAuthenticateOperator, operatorOf } from '../../functions/control-api/auth/authenticate-operator.ts';
import { createAliases } from '../../functions/control-api/aliases/aliases.ts';
import { createDispatch, createMatch } from '../../functions/control-api/http/dispatch.ts';
import { createRouter } from '../../functions/control-api/http/router.ts';
import { answeredAs, errorsOf } from '../../functions/control-api/http/route-errors.ts';
import { API_ROUTES } from '../../functions/control-api/routes.ts';
import { createInstallation } from '../../functions/control-api/http/installation.ts';
import { newToken } from '../../functions/control-api/auth/new-token.ts';
import { transact, writeItem } from '../../functions/shared/dynamo/document-store.ts';
import type { Permission } from '../../domain/access/permissions.ts';
import { workspaceKey } from '../../domain/tables/table-keys.ts';
import { aFunctionDesk } from './a-function-desk.ts';
import { aFakeSqs } from './fake-sqs.ts';
import { CONTROL_TABLE, DEDUPE_TABLE } from './real-tables.ts';
import { createTestSecrets } from './test-secrets.ts';
import { withoutWaits } from './without-waits.ts';

export type ApiCall = {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sourceIp?: string;
  /** The AWS identity that API Gateway has found behind a signature. */
  readonly identity?: string | undefined;
};

export type ApiAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Record<string, unknown>;
};

/** A request as API Gateway hands it over. */
export function anApiEvent(
  line: string,
  { token, body, headers = {}, sourceIp = '192.0.2.1', identity }: ApiCall = {},
  root = API_ROOT,
) {
  const [method = 'GET', target = '/'] = line.split(' ');
  const [path = '', query = ''] = target.split('?');
  const rawPath = `${root}${path === '/' ? '' : path}`;
  const event = {
    rawPath,
    rawQueryString: query,
    ...(query === '' ? {} : { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) }),
    headers: {
      host: 'localhost:8080',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    requestContext: {
      http: { method, path: rawPath, sourceIp },
      ...(identity === undefined ? {} : { authorizer: { iam: { userArn: identity } } }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
  };
  // The real event has two dozen fields; the API reads these.
  return event as unknown as APIGatewayProxyEventV2;
}

/** A partner that takes everything, an empty archive, and nobody who waits. */
export function anOutside(overrides: Partial<ApiOutside> = {}): ApiOutside {
  const taken = { kind: 'response', status: 200, headers: {}, body: '', bodyTruncated: false, durationMs: 1 } as const;
  const calls = { http: { send: async () => taken }, functions: aFunctionDesk() };
  return withoutWaits({ ...calls, newestEvents: async () => [], ...overrides });
}

/** A bucket with nothing in it. */
function anEmptyBucket(): S3Client {
  const send = async (): Promise<never> => {
    throw new NoSuchKey({ message: 'nothing is here', $metadata: {} });
  };
  // The client of the SDK has dozens of members; the code under test calls this one.
  return { send } as unknown as S3Client;
}

export const API_ENV = {
  CONTROL_TABLE,
  DEDUPE_TABLE,
  SECRETS_KEY: 'test-key',
  ARCHIVE_BUCKET: 'archive',
  DEDUPE_WINDOW_HOURS: 24,
  ALLOWED_NETWORKS: [],
  LANE_RETRY_QUEUE_URLS: { webhooks: 'https://sqs.example/retry', slow: 'https://sqs.example/slow-retry' },
  REPLAY_QUEUE_URL: 'https://sqs.example/replay',
  ARCHIVE_RETENTION_DAYS: 'for ever' as const,
  OIDC_ISSUER: '',
  OIDC_AUDIENCE: [],
  USER_POOL: '',
};

/** Of all APIs of a test: they are one installation. */
const KMS = createTestSecrets();

type Parameters = Readonly<Record<string, string>>;

function anOAuthEvent(line: string, parameters: string, headers: NonNullable<ApiCall['headers']>) {
  const [method = 'GET', rawPath = '/'] = line.split(' ');
  const isForm = method === 'POST';
  const event = {
    rawPath,
    rawQueryString: isForm ? '' : parameters,
    headers: { ...(isForm ? { 'content-type': 'application/x-www-form-urlencoded' } : {}), ...headers },
    requestContext: { http: { method, path: rawPath, sourceIp: headers['x-test-ip'] ?? '192.0.2.1' } },
    ...(isForm ? { body: parameters } : {}),
    isBase64Encoded: false,
  };
  return event as unknown as APIGatewayProxyEventV2;
}

/** A route answers with no error that it does not list. A path of nothing, and a body that nobody asked for, are of no route. */
function requireListed(
  { routes, root }: { routes: readonly ApiRoute[]; root: string },
  event: APIGatewayProxyEventV2,
  answered: string,
): void {
  let route;
  try {
    ({ route } = createMatch(routes, root)(event));
  } catch {
    return;
  }
  if (event.body !== undefined && route.body === undefined) return;
  if (errorsOf(route).some((name) => answeredAs(name) === answered)) return;
  throw new Error(`${route.operationId} answers ${answered}, which is none of its errors`);
}

export const AN_OPERATOR = 'arn:aws:iam::123456789012:user/ada';

function toAnswer({ statusCode = 0, headers = {}, body = '' }: APIGatewayProxyStructuredResultV2): ApiAnswer {
  const named = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return {
    status: statusCode,
    headers: Object.fromEntries(named) as Record<string, string>,
    body: JSON.parse(body === '' ? '{}' : body) as Record<string, unknown>,
  };
}

/** The API on tables of DynamoDB, called without HTTP. `sqs` takes what it sends to queues. */
export function anApi(
  dynamodb: DynamoDBClient,
  overrides: {
    routes?: readonly ApiRoute[];
    now?: () => Date;
    outside?: ApiOutside;
    quotas?: Quotas;
    deployedLanes?: readonly string[];
    s3?: S3Client;
    takesAccessRequests?: boolean;
  } & Partial<AuthenticateDeps> = {},
) {
  const tables = withoutWaits({ dynamodb, table: CONTROL_TABLE });
  const counters = { dynamodb, dedupeTable: DEDUPE_TABLE };
  const secrets = KMS.another();
  const { quotas = quotasWith({}) } = overrides;
  const { routes = API_ROUTES, now = () => new Date(), outside = anOutside(), s3 = anEmptyBucket() } = overrides;
  const verifyJwt = overrides.verifyJwt;
  const authenticate = createAuthenticate({
    tables,
    counters,
    verifyJwt,
    localOwner: overrides.localOwner,
    isCatalogPublic: overrides.isCatalogPublic,
  });
  const sqs = aFakeSqs();
  const REQUEST_ACCESS = overrides.takesAccessRequests === true ? ('on' as const) : ('off' as const);
  const installation = createInstallation(
    { ...API_ENV, REQUEST_ACCESS },
    withoutWaits({ dynamodb, s3, sqs: sqs.client, now }),
  );
  const deployedLanes = new Set(overrides.deployedLanes ?? Object.keys(API_ENV.LANE_RETRY_QUEUE_URLS));
  const deps = { routes, tables, secrets, installation, outside, deployedLanes, counters, quotas, now };
  const dispatch = createDispatch({ ...deps, root: API_ROOT, authenticate });
  const isOneMachine = overrides.localOwner !== undefined;
  const authenticateOperator = createAuthenticateOperator({ tables, isOneMachine });
  const dispatchOperator = createDispatch({ ...deps, root: OPERATOR_ROOT, authenticate: authenticateOperator });
  const alias = createRouter(createAliases({ ...deps, operatorOf: (event) => operatorOf(event, { isOneMachine }) }));
  const oauth = createOAuth({ tables, counters, now });
  /** Refused when it is there, which is as well. */
  async function putWorkspace(fields: { id: string; reviews?: boolean }): Promise<void> {
    const document = { name: fields.id, createdAt: '2026-11-22T00:00:00.000Z', ...fields };
    await transact(tables, [writeItem(CONTROL_TABLE, { key: workspaceKey(fields.id), document, replaces: 'nothing' })]);
  }
  async function answerBy(root: string, line: string, call: ApiCall): Promise<ApiAnswer> {
    const event = anApiEvent(line, call, root);
    const given = await (root === API_ROOT ? dispatch : dispatchOperator)(event);
    const answer = toAnswer(given);
    if (answer.status >= 400) requireListed({ routes, root }, event, `${answer.status} ${String(answer.body['code'])}`);
    return answer;
  }
  return {
    tables,
    secrets,
    /** A workspace whose reviewers decide about components. */
    reviewingWorkspace: (id: string) => putWorkspace({ id, reviews: true }),
    sqs,
    call: (line: string, call: ApiCall = {}) => answerBy(API_ROOT, line, call),
    /** By the door of operators, signed by an AWS identity. */
    asOperator: (line: string, call: ApiCall = {}) => answerBy(OPERATOR_ROOT, line, { identity: AN_OPERATOR, ...call }),
    /** By a path of before /api/v1, such as `GET /api/ledger`. */
    async byAlias(line: string, call: ApiCall = {}): Promise<ApiAnswer> {
      return toAnswer(await alias(anApiEvent(line, { identity: AN_OPERATOR, ...call }, '')));
    },
    /** A request of OAuth: the query of a GET, or the form of a POST. */
    async oauth(line: string, parameters: Parameters | string, headers: ApiCall['headers'] = {}): Promise<ApiAnswer> {
      const event = anOAuthEvent(line, new URLSearchParams(parameters).toString(), headers);
      return toAnswer((await oauth(event)) ?? {});
    },
    /** A token of a workspace, which comes to be if it is not there. */
    async token(workspace: string, role: Role = 'owner', scopes?: readonly Permission[]): Promise<string> {
      await putWorkspace({ id: workspace });
      const createdBy = { type: 'operator', id: 'test', name: 'Test' } as const;
      const { text, writes } = newToken({ workspace, name: randomUUID(), role, scopes, createdBy, now: new Date() });
      await transact(
        tables,
        writes.map((write) => writeItem(CONTROL_TABLE, write)),
      );
      return text;
    },
  };
}
