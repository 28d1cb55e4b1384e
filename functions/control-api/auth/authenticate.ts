import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { failure } from '../../../domain/base/error-texts.ts';
import type { Member, WorkspaceInfo } from '../../../domain/access/people.ts';
import { bothPermit, permissionsOf, type Permission } from '../../../domain/access/permissions.ts';
import { memberKey, membershipKey, tokenHashKey, tokenKey, workspaceKey } from '../../../domain/tables/table-keys.ts';
import { itemKey, readDocument, readDocuments, type Table } from '../../shared/dynamo/document-store.ts';
import { sha256, type Membership, type StoredToken } from '../../shared/stores/workspace-items.ts';
import { readGrant } from './grant-items.ts';
import { ApiError, apiError } from '../http/api-error.ts';
import type { Authenticate, Caller } from '../http/context.ts';
import { refuseForeignPages } from './foreign-pages.ts';
import { countFailure, type CounterTable } from '../http/limits.ts';
import { permissionsOfOrigin } from './origin-permissions.ts';
import type { VerifyJwt } from './verify-jwt.ts';
import { WORKSPACE_HEADER } from './workspace-header.ts';

/** How API tokens begin, so that people and secret scanners know them. */
export const TOKEN_PREFIX = 'pst_';

const TOKEN_PATTERN = /^pst_[\w-]{43}$/;
const JWT_PATTERN = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** `lastUsedAt` is no more exact than this, so that it is not one write for each request. */
const USE_NOTED_EVERY_MS = 60 * 60 * 1000;
const MOST_NOTED = 10_000;
/** Workspaces that a message names. */
const MOST_LISTED = 20;

export type AuthenticateDeps = {
  readonly tables: Table;
  readonly counters: CounterTable;
  /** Undefined where nobody signs in. */
  readonly verifyJwt: VerifyJwt | undefined;
  /** Who a request without credentials is, on one machine only, and in which workspace if it says none. */
  readonly localOwner: LocalOwner | undefined;
  /** Whether the catalog is shown without credentials. @default false */
  readonly isCatalogPublic?: boolean | undefined;
};

type LocalOwner = { readonly name: string; readonly workspace: string | undefined };

type Wanted = {
  readonly workspace: string | undefined;
  /** Whether any of the caller's workspaces will do, where none is named. */
  readonly isAny: boolean;
  readonly now: Date;
};

/** Finds out who calls. Throws 401, and 429 after too many wrong credentials from one address. */
export function createAuthenticate(deps: AuthenticateDeps): Authenticate {
  const usesNoted = new Map<string, number>();
  return async (event, now, { isAny = false, isCatalog = false, isOpen = false } = {}) => {
    const authorization = event.headers['authorization'];
    const wanted = { workspace: event.headers[WORKSPACE_HEADER], isAny, now };
    if (authorization === undefined && deps.localOwner !== undefined) {
      refuseForeignPages(event);
      if (isOpen) return anybody(event, 'access-requests:ask');
      return localOwner(deps.tables, deps.localOwner, wanted);
    }
    if (authorization === undefined && isOpen) return anybody(event, 'access-requests:ask');
    if (authorization === undefined && isCatalog && deps.isCatalogPublic === true) {
      return anybody(event, 'catalog:read');
    }
    if (authorization === undefined) throw unauthorized('unauthorized.missing');
    const credential = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
    const caller = await callerOf(credential);
    if (caller !== undefined) return caller;
    await countFailure(deps.counters, event.requestContext.http.sourceIp, now);
    throw unauthorized('unauthorized');

    async function callerOf(text: string): Promise<Caller | undefined> {
      if (TOKEN_PATTERN.test(text)) return tokenCaller(deps.tables, { text, usesNoted }, wanted);
      if (deps.verifyJwt === undefined || !JWT_PATTERN.test(text)) return undefined;
      const email = await deps.verifyJwt(text, now);
      return email === undefined ? undefined : memberCaller(deps.tables, email, wanted);
    }
  };
}

/** Of no workspace, so that nobody's betas are there. All such requests are counted as those of one, and of each address. */
function anybody({ requestContext }: Parameters<Authenticate>[0], permission: Permission): Caller {
  const actor = { type: 'system', id: `anybody ${requestContext.http.sourceIp}`, name: 'Anybody' } as const;
  return { workspace: '', actor, role: 'read-only', permissions: new Set([permission]) };
}

