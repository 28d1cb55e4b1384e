import * as z from 'zod/mini';
import { QUOTAS, QUOTA_NAMES } from '../../../domain/workspace/quotas.ts';
import { readUsage } from '../http/quotas.ts';
import { route } from '../http/route.ts';

const quotaView = z.object({
  name: z.string(),
  description: z.string(),
  most: z.number(),
  /** Absent for what is of one source, or of a time. */
  used: z.optional(z.number()),
});

const listQuotas = route({
  method: 'GET',
  path: '/quotas',
  operationId: 'listQuotas',
  summary: 'What the workspace may have, and has',
  permission: 'workspace:read',
  response: z.object({ quotas: z.array(quotaView) }),
  async answer(context) {
    const usage: Partial<Record<string, number>> = await readUsage(context);
    const quotas = QUOTA_NAMES.map((name) => {
      const used = usage[name];
      const about = { name, description: QUOTAS[name].what, most: context.quotas[name] };
      return { ...about, ...(used === undefined ? {} : { used }) };
    });
    return { data: { quotas } };
  },
});

export const quotaRoutes = [listQuotas] as const;
