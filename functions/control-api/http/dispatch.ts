import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { API_ROOT, OPERATOR_ROOT } from '../../../domain/base/api-roots.ts';
import { failure } from '../../../domain/base/error-texts.ts';
import type { WorkspaceInfo } from '../../../domain/access/people.ts';
import type { Quotas } from '../../../domain/workspace/quotas.ts';
import { rolesWith } from '../../../domain/access/permissions.ts';
import { SCHEMA_MESSAGES } from '../../../domain/base/schema-messages.ts';
import { workspaceKey } from '../../../domain/tables/table-keys.ts';
import { readDocument, type Table } from '../../shared/dynamo/document-store.ts';
import type { SecretBox } from '../../shared/secrets/secret-box.ts';
import { parametersIn, parseBody } from './router.ts';
import { ApiError, apiError, toApiError } from './api-error.ts';
import { createContext, createWideContext, type Authenticate, type Caller, type ApiOutside } from './context.ts';
import { answerOnce } from './idempotency.ts';
import { countOfWorkspace, countRequest, type CounterTable } from './limits.ts';
import { fieldProblems } from './field-problems.ts';
import type { Installation } from './installation.ts';
import { namingWorkspace, notFound, toProblemAnswer } from './problem.ts';
import { isWide, type Answer, type ApiRoute, type Schema } from './route.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

/** The schemas come without texts; here people read them. */
z.config(SCHEMA_MESSAGES);

const MAX_BODY_BYTES = 256 * 1024;
const JSON_TYPE = /^application\/(json|[\w.-]+\+json)\s*(;|$)/i;

/** On every answer: never kept, never guessed at, never shown inside of another page. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export type DispatchDeps = {
  readonly routes: readonly ApiRoute[];
  readonly tables: Table;
  readonly secrets: SecretBox;
  readonly installation: Installation;
  readonly counters: CounterTable;
  readonly quotas: Quotas;
  readonly outside: ApiOutside;
  readonly deployedLanes: ReadonlySet<string>;
  readonly root: string;
  readonly authenticate: Authenticate;
  readonly now: () => Date;
};

/** Answers every request under a root: one place where matching, limits, authorisation and validation happen. */
export function createDispatch(deps: DispatchDeps): (event: Event) => Promise<Result> {
  const match = createMatch(deps.routes, deps.root);
  return async (event) => {
    const headers: Record<string, string> = { ...SECURITY_HEADERS };
    let caller: Caller | undefined;
    try {
      const { route, params } = match(event);
      const body = readBytes(event, route.mostBodyBytes ?? MAX_BODY_BYTES);
      const now = deps.now();
      caller = await deps.authenticate(event, now, {
        isAny: route.namesNoWorkspace === true,
        isCatalog: route.isCatalog === true,
        isOpen: route.isOpen === true,
      });
      Object.assign(headers, await count(deps, { caller, route, now }));
      authorise(caller, route);
      if (!isWide(route)) await requireReach(deps.tables, workspaceOf(caller, route), route);
      const input = {
        params: parseParams(route, params),
        query: parse(route.query, event.queryStringParameters ?? {}, 'query'),
        body: parse(route.body, readJson(event, body, route), 'body'),
      };
      if (route.ifMatch === 'required') requireRevision(event);
      const request = { event, body, route, caller, now };
      const result = await once(deps, request, () => answer(deps, request, input));
      return { ...result, headers: { ...headers, ...result.headers } };
    } catch (thrown) {
      const error = toApiError(thrown);
      if (error === undefined) throw thrown;
      const result = toProblemAnswer(namingWorkspace(error, caller?.workspace));
      return { ...result, headers: { ...headers, ...result.headers } };
    }
  };
}

/** Operators of the installation are counted by API Gateway alone: what they read is as large as the installation. */
async function count(
  { counters, quotas, root }: DispatchDeps,
  { caller, route, now }: Pick<Request, 'caller' | 'route' | 'now'>,
): Promise<object> {
  const { workspace } = caller;
  if (root === OPERATOR_ROOT || workspace === undefined) return {};
  const as = route.method === 'GET' && caller.token === undefined ? 'read-of-person' : 'other';
  const headers = await countRequest(counters, { callerKey: callerKey(caller), as, now });
  const quota = { name: 'requestsPerMinute', most: quotas.requestsPerMinute } as const;
  await countOfWorkspace(counters, quota, { workspace, now, as });
  return headers;
}

function callerKey({ workspace = '', actor }: Caller): string {
  return `${workspace}#${actor.type}#${actor.id}`;
}

function authorise({ permissions, actor }: Caller, { permission, operationId }: ApiRoute): void {
  if (permissions.has(permission)) return;
  const roles = rolesWith(permission).join(', ');
  if (roles === '') throw apiError('forbidden.installation', { operation: operationId, permission });
  throw apiError('forbidden', { operation: operationId, permission, actor: actor.name, roles });
}

/** Who reaches all workspaces names the one that a route is about. */
function workspaceOf({ workspace }: Caller, { operationId }: ApiRoute): string {
  if (workspace !== undefined) return workspace;
  throw apiError('workspace_required.operator', { operation: operationId });
}

/** The one way of members beyond a workspace: reviewers of the one that the operator has made the reviewing one. */
async function requireReach(tables: Table, workspace: string, { reach }: ApiRoute): Promise<void> {
  if (reach !== 'reviews') return;
  const stored = await readDocument<WorkspaceInfo>(tables, workspaceKey(workspace));
  if (stored?.document.reviews === true) return;
  throw apiError('not_found.reviews');
}

