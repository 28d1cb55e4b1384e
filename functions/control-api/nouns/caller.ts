import * as z from 'zod/mini';
import type { WorkspaceInfo } from '../../../domain/access/people.ts';
import { PERMISSIONS, ROLES } from '../../../domain/access/permissions.ts';
import { workspaceKey } from '../../../domain/tables/table-keys.ts';
import { readDocument } from '../../shared/dynamo/document-store.ts';
import { route } from '../http/route.ts';
import { isMadeFor } from '../use-cases/access-requests.ts';

const getCaller = route({
  method: 'GET',
  path: '/caller',
  operationId: 'getCaller',
  summary: 'Who the caller is, and what the caller may do',
  permission: 'workspace:read',
  response: z.object({
    caller: z.object({
      type: z.string(),
      id: z.string(),
      name: z.string(),
      /** Of which `permissions` may be a part; the operator of the installation has none. */
      role: z.optional(z.enum(ROLES)),
      workspaceId: z.string(),
      workspaceName: z.string(),
      /** Whether the workspace decides about the components of all others. */
      reviews: z.boolean(),
      /** Whether the workspace was made for the caller, who had asked for access; known for 60 days. */
      isFromAccessRequest: z.boolean(),
      permissions: z.array(z.enum(PERMISSIONS)),
      /** When the token ends, if it does. */
      expiresAt: z.optional(z.string()),
    }),
  }),
  async answer({ tables, workspace, now, caller: { actor, role, permissions, token } }) {
    const [stored, isFromAccessRequest] = await Promise.all([
      readDocument<WorkspaceInfo>(tables, workspaceKey(workspace)),
      actor.type === 'member' && isMadeFor({ tables, now }, { email: actor.name, workspace }),
    ]);
    const expiresAt = token?.expiresAt === undefined ? {} : { expiresAt: token.expiresAt };
    const of = {
      workspaceId: workspace,
      workspaceName: stored?.document.name ?? workspace,
      reviews: stored?.document.reviews === true,
      isFromAccessRequest,
    };
    return {
      data: {
        caller: {
          ...actor,
          ...(role === undefined ? {} : { role }),
          ...of,
          permissions: [...permissions],
          ...expiresAt,
        },
      },
    };
  },
});

export const callerRoutes = [getCaller] as const;
