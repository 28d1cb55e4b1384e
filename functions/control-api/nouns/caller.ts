import * as z from 'zod/mini';
import { PERMISSIONS } from '../../../domain/access/permissions.ts';
import { route } from '../http/route.ts';

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
      workspaceId: z.string(),
      permissions: z.array(z.enum(PERMISSIONS)),
      /** When the token ends, if it does. */
      expiresAt: z.optional(z.string()),
    }),
  }),
  async answer({ workspace, caller: { actor, permissions, token } }) {
    const expiresAt = token?.expiresAt === undefined ? {} : { expiresAt: token.expiresAt };
    return { data: { caller: { ...actor, workspaceId: workspace, permissions: [...permissions], ...expiresAt } } };
  },
});

export const callerRoutes = [getCaller] as const;