async function tokenCaller(
  tables: Table,
  { text, usesNoted }: { text: string; usesNoted: Map<string, number> },
  { workspace, now }: Wanted,
): Promise<Caller | undefined> {
  const stored = await readDocument<StoredToken>(tables, tokenHashKey(sha256(text)));
  if (stored === undefined) return undefined;
  const token = stored.document;
  if (token.expiresAt !== undefined && Date.parse(token.expiresAt) <= now.getTime()) return undefined;
  // Once a customer has taken a grant back, no token of it is good any more.
  const grant = token.grant === undefined ? undefined : await readGrant(tables, token.grant.id);
  if (token.grant !== undefined && grant === undefined) return undefined;
  const ofToken = permissionsOf(token.role, token.scopes);
  // An app has a new token every hour, of a grant that may be old.
  const ofOrigin = await permissionsOfOrigin(tables, token.workspace, grant?.document ?? token);
  if (ofOrigin === undefined) return undefined;
  if (workspace !== undefined && workspace !== token.workspace) throw noSuchWorkspace(workspace);
  await noteUse(tables, { token, usesNoted, now });
  const { createdBy, membership, ancestors, createdAt, expiresAt } = token;
  return {
    workspace: token.workspace,
    actor: { type: 'token', id: token.id, name: token.name },
    role: token.role,
    permissions: bothPermit(ofToken, ofOrigin),
    token: { createdBy, membership, ancestors, createdAt, expiresAt },
    grant: token.grant,
  };
}

async function noteUse(
  { dynamodb, table }: Table,
  { token, usesNoted, now }: { token: StoredToken; usesNoted: Map<string, number>; now: Date },
): Promise<void> {
  const notedAt = usesNoted.get(token.id) ?? 0;
  if (now.getTime() - notedAt < USE_NOTED_EVERY_MS) return;
  if (usesNoted.size >= MOST_NOTED) usesNoted.clear();
  usesNoted.set(token.id, now.getTime());
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: itemKey(tokenKey(token.workspace, token.id)),
      UpdateExpression: 'SET lastUsedAt = :now',
      ExpressionAttributeValues: { ':now': { S: now.toISOString() } },
    }),
  );
}

async function memberCaller(tables: Table, email: string, wanted: Wanted): Promise<Caller> {
  const memberships = await readDocuments<Membership>(tables, membershipKey(email, ''));
  const mine = memberships.map(({ document }) => document);
  const { workspace, memberId } = choose(mine, wanted);
  const member = await readDocument<Member>(tables, memberKey(workspace, memberId));
  if (member === undefined) throw noMembership();
  const { id, role, membership } = member.document;
  return { workspace, actor: { type: 'member', id, name: email }, role, permissions: permissionsOf(role), membership };
}

function choose(memberships: readonly Membership[], { workspace, isAny }: Wanted): Membership {
  const [first, second] = memberships;
  if (first === undefined) throw noMembership();
  if (workspace === undefined && (second === undefined || isAny)) return first;
  const found = memberships.find((membership) => membership.workspace === workspace);
  if (found !== undefined) return found;
  if (workspace !== undefined) throw noSuchWorkspace(workspace);
  throw workspaceRequired(memberships.map((membership) => membership.workspace));
}

async function localOwner(tables: Table, { name, workspace: loaded }: LocalOwner, wanted: Wanted) {
  const found = await localWorkspace(tables, wanted, loaded);
  return {
    workspace: found.id,
    actor: { type: 'operator', id: name, name: 'The owner of this machine' },
    role: 'owner',
    permissions: permissionsOf('owner'),
  } satisfies Caller;
}

/** The one that is said, else the one that was loaded, else the only one. */
async function localWorkspace(
  tables: Table,
  { workspace: wanted, isAny }: Wanted,
  loaded: string | undefined,
): Promise<WorkspaceInfo> {
  if (wanted !== undefined) {
    const found = await readDocument<WorkspaceInfo>(tables, workspaceKey(wanted));
    if (found === undefined) throw noSuchWorkspace(wanted);
    return found.document;
  }
  const all = await readDocuments<WorkspaceInfo>(tables, workspaceKey(''));
  const workspaces = all.map(({ document }) => document);
  const [first, second] = workspaces;
  if (first === undefined) {
    throw apiError('no_workspace.none');
  }
  const chosen = second === undefined || isAny ? first : workspaces.find(({ id }) => id === loaded);
  if (chosen !== undefined) return chosen;
  throw workspaceRequired(workspaces.map(({ id }) => id));
}

function workspaceRequired(ids: readonly string[]): ApiError {
  const listed = ids.slice(0, MOST_LISTED).join(', ');
  const more = ids.length > MOST_LISTED ? ` and ${ids.length - MOST_LISTED} more` : '';
  return apiError('workspace_required', { workspaces: `${listed}${more}` });
}

function unauthorized(name: 'unauthorized' | 'unauthorized.missing'): ApiError {
  return new ApiError(failure(name), { headers: { 'www-authenticate': 'Bearer realm="penstock"' } });
}

function noSuchWorkspace(id: string): ApiError {
  return apiError('not_found.workspace', { id: id.slice(0, 100) });
}

function noMembership(): ApiError {
  return apiError('no_workspace');
}
