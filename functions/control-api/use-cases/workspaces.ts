import * as z from 'zod/mini';
import { resourceId, resourceName } from '../../../domain/workspace/destination.ts';
import type { Actor, WorkspaceInfo } from '../../../domain/access/people.ts';
import { workspaceKey } from '../../../domain/tables/table-keys.ts';
import {
  readDocument,
  readDocuments,
  transact,
  writeItem,
  type DocumentWrite,
} from '../../shared/dynamo/document-store.ts';
import { memberWrites, newMember } from '../../shared/stores/workspace-items.ts';
import { newToken } from '../auth/new-token.ts';
import { apiError } from '../http/api-error.ts';
import type { WideContext } from '../http/context.ts';

// What comes before any workspace, and so before anybody's role in it: for operators.

type Context = Pick<WideContext, 'tables' | 'caller' | 'now' | 'note'>;

export const newWorkspace = z.strictObject({
  id: resourceId,
  name: z.optional(resourceName),
  /** Whether its reviewers decide about the components of all workspaces. */
  reviews: z._default(z.boolean(), false),
  owner: z.optional(z.string().check(z.trim(), z.maxLength(254), z.email())),
});

/** A token, which is shown this once. */
type ShownToken = { readonly token: { readonly id: string; readonly token: string } };

export async function listWorkspaces({ tables }: Pick<Context, 'tables'>): Promise<WorkspaceInfo[]> {
  const stored = await readDocuments<WorkspaceInfo>(tables, workspaceKey(''));
  return stored.map(({ document }) => document);
}

/** A workspace, its first owner, and a token of an owner's rights. */
export async function createWorkspace(
  { tables, caller, now, note }: Context,
  { id, name = id, reviews, owner }: z.output<typeof newWorkspace>,
): Promise<{ readonly workspace: WorkspaceInfo } & ShownToken> {
  const { actor: createdBy } = caller;
  const workspace: WorkspaceInfo = { id, name, createdAt: now.toISOString(), ...(reviews ? { reviews } : {}) };
  const members = owner === undefined ? [] : firstOwner(id, owner.toLowerCase(), { addedBy: createdBy, now });
  const { token, text, writes } = newToken({ workspace: id, name: 'First token', role: 'owner', createdBy, now });
  const all: DocumentWrite[] = [
    { key: workspaceKey(id), document: workspace, replaces: 'nothing' },
    ...members,
    ...writes,
  ];
  const refused = await transact(tables, [
    ...all.map((write) => writeItem(tables.table, write)),
    note({ type: 'workspace', id }, { after: workspace }, id),
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

function firstOwner(id: string, email: string, { addedBy, now }: { addedBy: Actor; now: Date }): DocumentWrite[] {
  const added = { addedAt: now.toISOString(), addedBy: addedBy.name };
  const member = newMember({ email, role: 'owner', ...added });
  return memberWrites(id, { before: undefined, member, owners: undefined });
}
