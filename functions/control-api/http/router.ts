import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isDeeperThan } from '../../../domain/base/json-depth.ts';
import { MAX_DEPTH } from '../../../domain/base/limits.ts';
import { apiError, toApiError } from './api-error.ts';
import { toProblemAnswer } from './problem.ts';

export type Result = APIGatewayProxyStructuredResultV2;

/** A request as a route sees it. */
export type ApiRequest = {
  /** The parts of the path that the pattern names. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** All of it. */
  readonly event: APIGatewayProxyEventV2;
  /** The JSON body, or undefined when there is none. */
  readonly body: unknown;
};

/** `GET /api/things/{id}` and what answers it. */
export type Route = { readonly pattern: string; readonly answer: (request: ApiRequest) => Promise<Result> };

/** Finds the route of a request and answers it; paths may end with a slash. */
export function createRouter(routes: readonly Route[]): (event: APIGatewayProxyEventV2) => Promise<Result> {
  const compiled = routes.map((route) => ({ route, match: compilePattern(route.pattern) }));
  return async (event) => {
    const { method, path } = event.requestContext.http;
    const wanted = `${method} ${path.length > 1 ? path.replace(/\/+$/, '') : path}`;
    try {
      for (const { route, match } of compiled) {
        const params = match(wanted);
        if (params === undefined) continue;
        const { queryStringParameters: query = {} } = event;
        return await route.answer({ params, query, event, body: readJson(event) });
      }
      const known = routes.map(({ pattern }) => pattern).filter((pattern) => pattern.includes('/api/'));
      throw apiError('not_found.at', { line: wanted.slice(0, 200), known: known.join(', ') });
    } catch (thrown) {
      const error = toApiError(thrown);
      if (error === undefined) throw thrown;
      return toProblemAnswer(error);
    }
  };
}

export function json(statusCode: number, value: unknown): Result {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** A page of another origin can send other types without being asked first. */
const JSON_TYPE = /^application\/json\s*(;|$)/i;

function readJson({ body, headers, isBase64Encoded }: APIGatewayProxyEventV2): unknown {
  if (body === undefined || body === '') return undefined;
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) {
    throw apiError('unsupported_media_type');
  }
  return parseBody(isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body);
}

/** What stands around an event that is tested, or around the settings of a destination. */
const LEVELS_AROUND = 8;
const MAX_BODY_DEPTH = MAX_DEPTH + LEVELS_AROUND;

/** The JSON of a body. Throws 400 when it is none, or is nested so deeply that whoever reads it could overflow. */
export function parseBody(text: string): unknown {
  if (isDeeperThan(text, MAX_BODY_DEPTH)) {
    throw apiError('nested_too_deeply', { most: MAX_BODY_DEPTH });
  }
  try {
    // .NET writes a byte order mark, which the tracking API takes too.
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch {
    throw apiError('malformed_json');
  }
}

/** The parameters of a request line that fits the pattern. */
function compilePattern(pattern: string): (line: string) => Record<string, string> | undefined {
  const expression = new RegExp(`^${parametersIn(pattern)}$`, 's');
  return (line) => {
    const match = expression.exec(line);
    return match === null ? undefined : { ...match.groups };
  };
}

/**
 * A path with `{parameters}` as an expression for the path of an event, which API Gateway has decoded. `{name+}` may hold
 * slashes: nobody can tell them from those that divide the path.
 */
export function parametersIn(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)').replaceAll(/\{(\w+)\+\}/g, '(?<$1>.+)');
}
