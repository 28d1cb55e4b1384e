import * as z from 'zod/mini';
import { fittingItems } from '../../shared/dynamo/fitting-items.ts';
import { readAuditEvents } from '../../shared/stores/workspace-items.ts';
import { instant } from '../http/instant.ts';
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

const name = z.string().check(z.minLength(1), z.maxLength(200));

const listAuditEvents = route({
  method: 'GET',
  path: '/audit-events',
  operationId: 'listAuditEvents',
  summary: 'Who changed what, newest first',
  description:
    'Kept for 400 days. Secrets are masked; one that was changed says so. A page can have fewer events than were asked for and still have a `next`.',
  permission: 'audit:read',
  query: z.extend(pageQuery, {
    resourceType: z.optional(name),
    resourceId: z.optional(name),
    actorId: z.optional(name),
    from: z.optional(instant),
    to: z.optional(instant),
  }),
  response: z.object({ auditEvents: z.array(auditEventView), pagination }),
  async answer({ tables, workspace }, { query: { limit, cursor, ...filter } }) {
    const before = cursor === undefined ? undefined : readCursor(cursor);
    const { events, next: after } = await readAuditEvents(tables, workspace, { limit, before, filter });
    // Each may hold a resource before and after.
    const page = fittingItems(events);
    const next = page.length < events.length ? page.at(-1)?.id : after;
    return { data: { auditEvents: page, pagination: next === undefined ? {} : { next: toCursor(next) } } };
  },
});

export const auditRoutes = [listAuditEvents] as const;
