import * as z from 'zod/mini';
import { rolesWith } from '../../../domain/permissions.ts';
import { API_ROOT } from './dispatch.ts';
import type { ApiRoute, Schema } from './route.ts';

// The OpenAPI 3.1 document, made of the same schemas that validate.

type Json = Readonly<Record<string, unknown>>;

/** Errors that every operation can answer with, and an example of each. */
const ERRORS: Readonly<Record<string, { status: number; code: string; detail: string; problems?: unknown }>> = {
  BadRequest: {
    status: 400,
    code: 'invalid_body',
    detail: 'The body is not as it must be; see "problems".',
    problems: [{ path: 'settings.url', message: 'must be an http or https URL' }],
  },
  Unauthorized: { status: 401, code: 'unauthorized', detail: 'This token is not valid, or not valid any more.' },
  Forbidden: { status: 403, code: 'forbidden', detail: 'updateSource needs the permission sources:write.' },
  NotFound: { status: 404, code: 'not_found', detail: 'There is no source "web" in the workspace "shop".' },
  Conflict: { status: 409, code: 'conflict', detail: 'It was changed at the same moment. Read it again.' },
  PreconditionFailed: { status: 412, code: 'precondition_failed', detail: 'It is not what If-Match says any more.' },
  PayloadTooLarge: { status: 413, code: 'body_too_large', detail: 'A body may have 256 KB.' },
  UnsupportedMediaType: {
    status: 415,
    code: 'unsupported_media_type',
    detail: 'Send the body as "Content-Type: application/json".',
  },
  UnprocessableContent: {
    status: 422,
    code: 'idempotency_key_reused',
    detail: 'This Idempotency-Key was used for another request.',
  },
  PreconditionRequired: {
    status: 428,
    code: 'precondition_required',
    detail: 'Say which revision you have read: send the ETag that it came with as If-Match.',
  },
  TooManyRequests: { status: 429, code: 'too_many_requests', detail: 'More than 300 requests in a minute.' },
};

/** The document of a list of routes. */
export function createOpenApi(routes: readonly ApiRoute[]): Json {
  const paths = new Map<string, Record<string, Json>>();
  for (const route of routes) {
    const path = route.path === '/' ? API_ROOT : `${API_ROOT}${route.path}`;
    paths.set(path, { ...paths.get(path), [route.method.toLowerCase()]: operationOf(route) });
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Penstock',
      version: '1',
      description: 'The control plane of Penstock. docs/api.md says how it behaves.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API token (pst_...), or an ID token of the sign-in.',
        },
      },
      schemas: { Problem: PROBLEM },
      responses: Object.fromEntries(Object.entries(ERRORS).map(([name, error]) => [name, errorResponse(error)])),
      headers: HEADERS,
    },
  };
}

const PROBLEM: Json = {
  type: 'object',
  description: 'What went wrong and what to do about it, RFC 9457.',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'For programs; does not change.' },
    detail: { type: 'string', description: 'For people.' },
    problems: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

const HEADERS: Json = {
  ETag: { description: 'The revision of the resource, for If-Match.', schema: { type: 'string' } },
  RateLimitLimit: { description: 'Requests a minute.', schema: { type: 'integer' } },
  RateLimitRemaining: { description: 'Requests left in this minute.', schema: { type: 'integer' } },
  RateLimitReset: { description: 'Seconds until the minute ends.', schema: { type: 'integer' } },
};

const RATE_HEADERS: Json = {
  'RateLimit-Limit': { $ref: '#/components/headers/RateLimitLimit' },
  'RateLimit-Remaining': { $ref: '#/components/headers/RateLimitRemaining' },
  'RateLimit-Reset': { $ref: '#/components/headers/RateLimitReset' },
};

function errorResponse({ problems, ...error }: (typeof ERRORS)[string]): Json {
  const title = error.code.replaceAll('_', ' ');
  const example = { type: 'about:blank', title, ...error, ...(problems === undefined ? {} : { problems }) };
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example } };
  return { description: error.detail, content };
}

function operationOf(route: ApiRoute): Json {
  const { path, operationId, summary, description, permission, body, example, response, status = 200 } = route;
  const needs = `Needs the permission \`${permission}\` (${rolesWith(permission).join(', ')}).`;
  const schema = jsonSchema(z.object({ data: response }), 'output');
  return {
    operationId,
    summary,
    description: description === undefined ? needs : `${description}\n\n${needs}`,
    tags: [path.split('/')[1] === '' ? 'workspace' : path.split('/')[1]],
    'x-permission': permission,
    ...(route.reach === undefined ? {} : { 'x-reach': route.reach }),
    parameters: [...fieldsOf(route.params, 'path'), ...fieldsOf(route.query, 'query'), ...headersOf(route)],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(body, 'input'), example } },
          },
        }),
    responses: {
      [status]: {
        description: summary,
        headers: { ...RATE_HEADERS, ETag: { $ref: '#/components/headers/ETag' } },
        content: { 'application/json': { schema } },
      },
      ...Object.fromEntries(
        Object.entries(ERRORS)
          .filter(([, error]) => isPossible(error.status, route))
          .map(([name, error]) => [error.status, { $ref: `#/components/responses/${name}` }]),
      ),
    },
  };
}

function isPossible(status: number, { method, body, path, ifMatch }: ApiRoute): boolean {
  if (status === 404) return path.includes('{');
  if ([409, 412].includes(status)) return method !== 'GET';
  if (status === 428) return ifMatch === 'required';
  if (status === 422) return method === 'POST';
  return ![413, 415].includes(status) || body !== undefined;
}

function fieldsOf(schema: Schema | undefined, place: 'path' | 'query'): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Readonly<Record<string, Json>>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, field]) => ({
    ...{ name, in: place, required: place === 'path' || required.includes(name) },
    // A number of the query arrives as text, of which JSON Schema knows nothing.
    schema: name === 'limit' ? { type: 'integer', minimum: 1, maximum: 200, default: 50 } : field,
  }));
}

function headersOf({ method, ifMatch }: ApiRoute): Json[] {
  const header = (name: string, description: string, required = false): Json => ({
    ...{ name, in: 'header', required, description, schema: { type: 'string' } },
  });
  const workspace = header('X-Penstock-Workspace', 'Which workspace, for who is a member of several.');
  if (method === 'GET') return [workspace];
  const match = header(
    'If-Match',
    'The ETag that the change was made for; 412 when there is another one by now.',
    ifMatch === 'required',
  );
  if (method !== 'POST') return [workspace, match];
  const once = header('Idempotency-Key', 'A UUID; the same request again gets the first answer.');
  return ifMatch === undefined ? [workspace, once] : [workspace, once, match];
}

function jsonSchema(schema: Schema, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
