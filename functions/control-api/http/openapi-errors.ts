import { codeOf, statusOf, templateOf, WHAT_TO_DO, type ErrorName } from '../../../domain/base/error-texts.ts';
import { errorsOf } from './route-errors.ts';
import type { ApiRoute } from './route.ts';
import { titleOf } from './problem.ts';

// The errors of the OpenAPI document: each route names what it can answer, and an example of each code says what that is.

type Json = Readonly<Record<string, unknown>>;

const byStatus = (route: ApiRoute) => Map.groupBy(errorsOf(route), statusOf);

/** Routes that answer the same errors with a status share one entry. */
const keyOf = (status: number, names: readonly ErrorName[]): string =>
  [status, ...names.map(codeOf).toSorted()].join('.');

/** The errors of one route, by status. */
export function errorResponsesOf(route: ApiRoute): Json {
  const refs = [...byStatus(route)].map(([status, names]) => {
    return [status, { $ref: `#/components/responses/${keyOf(status, names)}` }] as const;
  });
  return Object.fromEntries(refs);
}

/** What the errors of all routes refer to. */
export function errorResponses(routes: readonly ApiRoute[]): Json {
  const all = routes.flatMap((route) => [...byStatus(route)]);
  return Object.fromEntries(all.map(([status, names]) => [keyOf(status, names), errorResponse(status, names)]));
}

function errorResponse(status: number, names: readonly ErrorName[]): Json {
  const codes = names.map(codeOf);
  const body = { properties: { status: { const: status }, code: { enum: codes } } };
  const schema = { allOf: [{ $ref: '#/components/schemas/Problem' }, body] };
  const examples = Object.fromEntries(names.map((name) => [codeOf(name), { value: exampleOf(status, name) }]));
  return { description: WHAT_TO_DO[status], content: { 'application/problem+json': { schema, examples } } };
}

function exampleOf(status: number, name: ErrorName): Json {
  const code = codeOf(name);
  const example = { type: 'about:blank', title: titleOf(code), status, code, detail: templateOf(name) };
  return name === code ? example : { ...example, name };
}
