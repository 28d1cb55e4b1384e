import * as z from 'zod/mini';
import { fittingItems } from '../../shared/dynamo/fitting-items.ts';
import { readAuditEvents } from '../../shared/stores/workspace-items.ts';
import { pageQuery, pagination, readCursor, toCursor } from '../http/pages.ts';
import { route } from '../http/route.ts';

const auditEventView = z.object({
  id: z.string(),
  timestamp: z.string(),
  type: z.string(),
  actor: z.object({ type: z.string(), id: z.string(), name: z.string() }),
  resourceType: z.string(),
  resourceId: z.string(),
  before: z.optional(z.unknown()),
  after: z.optional(z.unknown()),
});

const listAuditEvents = route({
  method: 'GET',
  path: '/audit-events',
  operationId: 'listAuditEvents',
  summary: 'Who changed what, newest first',
  description: 'Kept for 400 days. Secrets are masked; one that was changed says so.',
  permission: 'audit:read',
  query: pageQuery,
  response: z.object({ auditEvents: z.array(auditEventView), pagination }),
  async answer({ tables, workspace }, { query: { limit, cursor } }) {
    const before = cursor === undefined ? undefined : readCursor(cursor);
    const { events, isMore } = await readAuditEvents(tables, workspace, { limit, before });
    // Each may hold a resource before and after.
    const page = fittingItems(events, limit);
    const last = page.at(-1);
    return {
      data: {
        auditEvents: page,
        pagination: (isMore || page.length < events.length) && last !== undefined ? { next: toCursor(last.id) } : {},
      },
    };
  },
});

export const auditRoutes = [listAuditEvents] as const;
