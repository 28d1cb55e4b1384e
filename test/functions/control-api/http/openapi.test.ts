import { describe, expect, test } from 'vitest';
import { PERMISSIONS } from '../../../../domain/access/permissions.ts';
import { createOpenApi } from '../../../../functions/control-api/http/openapi.ts';
import { API_ROUTES } from '../../../../functions/control-api/routes.ts';

type Operation = {
  operationId: string;
  parameters: { name: string; in: string; schema: object; required: boolean }[];
  requestBody?: { content: Record<string, { schema: object; example?: unknown }> };
  responses: Record<string, object>;
};
type ErrorResponse = {
  content: Record<
    'application/problem+json',
    { schema: { allOf: [object, { properties: { code: { enum: string[] } } }] }; examples: Record<string, object> }
  >;
};
const document = createOpenApi(API_ROUTES);
const paths = document['paths'] as Record<string, Record<string, Operation>>;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ line: `${method.toUpperCase()} ${path}`, operation })),
);

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => (key === '$ref' ? [String(part)] : refsIn(part)));
}

function at(ref: string): unknown {
  return ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
}

describe('the OpenAPI document', () => {
  test('has every route, once, with an id of its own', () => {
    const expected = API_ROUTES.map(({ method, path, reach }) => {
      const root = reach === 'installation' ? '/api/operator/v1' : '/api/v1';
      return `${method} ${root}${path === '/' ? '' : path}`;
    });
    const ids = operations.map(({ operation }) => operation.operationId);

    expect(operations.map(({ line }) => line).sort()).toEqual(expected.sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('says which version it is of, and how to authorise', () => {
    expect(document).toMatchObject({
      openapi: '3.1.1',
      info: { title: 'Penstock', version: '1' },
      security: [{ bearer: [] }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    });
  });

  test('has whatever it refers to', () => {
    const broken = refsIn(document).filter((ref) => at(ref) === undefined);

    expect(refsIn(document).length).toBeGreaterThan(50);
    expect(broken).toEqual([]);
  });

  test('lists the errors of each route, and no others', () => {
    const line = 'GET /api/v1/replays/{replayId}';
    const found = operations.find((operation) => operation.line === line)?.operation.responses ?? {};
    const codes = refsIn(found).flatMap((ref) => ref.match(/[a-z_]{5,}/g) ?? []);

    expect(codes).toEqual(expect.arrayContaining(['unknown_replay', 'unauthorized', 'too_many_requests']));
    expect(codes).not.toContain('conflict');
    expect(codes).not.toContain('already_exists');
  });

  test('survives JSON', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  test.each(operations.map(({ line, operation }) => [line, operation] as const))(
    '%s declares the parameters of its path, one success, and errors with examples',
    (line, operation) => {
      const declared = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      const statuses = Object.keys(operation.responses);

      expect(declared).toEqual([...line.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      expect(statuses.filter((status) => status.startsWith('2'))).toHaveLength(1);
      expect(statuses).toEqual(expect.arrayContaining(['400', '401', '403', '429']));
      for (const ref of refsIn(operation.responses).filter((found) => found.includes('/responses/'))) {
        const { content } = at(ref) as ErrorResponse;
        const { schema, examples } = content['application/problem+json'];
        expect(Object.keys(examples)).toEqual(schema.allOf[1].properties.code.enum);
      }
    },
  );

  test('every example of a body is one that the API takes', () => {
    const withBody = API_ROUTES.filter(({ body }) => body !== undefined);

    const wrong = withBody.filter(({ body, example }) => body?.safeParse(example).success !== true);

    expect(withBody.length).toBeGreaterThan(5);
    expect(wrong.map(({ operationId }) => operationId)).toEqual([]);
  });
});

test('every permission is asked for by some route', () => {
  const asked = new Set(API_ROUTES.map(({ permission }) => permission));

  expect(PERMISSIONS.filter((permission) => !asked.has(permission))).toEqual([]);
});
