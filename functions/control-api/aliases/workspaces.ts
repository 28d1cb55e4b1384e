import { apiError } from '../http/api-error.ts';
import { json } from '../http/router.ts';
import { pageOf } from '../http/pages.ts';
import { createOwnersToken, createWorkspace, listWorkspaces, newWorkspace } from '../use-cases/workspaces.ts';
import type { Alias } from './alias.ts';

export const workspaceAliases: readonly Alias[] = [
  {
    pattern: 'GET /api/workspaces',
    of: 'GET /workspaces',
    async answer({ query: { cursor } }, context) {
      const { items: workspaces, pagination } = pageOf(await listWorkspaces(context), { cursor }, ({ id }) => id);
      return json(200, { workspaces, cursor: pagination.next });
    },
  },
  {
    pattern: 'POST /api/workspaces',
    of: 'POST /workspaces',
    operationId: 'createWorkspace',
    async answer({ body }, context) {
      const parsed = newWorkspace.safeParse(body);
      if (!parsed.success) throw apiError('invalid_body.workspace');
      return json(201, await createWorkspace(context, parsed.data));
    },
  },
  {
    pattern: 'POST /api/workspaces/{id}/tokens',
    of: 'POST /workspaces/{workspaceId}/tokens',
    operationId: 'createTokenByOperator',
    answer: async ({ params: { id = '' } }, context) => json(201, await createOwnersToken(context, id)),
  },
];