/** Who decides about what he was shown says which that was: by now there may be something else. */
function requireRevision({ headers }: Event): void {
  const ifMatch = headers['if-match']?.trim();
  if (ifMatch !== undefined && ifMatch !== '' && ifMatch !== '*') return;
  throw apiError('precondition_required');
}

async function answer(deps: DispatchDeps, request: Request, input: Parameters<ApiRoute['answer']>[1]): Promise<Result> {
  const { event, route, caller, now } = request;
  const wide = createWideContext(deps, { caller, now, operationId: route.operationId, event });
  if (isWide(route)) return toResult(route, await route.answer(wide, input));
  const ifMatch = event.headers['if-match'];
  const context = createContext(wide, { workspace: workspaceOf(caller, route), secrets: deps.secrets, ifMatch });
  return toResult(route, await route.answer(context, input));
}

function toResult(route: ApiRoute, { data, revision }: Answer<unknown>): Result {
  return {
    statusCode: route.status ?? 200,
    headers: { 'content-type': 'application/json', ...(revision === undefined ? {} : { etag: `"${revision}"` }) },
    body: JSON.stringify({ data: route.response.parse(data) }),
  };
}

type Request = {
  readonly event: Event;
  readonly body: Buffer;
  readonly route: ApiRoute;
  readonly caller: Caller;
  readonly now: Date;
};

function once(
  { counters, root }: DispatchDeps,
  { event, body, route, caller, now }: Request,
  work: () => Promise<Result>,
): Promise<Result> {
  const key = event.headers['idempotency-key'];
  if (route.method !== 'POST' || key === undefined) return work();
  const content = `${pathOf(event, root)}\n${event.rawQueryString}\n${body.toString('base64')}`;
  return answerOnce(counters, { key, callerKey: callerKey(caller), content, now }, work);
}

type Matched = { readonly route: ApiRoute; readonly params: Readonly<Record<string, string>> };

/** Paths without parameters come first, so that `/tokens/current` is no token of that name. */
export function createMatch(routes: readonly ApiRoute[], root = API_ROOT): (event: Event) => Matched {
  const parameters = (path: string): number => path.split('{').length;
  const compiled = routes
    .toSorted((one, other) => parameters(one.path) - parameters(other.path))
    .map((route) => ({
      route,
      expression: new RegExp(`^${parametersIn(greedyPath(route)).replace(/^\/$/, '')}$`, 's'),
    }));
  return (event) => {
    const path = pathOf(event, root);
    const found = compiled.flatMap(({ route, expression }) => {
      const match = expression.exec(path);
      return match === null ? [] : [{ route, params: { ...match.groups } }];
    });
    const { method } = event.requestContext.http;
    const matched = found.find(({ route }) => route.method === method);
    if (matched !== undefined) return matched;
    const allowed = [...new Set(found.map(({ route }) => route.method))].join(', ');
    if (allowed === '') throw apiError('not_found.here');
    throw new ApiError(failure('method_not_allowed', { methods: allowed }), { headers: { allow: allowed } });
  };
}

/** As API Gateway writes it: `{messageId+}`. */
function greedyPath({ path, mayHoldSlashes }: ApiRoute): string {
  return mayHoldSlashes === undefined ? path : path.replace(`{${mayHoldSlashes}}`, `{${mayHoldSlashes}+}`);
}

/** Below the root, without a slash at the end. API Gateway has decoded it. */
function pathOf({ rawPath }: Event, root: string): string {
  return rawPath.slice(root.length).replace(/\/+$/, '');
}

function readBytes({ body = '', isBase64Encoded }: Event, most: number): Buffer {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length <= most) return bytes;
  throw apiError('body_too_large', { most: most / 1024 });
}

function readJson({ headers }: Event, body: Buffer, route: ApiRoute): unknown {
  if (body.length === 0) return undefined;
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) {
    throw apiError('unsupported_media_type');
  }
  if (route.body === undefined) throw apiError('invalid_body.none_taken', { operation: route.operationId });
  return parseBody(body.toString('utf8'));
}

/** A path whose parts cannot be ids leads to nothing. */
function parseParams({ params: schema }: ApiRoute, params: Matched['params']): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(params);
  if (result.success) return result.data;
  const [name = ''] = result.error.issues[0]?.path ?? [];
  throw notFound(nounOf(String(name)), params[String(name)] ?? '');
}

/** `undeliveredEventId`: an undelivered event. */
function nounOf(parameter: string): string {
  return NOUNS[parameter] ?? parameter.replace(/Id$/, '').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Parameters whose names do not say it. */
const NOUNS: Readonly<Record<string, string>> = {
  catalogId: 'catalog entry',
  clientId: 'OAuth client',
  messageId: 'event',
};

function parse(schema: Schema | undefined, value: unknown, part: 'query' | 'body'): unknown {
  const result = (schema ?? (part === 'query' ? z.strictObject({}) : z.undefined())).safeParse(value);
  if (result.success) return schema === undefined ? undefined : result.data;
  const isMissing = part === 'body' && value === undefined;
  if (isMissing) throw new ApiError(failure('invalid_body.missing'), { problems: [] });
  const problems = fieldProblems(result.error.issues);
  throw new ApiError(failure(part === 'query' ? 'invalid_query' : 'invalid_body'), { problems });
}
