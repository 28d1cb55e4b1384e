import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Role } from '../../domain/permissions.ts';
import type { ApiRoute } from '../../functions/control-api/v1/route.ts';
import { createOAuth } from '../../functions/control-api/oauth/create-oauth.ts';
import { createAuthenticate, type AuthenticateDeps } from '../../functions/control-api/v1/authenticate.ts';
import { createDispatch } from '../../functions/control-api/v1/dispatch.ts';
import { API_ROUTES } from '../../functions/control-api/v1/routes.ts';
import { newToken } from '../../functions/control-api/v1/new-token.ts';
import { transact, writeItem } from '../../functions/shared/document-store.ts';
import { claimId, workspaceKey } from '../../functions/shared/workspace-items.ts';
import type { Permission } from '../../domain/permissions.ts';
import { CONTROL_TABLE, DEDUPE_TABLE } from './real-tables.ts';
import { createTestSecrets } from './test-secrets.ts';

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

/** The API on tables of DynamoDB, called without HTTP. */
export function anApi(
  dynamodb: DynamoDBClient,
  overrides: { routes?: readonly ApiRoute[]; now?: () => Date } & Partial<AuthenticateDeps> = {},
) {
  const tables = { dynamodb, table: CONTROL_TABLE };
  const counters = { dynamodb, dedupeTable: DEDUPE_TABLE };
  const secrets = createTestSecrets();
  const oauth = createOAuth({ tables, counters, now: overrides.now ?? (() => new Date()) });
  const { routes = API_ROUTES, now = () => new Date() } = overrides;
  const verifyJwt = overrides.verifyJwt;
  const authenticate = createAuthenticate({ tables, counters, verifyJwt, localOwner: overrides.localOwner });
  const dispatch = createDispatch({ routes, tables, secrets, counters, authenticate, now });
  return {
    tables,
    secrets,
    async call(line: string, call: ApiCall = {}): Promise<ApiAnswer> {
      const { statusCode = 0, headers = {}, body = '' } = await dispatch(anApiEvent(line, call));
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
    /** Registers the id of an app. */
    async app(id: string, workspace: string): Promise<void> {
      await transact(tables, [claimId(CONTROL_TABLE, `app#${id}`, workspace)]);
    },
    /** A token of a workspace, which comes to be if it is not there. */
    async token(workspace: string, role: Role = 'owner', scopes?: readonly Permission[]): Promise<string> {
      const document = { id: workspace, name: workspace, createdAt: '2026-11-22T00:00:00.000Z' };
      await transact(tables, [
        writeItem(CONTROL_TABLE, { key: workspaceKey(workspace), document, replaces: 'anything' }),
      ]);
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
