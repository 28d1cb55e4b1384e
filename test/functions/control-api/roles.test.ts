import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPERATOR_PERMISSIONS, permissionsOf, ROLES, rolesWith } from '../../../domain/access/permissions.ts';
import type { ApiRoute } from '../../../functions/control-api/http/route.ts';
import { API_ROUTES } from '../../../functions/control-api/routes.ts';
import { anApi, type ApiAnswer } from '../../support/an-api.ts';
import { startRealTables } from '../../support/real-tables.ts';

// Every role at every route. Which role has which permission is written down in test/domain/access/permissions.test.ts, and
// here whom each route lets in, by the permission that it names. Nothing is there that a request could change: who is let in
// is told so (404), or what is missing (400).

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb);
  // The workspace that reviews, so that the reviewers' routes are there.
  await api.reviewingWorkspace('acme');
  for (const role of ROLES) tokens[role] = await api.token('acme', role);
});
afterAll(() => tables.close());

const lineOf = ({ method, path }: ApiRoute): string => `${method} ${path.replaceAll(/\{\w+\}/g, 'none')}`;
const ROUTES = API_ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const);

/** That somebody is let in, or what is said instead. */
function said({ status, body }: ApiAnswer): string {
  if (status !== 401 && status !== 403) return 'may';
  const detail = String(body['detail']).replace(/which [^,.]+ does not have\./, '');
  return `${status} ${String(body['code'])}: ${detail}`;
}

function refusalOf({ operationId, permission }: ApiRoute): string {
  const roles = rolesWith(permission).join(', ');
  const who = roles === '' ? 'which only the operator of the installation has.' : ` Roles with it: ${roles}.`;
  return `403 forbidden: ${operationId} needs the permission ${permission}, ${who}`;
}

describe('every role may what the permission of a route says, and is told else who may', () => {
  test.each(ROUTES)('%s', async (_line, route) => {
    const answers = await Promise.all(ROLES.map((role) => api.call(lineOf(route), { token: tokens[role] ?? '' })));

    const may = ROLES.map((role) => permissionsOf(role).has(route.permission));
    expect(answers.map(said)).toEqual(may.map((isIn) => (isIn ? 'may' : refusalOf(route))));
  });
});

describe('the operator of the installation may what it says too', () => {
  test.each(ROUTES)('%s', async (_line, route) => {
    const answer = await api.asOperator(lineOf(route), { headers: { 'x-penstock-workspace': 'acme' } });

    expect(said(answer)).toBe(OPERATOR_PERMISSIONS.has(route.permission) ? 'may' : refusalOf(route));
  });
});

describe('what changes something asks for more than what is read', () => {
  test.each(ROUTES)('%s', (_line, { method, permission }) => {
    expect(permission.endsWith(':read')).toBe(method === 'GET');
  });
});
