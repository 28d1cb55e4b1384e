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
  type Table,
} from '../../shared/dynamo/document-store.ts';
import { auditItem, memberWrites, newMember } from '../../shared/stores/workspace-items.ts';
import { apiError } from '../http/api-error.ts';
import { json, type Route } from '../http/router.ts';
import { refuseForeignPages } from '../auth/foreign-pages.ts';
import { newToken } from '../auth/new-token.ts';
import { pageOf } from '../http/pages.ts';

const OPERATOR: Actor = { type: 'operator', id: 'operator', name: 'The operator of this installation' };

const newWorkspace = z.strictObject({
  id: resourceId,
  name: z.optional(resourceName),
  /** Whether its reviewers decide about the components of all workspaces. */
  reviews: z._default(z.boolean(), false),
  owner: z.optional(z.string().check(z.trim(), z.maxLength(254), z.email())),
});

/**
 * What comes before any workspace, and so before anybody's role in it. For operators: on AWS with IAM, on one machine for
 * programs that reach the port.
 */
export function workspaceAdminRoutes({
  tables,
  isOpen,
  now,
}: {
  tables: Table;
  /** Whether nothing but reaching the port is asked for. */
  isOpen: boolean;
  now: () => Date;
}): Route[] {
  return [
    {
      pattern: 'GET /api/workspaces',
      answer: async ({ query }) => {
        const stored = await readDocuments<WorkspaceInfo>(tables, workspaceKey(''));
        const all = stored.map(({ document }) => document);
        const { items: workspaces, pagination } = pageOf(all, { cursor: query['cursor'] }, ({ id }) => id);
        return json(200, { workspaces, cursor: pagination.next });
      },
    },
    {
      pattern: 'POST /api/workspaces',
      answer: async ({ body, headers }) => {
        if (isOpen) refuseForeignPages({ headers });
        const parsed = newWorkspace.safeParse(body);
        if (!parsed.success) {
          throw apiError('invalid_body.workspace');
        }
        return json(201, await createWorkspace(tables, parsed.data, now()));
      },
    },
    {
      pattern: 'POST /api/workspaces/{id}/tokens',
      answer: async ({ params: { id = '' }, headers }) => {
        if (isOpen) refuseForeignPages({ headers });
        return json(201, await createOwnersToken(tables, id, now()));
      },
    },
  ];
}

/** A workspace, its first owner, and a token of an owner's rights, which is shown this once. */
async function createWorkspace(
  tables: Table,
  { id, name = id, reviews, owner }: z.output<typeof newWorkspace>,
  now: Date,
): Promise<object> {
  const workspace: WorkspaceInfo = { id, name, createdAt: now.toISOString(), ...(reviews ? { reviews } : {}) };
  const members = owner === undefined ? [] : firstOwner(id, owner.toLowerCase(), now);
  const { token, text, writes } = newToken({
    workspace: id,
    name: 'First token',
    role: 'owner',
    createdBy: OPERATOR,
    now,
  });
  const all: DocumentWrite[] = [
    { key: workspaceKey(id), document: workspace, replaces: 'nothing' },
    ...members,
    ...writes,
  ];
  const event = { type: 'createWorkspace', actor: OPERATOR, resourceType: 'workspace', resourceId: id };
  const refused = await transact(tables, [
    ...all.map((write) => writeItem(tables.table, write)),
    auditItem(tables.table, id, { ...event, after: workspace, at: now }),
  ]);
  if (refused !== undefined) throw apiError('already_exists.workspace', { id });
  return { workspace, token: { id: token.id, token: text } };
}

/** The way into a workspace that a file has made, or whose tokens are lost. */
async function createOwnersToken(tables: Table, workspace: string, now: Date): Promise<object> {
  const stored = await readDocument<WorkspaceInfo>(tables, workspaceKey(workspace));
  if (stored === undefined) throw apiError('not_found.installation', { id: workspace.slice(0, 100) });
  const { token, text, writes } = newToken({
    ...{ workspace, name: "Operator's token", role: 'owner', createdBy: OPERATOR, now },
  });
  const event = { type: 'createTokenByOperator', actor: OPERATOR, resourceType: 'token', resourceId: token.id };
  await transact(tables, [
    ...writes.map((write) => writeItem(tables.table, write)),
    auditItem(tables.table, workspace, { ...event, after: { name: token.name, role: token.role }, at: now }),
  ]);
  return { token: { id: token.id, token: text } };
}

function firstOwner(workspace: string, email: string, now: Date): DocumentWrite[] {
  const added = { addedAt: now.toISOString(), addedBy: OPERATOR.name };
  const member = newMember({ email, role: 'owner', ...added });
  return memberWrites(workspace, { before: undefined, member, owners: undefined });
}
