import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { failure } from '../../../domain/base/error-texts.ts';
import { ApiError, apiError } from './api-error.ts';
import { fewProblems, type FieldProblem } from './field-problems.ts';

/** A body with fields that cannot be taken. */
export function invalidBody(problems: readonly FieldProblem[]): ApiError {
  return new ApiError(failure('invalid_body'), { problems });
}

/** Where people find the ids of what there is. */
export const LISTS: Readonly<Record<string, string>> = {
  'access request': '/access-requests',
  app: '/apps',
  'catalog entry': '/catalog/destinations',
  component: '/components',
  destination: '/destinations',
  grant: '/oauth/grants',
  replay: '/replays',
  source: '/sources',
  'source of the catalog': '/catalog/sources',
  submission: '/reviews',
  token: '/tokens',
  'undelivered event': '/undelivered-events',
  user: '/users',
};

const HERE = 'this workspace';

/** The same answer for what is not there and for what belongs to another workspace. */
export function notFound(what: string, id: string): ApiError {
  const list = LISTS[what];
  const listedAt = list === undefined ? '' : `/api/v1${list}`;
  return apiError('not_found', { what, id: id.slice(0, 100), place: HERE, listedAt });
}

/** The problem with the name of the workspace in which something was looked for, which the dispatcher knows. */
export function namingWorkspace(error: ApiError, workspace: string | undefined): ApiError {
  const { name, params } = error.failure;
  if (workspace === undefined || workspace === '' || params['place'] !== HERE) return error;
  return new ApiError({ name, params: { ...params, place: `the workspace "${workspace}"` } }, error);
}

/**
 * problem+json, RFC 9457. `name` says which text of a code it is, where it has several; with `params` whoever has the list
 * of errors can say it in other words.
 */
export function toProblemAnswer({
  status,
  code,
  message: detail,
  failure: { name, params },
  problems,
  headers,
}: ApiError): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: { ...headers, 'content-type': 'application/problem+json' },
    body: JSON.stringify({
      ...{ type: 'about:blank', title: titleOf(code), status, code, detail },
      ...(name === code ? {} : { name }),
      ...(Object.keys(params).length === 0 ? {} : { params }),
      ...(problems === undefined ? {} : { problems: fewProblems(problems) }),
    }),
  };
}

export function titleOf(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
