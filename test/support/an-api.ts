import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { quotasWith, type Quotas } from '../../domain/workspace/quotas.ts';
import type { Role } from '../../domain/access/permissions.ts';
import type { ApiRoute } from '../../functions/control-api/http/route.ts';
import { createOAuth } from '../../functions/control-api/oauth/create-oauth.ts';
import { createAuthenticate, type AuthenticateDeps } from '../../functions/control-api/auth/authenticate.ts';
import type { ApiOutside } from '../../functions/control-api/http/context.ts';
import { createDispatch, createMatch } from '../../functions/control-api/http/dispatch.ts';
import { answeredAs, errorsOf } from '../../functions/control-api/http/route-errors.ts';
import { API_ROUTES } from '../../functions/control-api/routes.ts';
import { createServices } from '../../functions/control-api/services.ts';
import { newToken } from '../../functions/control-api/auth/new-token.ts';
import { transact, writeItem } from '../../functions/shared/dynamo/document-store.ts';
import type { Permission } from '../../domain/access/permissions.ts';
import { workspaceKey } from '../../domain/tables/table-keys.ts';
import { aFakeSqs } from './fake-sqs.ts';
import { CONTROL_TABLE, DEDUPE_TABLE } from './real-tables.ts';
import { createTestSecrets } from './test-secrets.ts';
import { withoutWaits } from './without-waits.ts';

export type ApiCall = {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sourceIp?: string;
};

export type ApiAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Record<string, unknown>;
};

/** A request as API Gateway hands it over. */
export function anApiEvent(line: string, { token, body, headers = {}, sourceIp = '192.0.2.1' }: ApiCall = {}) {
  const [method = 'GET', target = '/'] = line.split(' ');
  const [path = '', query = ''] = target.split('?');
  const rawPath = `/api/v1${path === '/' ? '' : path}`;
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
    requestContext: { http: { method, path: rawPath, sourceIp } },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
  };
  // The real event has two dozen fields; the API reads these.
  return event as unknown as APIGatewayProxyEventV2;
}

/** A partner that takes everything, an empty archive, and nobody who waits. */
export function anOutside(overrides: Partial<ApiOutside> = {}): ApiOutside {
  const taken = { kind: 'response', status: 200, headers: {}, body: '', bodyTruncated: false, durationMs: 1 } as const;
  return withoutWaits({ http: { send: async () => taken }, newestEvents: async () => [], ...overrides });
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
  OIDC_AUDIENCE: '',
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
function requireListed(routes: readonly ApiRoute[], event: APIGatewayProxyEventV2, answered: string): void {
  let route;
  try {
    ({ route } = createMatch(routes)(event));
  } catch {
    return;
  }
  if (event.body !== undefined && route.body === undefined) return;
  if (errorsOf(route).some((name) => answeredAs(name) === answered)) return;
  throw new Error(`${route.operationId} answers ${answered}, which is none of its errors`);
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
  } & Partial<AuthenticateDeps> = {},
) {
  const tables = withoutWaits({ dynamodb, table: CONTROL_TABLE });
  const counters = { dynamodb, dedupeTable: DEDUPE_TABLE };
  const secrets = KMS.another();
  const { quotas = quotasWith({}) } = overrides;
  const { routes = API_ROUTES, now = () => new Date(), outside = anOutside(), s3 = anEmptyBucket() } = overrides;
  const verifyJwt = overrides.verifyJwt;
  const authenticate = createAuthenticate({ tables, counters, verifyJwt, localOwner: overrides.localOwner });
  const sqs = aFakeSqs();
  const services = createServices(API_ENV, withoutWaits({ dynamodb, s3, sqs: sqs.client, now }));
  const deployedLanes = new Set(overrides.deployedLanes ?? Object.keys(API_ENV.LANE_RETRY_QUEUE_URLS));
  const deps = { routes, tables, secrets, services, outside, deployedLanes, counters, quotas, authenticate, now };
  const dispatch = createDispatch(deps);
  const oauth = createOAuth({ tables, counters, now });
  /** Refused when it is there, which is as well. */
  async function putWorkspace(fields: { id: string; reviews?: boolean }): Promise<void> {
    const document = { name: fields.id, createdAt: '2026-11-22T00:00:00.000Z', ...fields };
    await transact(tables, [writeItem(CONTROL_TABLE, { key: workspaceKey(fields.id), document, replaces: 'nothing' })]);
  }
  return {
    tables,
    secrets,
    /** A workspace whose reviewers decide about components. */
    reviewingWorkspace: (id: string) => putWorkspace({ id, reviews: true }),
    sqs,
    async call(line: string, call: ApiCall = {}): Promise<ApiAnswer> {
      const event = anApiEvent(line, call);
      const { statusCode = 0, headers = {}, body = '' } = await dispatch(event);
      if (statusCode >= 400)
        requireListed(routes, event, `${statusCode} ${(JSON.parse(body) as { code: string }).code}`);
      const named = Object.entries(headers).map(([name, value]) => [name, String(value)]);
      return {
        status: statusCode,
        headers: Object.fromEntries(named) as Record<string, string>,
        body: JSON.parse(body) as Record<string, unknown>,
      };
    },
    /** A request of OAuth: the query of a GET, or the form of a POST. */
    async oauth(line: string, parameters: Parameters | string, headers: ApiCall['headers'] = {}): Promise<ApiAnswer> {
      const event = anOAuthEvent(line, new URLSearchParams(parameters).toString(), headers);
      const { statusCode = 0, headers: given = {}, body = '' } = (await oauth(event)) ?? {};
      return {
        status: statusCode,
        headers: given as Record<string, string>,
        body: JSON.parse(body) as Record<string, unknown>,
      };
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
