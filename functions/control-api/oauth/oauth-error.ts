import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { OAUTH_CODES } from '../../../domain/access/oauth.ts';
import type { ApiError } from '../http/api-error.ts';

type Result = APIGatewayProxyStructuredResultV2;

/** An error in the form of RFC 6749; `more` stands beside it. */
export function toOAuthAnswer(
  { status, code, message, headers }: ApiError,
  more: Readonly<Record<string, string>> = {},
): Result {
  const error = OAUTH_CODES.find((known) => known === code) ?? 'temporarily_unavailable';
  const answer = jsonAnswer(status, { error, error_description: message, ...more });
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

const jsonHeaders = { 'content-type': 'application/json' };

export function jsonAnswer(statusCode: number, body: object): Result {
  return { statusCode, headers: jsonHeaders, body: JSON.stringify(body) };
}
