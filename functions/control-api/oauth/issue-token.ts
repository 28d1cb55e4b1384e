import { createHash } from 'node:crypto';
import {
  ACCESS_TOKEN_SECONDS,
  GRANT_PERMISSIONS,
  scopeOf,
  type AuthorizationCode,
  type Grant,
  type OAuthClient,
} from '../../../domain/access/oauth.ts';
import type { Actor } from '../../../domain/access/people.ts';
import { tokenHashKey, tokenKey } from '../../../domain/tables/table-keys.ts';
import {
  transact,
  writeItem,
  type DocumentWrite,
  type Stored,
  type Table,
} from '../../shared/dynamo/document-store.ts';
import { auditItem } from '../../shared/stores/workspace-items.ts';
import { apiError, type ApiError } from '../http/api-error.ts';
import { newToken } from '../auth/new-token.ts';
import { permissionsOfOrigin } from '../auth/origin-permissions.ts';
import { codeKey, codeWrite, grantWrites, readCode, readGrant } from '../auth/grant-items.ts';

type Deps = { readonly tables: Table; readonly client: OAuthClient; readonly now: Date };

/** What the partner's server sends for a token. */
export type CodeRequest = {
  readonly code: string;
  readonly redirectUri: string | undefined;
  readonly verifier: string | undefined;
};

const MS_PER_SECOND = 1000;
/** RFC 7636 section 4.1. */
const VERIFIER = /^[\w.~-]{43,128}$/;

/**
 * Exchanges a code for a token, once. A code that comes a second time was stolen by somebody, so the token of the first
 * time is revoked, RFC 6749 section 4.1.2; and a code has one try.
 */
export async function exchangeCode(deps: Deps, request: CodeRequest): Promise<object> {
  const { tables, client, now } = deps;
  const stored = await readCode(tables, request.code);
  // Another client learns nothing, and can do nothing to the code.
  if (stored?.document.client !== client.id) throw invalidGrant();
  if (stored.document.usedAt !== undefined) return revokeAfterReplay(deps, stored);
  const grant = await readGrant(tables, stored.document.grant);
  const usedUp: AuthorizationCode = { ...stored.document, usedAt: now.toISOString() };
  if (grant === undefined || !isRightCode(stored.document, request, now) || !(await isGood(tables, grant.document))) {
    await transact(tables, [writeItem(tables.table, codeWrite(codeKey(request.code), usedUp, stored))]);
    throw invalidGrant();
  }
  const connected: Grant = { ...grant.document, connectedAt: now.toISOString() };
  const { text, token, writes } = newGrantToken(connected, now);
  const used: AuthorizationCode = { ...usedUp, token: { id: token.id, hash: token.hash } };
  const all = [codeWrite(codeKey(request.code), used, stored), ...grantWrites(grant, connected), ...writes];
  const refused = await write(deps, connected, { type: 'connectApp', writes: all });
  // Somebody else was as fast with the same code: that is twice.
  if (refused === 0) return exchangeCode(deps, request);
  if (refused !== undefined) throw invalidGrant();
  return answerOf(connected, text);
}

/** Another token for a grant that there is already. There are no refresh tokens: the client's secret is one. */
export async function renewToken(deps: Deps, grantId: string): Promise<object> {
  const stored = await readGrant(deps.tables, grantId);
  const grant = stored?.document;
  if (grant?.app !== deps.client.app || grant.connectedAt === undefined) throw invalidGrant();
  if (!(await isGood(deps.tables, grant))) throw invalidGrant();
  const { text, writes } = newGrantToken(grant, deps.now);
  await write(deps, grant, { type: 'renewAppToken', writes });
  return answerOf(grant, text);
}

/** Whether those are still there from whom it is. */
async function isGood(tables: Table, grant: Grant): Promise<boolean> {
  return (await permissionsOfOrigin(tables, grant.workspace, grant)) !== undefined;
}

function isRightCode(
  { redirectUri, codeChallenge, expiresAt }: AuthorizationCode,
  request: CodeRequest,
  now: Date,
): boolean {
  if (Date.parse(expiresAt) <= now.getTime() || request.redirectUri !== redirectUri) return false;
  if (request.verifier === undefined || !VERIFIER.test(request.verifier)) return false;
  return createHash('sha256').update(request.verifier).digest('base64url') === codeChallenge;
}

function newGrantToken(grant: Grant, now: Date): ReturnType<typeof newToken> {
  const { id, app, source, workspace, name, createdBy, membership, ancestors } = grant;
  const expiresAt = new Date(now.getTime() + ACCESS_TOKEN_SECONDS * MS_PER_SECOND).toISOString();
  const limits = { role: 'developer', scopes: GRANT_PERMISSIONS, expiresAt, grant: { id, app, source } } as const;
  return newToken({ workspace, name, createdBy, membership, ancestors, now, ...limits });
}

/** With an event in the customer's log. Returns the index of a write whose condition does not hold. */
function write(
  { tables, client, now }: Deps,
  { id, workspace, source }: Grant,
  { type, writes }: { type: string; writes: readonly DocumentWrite[] },
): Promise<number | undefined> {
  const actor: Actor = { type: 'app', id: client.id, name: client.name };
  const event = { type, actor, resourceType: 'grant', resourceId: id, after: { app: client.app, source }, at: now };
  return transact(tables, [
    ...writes.map((one) => writeItem(tables.table, one)),
    auditItem(tables.table, workspace, event),
  ]);
}

async function revokeAfterReplay(deps: Deps, { document }: Stored<AuthorizationCode>): Promise<never> {
  const grant = await readGrant(deps.tables, document.grant);
  const { token } = document;
  if (grant !== undefined && token !== undefined) {
    const writes: DocumentWrite[] = [
      { key: tokenKey(grant.document.workspace, token.id), replaces: 'anything' },
      { key: tokenHashKey(token.hash), replaces: 'anything' },
    ];
    await write(deps, grant.document, { type: 'revokeAppTokenAfterReplay', writes });
  }
  throw invalidGrant();
}

function answerOf({ id, app, workspace, source }: Grant, accessToken: string): object {
  return {
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: ACCESS_TOKEN_SECONDS,
    scope: scopeOf(app),
    app_name: `apps/${app}`,
    install_name: `installs/${id}`,
    workspace_names: [`workspaces/${workspace}`],
    source_names: [`workspaces/${workspace}/sources/${source}`],
  };
}

/** The same for everything that can be wrong with a code: whoever guesses learns nothing. */
function invalidGrant(): ApiError {
  return apiError('invalid_grant');
}
