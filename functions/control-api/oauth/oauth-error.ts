import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

type Result = APIGatewayProxyStructuredResultV2;

/** What is wrong with a request, in the words of RFC 6749. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly status: number;
  readonly error: string;
  readonly headers: Readonly<Record<string, string>>;
  /** More for the answer. */
  readonly more: Readonly<Record<string, string>>;
  constructor(
    error: string,
    detail: string,
    {
      status = 400,
      headers = {},
      more = {},
    }: { status?: number; headers?: Readonly<Record<string, string>>; more?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.error = error;
    this.status = status;
    this.headers = headers;
    this.more = more;
  }
}

export function toOAuthAnswer({ status, error, message, headers, more }: OAuthError): Result {
  return {
    ...jsonAnswer(status, { error, error_description: message, ...more }),
    headers: { ...jsonHeaders, ...headers },
  };
}

const jsonHeaders = { 'content-type': 'application/json' };

export function jsonAnswer(statusCode: number, body: object): Result {
  return { statusCode, headers: jsonHeaders, body: JSON.stringify(body) };
}
