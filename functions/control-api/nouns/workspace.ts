import * as z from 'zod/mini';
import { resourceId, resourceName } from '../../../domain/workspace/destination.ts';
import type { WorkspaceInfo } from '../../../domain/access/people.ts';
import { workspaceKey } from '../../../domain/tables/table-keys.ts';
import { readDocument, revisionOf, type Stored } from '../../shared/dynamo/document-store.ts';
import type { ApiContext } from '../http/context.ts';
import { notFound } from '../http/problem.ts';
import { route } from '../http/route.ts';

const workspaceView = z.object({ id: resourceId, name: z.string(), slug: z.string(), createdAt: z.string() });
const response = z.object({ workspace: workspaceView });

const viewOf = ({ id, name, createdAt }: WorkspaceInfo) => ({ workspace: { id, slug: id, name, createdAt } });

async function storedWorkspace({ tables, workspace }: ApiContext): Promise<Stored<WorkspaceInfo>> {
  const stored = await readDocument<WorkspaceInfo>(tables, workspaceKey(workspace));
  if (stored === undefined) throw notFound('workspace', workspace);
  return stored;
}

const getWorkspace = route({
  method: 'GET',
  path: '/',
  operationId: 'getWorkspace',
  summary: 'The workspace of the caller',
  permission: 'workspace:read',
  response,
  async answer(context) {
    const { document, revision } = await storedWorkspace(context);
    return { data: viewOf(document), revision };
  },
});

const updateWorkspace = route({
  method: 'PATCH',
  path: '/',
  operationId: 'updateWorkspace',
  summary: 'Renames the workspace',
  permission: 'workspace:write',
  body: z.strictObject({ name: resourceName }),
  example: { name: 'Acme Europe' },
  response,
  async answer(context, { body }) {
    const stored = await storedWorkspace(context);
    const document = { ...stored.document, ...body };
    await context.change({
      resource: { type: 'workspace', id: document.id },
      ...{ replaces: stored, before: stored.document, after: document },
      writes: [{ key: stored.key, document, replaces: stored }],
    });
    return { data: viewOf(document), revision: revisionOf(document) };
  },
});

export const workspaceRoutes = [getWorkspace, updateWorkspace] as const;
