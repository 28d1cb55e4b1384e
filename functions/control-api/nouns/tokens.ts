import * as z from 'zod/mini';
import { resourceName } from '../../../domain/workspace/destination.ts';
import { permissionsOf, PERMISSIONS, ROLES } from '../../../domain/access/permissions.ts';
import { tokenHashKey, tokenKey } from '../../../domain/tables/table-keys.ts';
import { readDocument, revisionOf, type Stored } from '../../shared/dynamo/document-store.ts';
import { readTokens, type StoredToken } from '../../shared/stores/workspace-items.ts';
import { apiError, type ApiError } from '../http/api-error.ts';
import { originOf, type ApiContext, type Caller } from '../http/context.ts';
import { instant } from '../http/instant.ts';
import { newToken } from '../auth/new-token.ts';
import { permissionsOfToken } from '../auth/origin-permissions.ts';
import { pageOf, pageQuery, pagination } from '../http/pages.ts';
import { invalidBody, notFound } from '../http/problem.ts';
import { forLog, revokeAllOf } from '../auth/revoke.ts';
import { route, SUCCESS } from '../http/route.ts';

/** A token that a token has made that a token has made: each is looked up at every request of the last one. */
const MAX_ANCESTORS = 4;

const tokenView = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  scopes: z.optional(z.readonly(z.array(z.enum(PERMISSIONS)))),
  createdBy: z.object({ type: z.string(), id: z.string(), name: z.string() }),
  createdAt: z.string(),
  lastUsedAt: z.optional(z.string()),
  expiresAt: z.optional(z.string()),
  /** For one of a partner's app: the grant that it is of. */
  grant: z.optional(z.object({ id: z.string(), app: z.string(), source: z.string() })),
});
const params = z.object({ tokenId: z.string().check(z.regex(/^tok_[0-9a-f]{16}$/)) });

async function tokenOf({ tables, workspace }: ApiContext, id: string): Promise<Stored<StoredToken>> {
  const stored = await readDocument<StoredToken>(tables, tokenKey(workspace, id));
  if (stored === undefined) throw notFound('token', id);
  return stored;
}

const listTokens = route({
  method: 'GET',
  path: '/tokens',
  operationId: 'listTokens',
  summary: 'The API tokens of the workspace, without the tokens themselves',
  permission: 'tokens:read',
  query: pageQuery,
  response: z.object({ tokens: z.array(tokenView), pagination }),
  async answer({ tables, workspace }, { query }) {
    const tokens = await readTokens(tables, workspace);
    const { items, pagination: next } = pageOf(tokens, query, ({ id }) => id);
    return { data: { tokens: items, pagination: next } };
  },
});

const createToken = route({
  method: 'POST',
  path: '/tokens',
  operationId: 'createToken',
  summary: 'Creates an API token',
  description:
    'The answer holds the token, once: only its hash is stored. A token can do no more than who creates it, and one that a token has created lasts no longer than that one, also when that one is revoked.',
  permission: 'tokens:write',
  errors: ['exceeds_own_permissions', 'too_many_ancestors', 'quota_exceeded', 'already_exists'],
  body: z.strictObject({
    name: resourceName,
    role: z.enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` }),
    scopes: z.optional(z.array(z.enum(PERMISSIONS)).check(z.minLength(1))),
    expiresAt: z.optional(instant),
  }),
  example: { name: 'Terraform', role: 'developer' as const, expiresAt: '2099-01-31T00:00:00Z' },
  response: z.object({ token: z.extend(tokenView, { token: z.string() }) }),
  status: 201,
  async answer(context, { body }) {
    const { caller, now, workspace } = context;
    requireWithin(caller, permissionsOf(body.role, body.scopes));
    const expiresAt = expiryOf(body.expiresAt, caller, now);
    const { name, role, scopes } = body;
    const wanted = { workspace, name, role, scopes, ...originFor(caller), expiresAt, now };
    const { text, token, writes } = newToken(wanted);
    await context.change({
      resource: { type: 'token', id: token.id },
      after: forLog(token),
      adds: { tokens: 1 },
      writes,
    });
    return { data: { token: { ...token, token: text } }, revision: revisionOf(token) };
  },
});

function originFor(caller: Caller): ReturnType<typeof originOf> {
  const origin = originOf(caller);
  if ((origin.ancestors ?? []).length <= MAX_ANCESTORS) return origin;
  throw apiError('too_many_ancestors', { most: MAX_ANCESTORS });
}

function requireWithin(caller: Caller, wanted: ReadonlySet<string>): void {
  const missing = [...wanted].filter((permission) => !(caller.permissions as ReadonlySet<string>).has(permission));
  if (missing.length === 0) return;
  throw apiError('exceeds_own_permissions', { missing: missing.join(', ') });
}

function expiryOf(wanted: string | undefined, { token }: Caller, now: Date): string | undefined {
  const latest = token?.expiresAt;
  const expiresAt = wanted ?? latest;
  if (expiresAt === undefined) return undefined;
  if (Date.parse(expiresAt) <= now.getTime()) throw invalidExpiry('must be in the future');
  if (latest !== undefined && Date.parse(expiresAt) > Date.parse(latest)) {
    throw invalidExpiry(`must not be later than ${latest}, when the token expires that you use`);
  }
  return expiresAt;
}

function invalidExpiry(message: string): ApiError {
  return invalidBody([{ path: 'expiresAt', message }]);
}

const revokeToken = route({
  method: 'DELETE',
  path: '/tokens/{tokenId}',
  operationId: 'revokeToken',
  summary: 'Revokes a token at once',
  description:
    'Owners revoke any token, others those that may do nothing that they may not do themselves, whoever has created them. Tokens and grants that a revoked token has made stop working with it.',
  permission: 'tokens:write',
  params,
  response: z.object({ status: z.literal('SUCCESS') }),
  async answer(context, { params: { tokenId } }) {
    const stored = await tokenOf(context, tokenId);
    await requireRevocable(context, stored.document);
    context.requireMatch(stored.revision);
    await context.change({
      resource: { type: 'token', id: tokenId },
      ...{ replaces: stored, before: forLog(stored.document) },
      writes: [
        { key: stored.key, replaces: stored },
        { key: tokenHashKey(stored.document.hash), replaces: 'anything' },
      ],
    });
    await revokeAllOf(context, ({ ancestors = [] }) => ancestors.includes(tokenId));
    return { data: SUCCESS };
  },
});

/** What counts is what the two may do, and not who has made what. */
async function requireRevocable({ caller, tables }: ApiContext, token: StoredToken): Promise<void> {
  if (caller.permissions.has('members:write') || token.id === caller.actor.id) return;
  const permissions = (await permissionsOfToken(tables, token)) ?? new Set();
  if (permissions.isSubsetOf(caller.permissions)) return;
  throw apiError('forbidden.token');
}

export const tokenRoutes = [listTokens, createToken, revokeToken] as const;
