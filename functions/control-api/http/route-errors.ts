import { codeOf, statusOf, type ErrorName } from '../../../domain/base/error-texts.ts';
import type { ApiRoute } from './route.ts';

// Which errors a route can answer with: its own, and those that follow from what it takes. OpenAPI lists them, and the tests
// fail when a route answers another one.

/** Before any route is asked: who calls, for which workspace, how often. */
const ALWAYS: readonly ErrorName[] = [
  ...(['invalid_query', 'workspace_required', 'unauthorized'] as const),
  ...(['forbidden', 'foreign_page', 'no_workspace', 'no_workspace.none', 'not_found'] as const),
  ...(['too_many_requests', 'too_many_failures', 'sign_in_unavailable', 'newer_format'] as const),
];

const OF_BODIES: readonly ErrorName[] = [
  ...(['invalid_body', 'malformed_json', 'nested_too_deeply'] as const),
  ...(['body_too_large', 'unsupported_media_type'] as const),
];

const OF_IDEMPOTENCY: readonly ErrorName[] = ['invalid_idempotency_key', 'in_progress', 'idempotency_key_reused'];

/** All of them, one name for each code of a status. */
export function errorsOf(route: Pick<ApiRoute, 'method' | 'body' | 'query' | 'ifMatch' | 'errors'>): ErrorName[] {
  const { method, body, query, ifMatch, errors = [] } = route;
  const all: readonly ErrorName[] = [
    ...ALWAYS,
    ...(body === undefined ? [] : OF_BODIES),
    ...(hasCursor(query) ? (['invalid_cursor'] as const) : []),
    ...(method === 'GET' ? [] : (['conflict', 'precondition_failed'] as const)),
    ...(method === 'POST' ? OF_IDEMPOTENCY : []),
    ...(ifMatch === 'required' ? (['precondition_required'] as const) : []),
    ...errors,
  ];
  const byLine = new Map(all.map((name) => [answeredAs(name), name]));
  return [...byLine.values()].toSorted((one, other) => statusOf(one) - statusOf(other));
}

/** Such as `409 conflict`: what of an error does not change. */
export function answeredAs(name: ErrorName): string {
  return `${statusOf(name)} ${codeOf(name)}`;
}

function hasCursor(query: ApiRoute['query']): boolean {
  return query !== undefined && 'shape' in query && Object.hasOwn(query.shape as object, 'cursor');
}
