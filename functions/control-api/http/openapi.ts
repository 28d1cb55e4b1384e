import * as z from 'zod/mini';
import { API_ROOT, OPERATOR_ROOT } from '../../../domain/base/api-roots.ts';
import { rolesWith } from '../../../domain/access/permissions.ts';
import { errorResponses, errorResponsesOf } from './openapi-errors.ts';
import type { ApiRoute, Schema } from './route.ts';

// The OpenAPI 3.1 document, made of the same schemas that validate.

type Json = Readonly<Record<string, unknown>>;

/** The document of a list of routes. */
export function createOpenApi(routes: readonly ApiRoute[]): Json {
  const paths = new Map<string, Record<string, Json>>();
  for (const route of routes) {
    const path = `${isForOperators(route) ? OPERATOR_ROOT : API_ROOT}${route.path === '/' ? '' : route.path}`;
    paths.set(path, { ...paths.get(path), [route.method.toLowerCase()]: operationOf(route) });
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Penstock',
      version: '1',
      description: `The control plane of Penstock. docs/api.md says how it behaves. Operators of the installation call all routes at ${OPERATOR_ROOT}, with an AWS identity.`,
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
        // The way in which API Gateway exports routes with IAM authorisation.
        awsSigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          'x-amazon-apigateway-authtype': 'awsSigv4',
          description: 'Signature Version 4 for execute-api, of an AWS identity that may execute-api:Invoke.',
        },
      },
      schemas: { Problem: PROBLEM },
      responses: errorResponses(routes),
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
    name: { type: 'string', description: 'Which text of the code `detail` is, where it has several.' },
    params: {
      type: 'object',
      description: 'What `detail` speaks of.',
      additionalProperties: { type: ['string', 'number'] },
    },
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

const isForOperators = ({ reach }: ApiRoute): boolean => reach === 'installation';

function operationOf(route: ApiRoute): Json {
  const { path, operationId, summary, description, permission, body, example, response, status = 200 } = route;
  const holders = isForOperators(route) ? 'the operator of the installation' : rolesWith(permission).join(', ');
  const needs = `Needs the permission \`${permission}\` (${holders}).`;
  const schema = jsonSchema(z.object({ data: response }), 'output');
  return {
    operationId,
    summary,
    description: description === undefined ? needs : `${description}\n\n${needs}`,
    tags: [path.split('/')[1] === '' ? 'workspace' : path.split('/')[1]],
    ...(isForOperators(route) ? { security: [{ awsSigv4: [] }] } : {}),
    ...(route.isCatalog === true ? { security: [{ bearer: [] }, {}] } : {}),
    'x-permission': permission,
    ...(route.reach === undefined ? {} : { 'x-reach': route.reach }),
    parameters: [...fieldsOf(route.params, 'path'), ...fieldsOf(route.query, 'query'), ...headersOf(route)],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: !body.safeParse(undefined).success,
            content: { 'application/json': { schema: jsonSchema(body, 'input'), example } },
          },
        }),
    responses: {
      [status]: {
        description: summary,
        headers: { ...RATE_HEADERS, ETag: { $ref: '#/components/headers/ETag' } },
        content: { 'application/json': { schema } },
      },
      ...errorResponsesOf(route),
    },
  };
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
  const workspace = header(
    'X-Penstock-Workspace',
    'Which workspace, for who is a member of several, and for operators.',
  );
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
