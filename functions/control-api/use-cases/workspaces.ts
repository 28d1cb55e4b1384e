import * as z from 'zod/mini';
import { resourceId, resourceName } from '../../../domain/workspace/destination.ts';
import type { Actor, Member, WorkspaceInfo } from '../../../domain/access/people.ts';
import type { Role } from '../../../domain/access/permissions.ts';
import { memberKey, membershipKey, workspaceKey } from '../../../domain/tables/table-keys.ts';
import {
  readDocument,
  readDocuments,
  transact,
  writeItem,
  type DocumentWrite,
  type Table,
} from '../../shared/dynamo/document-store.ts';
import { memberWrites, newMember, type Membership } from '../../shared/stores/workspace-items.ts';
import { newToken } from '../auth/new-token.ts';
import { apiError } from '../http/api-error.ts';
import type { WideContext } from '../http/context.ts';

// Workspaces, and what comes before anybody's role in them, which is for operators.

type Context = Pick<WideContext, 'tables' | 'caller' | 'now' | 'note'>;

export const newWorkspace = z.strictObject({
  id: resourceId,
  name: z.optional(resourceName),
  /** Whether its reviewers decide about the components of all workspaces. */
  reviews: z._default(z.boolean(), false),
  owner: z.optional(
    z.pipe(
      z.string().check(z.trim(), z.maxLength(254), z.email()),
      z.transform((text: string) => text.toLowerCase()),
    ),
  ),
});

/** A token, which is shown this once. */
type ShownToken = { readonly token: { readonly id: string; readonly token: string } };

/** A workspace, and what somebody is in it. */
export type OwnWorkspace = WorkspaceInfo & { readonly role?: Role };

/** Those that somebody may work in: of people all that they are members of, of a token its one, of operators all. */
export async function listWorkspaces({ tables, caller }: Pick<Context, 'tables' | 'caller'>): Promise<OwnWorkspace[]> {
  const { actor, workspace, role } = caller;
  const known = role === undefined ? {} : { role };
  if (actor.type === 'operator') {
    const stored = await readDocuments<WorkspaceInfo>(tables, workspaceKey(''));
    return stored.map(({ document }) => ({ ...document, ...known }));
  }
  if (actor.type !== 'member') return workspace === undefined ? [] : readOwn(tables, workspace, role);
  const memberships = await readDocuments<Membership>(tables, membershipKey(actor.name, ''));
  const found = memberships.map(async ({ document: { workspace: id, memberId } }) => {
    const member = await readDocument<Member>(tables, memberKey(id, memberId));
    return member === undefined ? [] : readOwn(tables, id, member.document.role);
  });
  return (await Promise.all(found)).flat();
}

async function readOwn(tables: Table, id: string, role: Role | undefined): Promise<OwnWorkspace[]> {
  const stored = await readDocument<WorkspaceInfo>(tables, workspaceKey(id));
  return stored === undefined ? [] : [{ ...stored.document, ...(role === undefined ? {} : { role }) }];
}

/** A workspace, its first owner, who may be about to be invited, and a token of an owner's rights. */
export async function createWorkspace(
  { tables, caller, now, note }: Context,
  { id, name = id, reviews, owner }: z.output<typeof newWorkspace>,
  isInvited = false,
): Promise<{ readonly workspace: WorkspaceInfo } & ShownToken> {
  const { actor: createdBy } = caller;
  const workspace: WorkspaceInfo = { id, name, createdAt: now.toISOString(), ...(reviews ? { reviews } : {}) };
  const members = owner === undefined ? [] : firstOwner(id, { email: owner }, { addedBy: createdBy, now });
  const { token, text, writes } = newToken({ workspace: id, name: 'First token', role: 'owner', createdBy, now });
  const all: DocumentWrite[] = [
    { key: workspaceKey(id), document: workspace, replaces: 'nothing' },
    ...members,
    ...writes,
  ];
  const refused = await transact(tables, [
    ...all.map((write) => writeItem(tables.table, write)),
    note({ type: 'workspace', id }, { after: { ...workspace, ...(isInvited ? { isInvited } : {}) } }, id),
  ]);
  if (refused !== undefined) throw apiError('already_exists.workspace', { id });
  return { workspace, token: { id: token.id, token: text } };
}

/** The way into a workspace that a file has made, or whose tokens are lost. */
export async function createOwnersToken(
  { tables, caller, now, note }: Context,
  workspace: string,
): Promise<ShownToken> {
  const stored = await readDocument<WorkspaceInfo>(tables, workspaceKey(workspace));
  if (stored === undefined) throw apiError('not_found.installation', { id: workspace.slice(0, 100) });
  const { token, text, writes } = newToken({
    ...{ workspace, name: "Operator's token", role: 'owner', createdBy: caller.actor, now },
  });
  await transact(tables, [
    ...writes.map((write) => writeItem(tables.table, write)),
    note({ type: 'token', id: token.id }, { after: { name: token.name, role: token.role } }, workspace),
  ]);
  return { token: { id: token.id, token: text } };
}

/** A workspace and its first owner, and nothing else: no token that somebody would have to hand over. */
export function ownedWorkspace(
  { caller, now }: Pick<Context, 'caller' | 'now'>,
  { id, name, owner }: { id: string; name: string; owner: Person },
): { readonly workspace: WorkspaceInfo; readonly writes: readonly DocumentWrite[] } {
  const workspace: WorkspaceInfo = { id, name, createdAt: now.toISOString() };
  const members = firstOwner(id, owner, { addedBy: caller.actor, now });
  return { workspace, writes: [{ key: workspaceKey(id), document: workspace, replaces: 'nothing' }, ...members] };
}

/** The ids of the workspaces of an email. */
export async function workspacesOf(tables: Table, email: string): Promise<string[]> {
  const memberships = await readDocuments<Membership>(tables, membershipKey(email, ''));
  return memberships.map(({ document }) => document.workspace);
}

type Person = { readonly email: string; readonly name?: string };

function firstOwner(id: string, owner: Person, { addedBy, now }: { addedBy: Actor; now: Date }): DocumentWrite[] {
  const added = { addedAt: now.toISOString(), addedBy: addedBy.name };
  const member = newMember({ ...owner, role: 'owner', ...added });
  return memberWrites(id, { before: undefined, member, owners: undefined });
}
