import * as z from 'zod/mini';
import { differences } from '../../../domain/base/differences.ts';
import type { AuditEvent } from '../../../domain/access/people.ts';
import { fittingItems } from '../../shared/dynamo/fitting-items.ts';
import { readAuditEvents } from '../../shared/stores/workspace-items.ts';
import { cursorQuery, pagination, readCursor, toCursor } from '../http/pages.ts';
import { route } from '../http/route.ts';

const actorView = z.object({ type: z.string(), id: z.string(), name: z.string() });

const driftView = z.object({
  id: z.string(),
  timestamp: z.string(),
  actor: actorView,
  action: z.enum(['create', 'update', 'delete']),
  resourceType: z.string(),
  resourceId: z.string(),
  differences: z.array(z.object({ path: z.string(), before: z.optional(z.unknown()), after: z.optional(z.unknown()) })),
});

/** Changes that one answer looks through. */
const LOOKED_AT = 500;

const getDrift = route({
  method: 'GET',
  path: '/workspace-file/drift',
  operationId: 'getWorkspaceFileDrift',
  summary: 'What was changed since a file was last applied, by whom, newest first: what applying it again would undo',
  description:
    '`lastApply` is absent while there is a `next`, and where no file was applied in the 400 days of the log. An application that changed nothing is none.',
  permission: 'audit:read',
  query: cursorQuery,
  response: z.object({
    lastApply: z.optional(z.object({ at: z.string(), by: actorView })),
    changes: z.array(driftView),
    pagination,
  }),
  async answer({ tables, workspace }, { query: { cursor } }) {
    const before = cursor === undefined ? undefined : readCursor(cursor);
    const { events, next: after } = await readAuditEvents(tables, workspace, { limit: LOOKED_AT, before });
    const end = events.findIndex(({ type }) => type.endsWith('ByFile'));
    const since = (end === -1 ? events : events.slice(0, end)).filter(isOfFile);
    const changes = fittingItems(since.map(viewOf));
    if (changes.length < since.length) {
      return { data: { changes, pagination: { next: toCursor(changes.at(-1)?.id ?? '') } } };
    }
    const last = events[end];
    if (last !== undefined) {
      return { data: { lastApply: { at: last.timestamp, by: last.actor }, changes, pagination: {} } };
    }
    return { data: { changes, pagination: after === undefined ? {} : { next: toCursor(after) } } };
  },
});

const OF_FILE: ReadonlySet<string> = new Set(['source', 'destination', 'function']);

/** Of what stands in a file, the configuration: what is done with undelivered events is noted at their destination too. */
function isOfFile({ resourceType, resourceId, before, after }: AuditEvent): boolean {
  const document = (after ?? before) as { readonly id?: unknown } | undefined;
  return OF_FILE.has(resourceType) && document?.id === resourceId;
}

function viewOf({ id, timestamp, actor, resourceType, resourceId, before, after }: AuditEvent) {
  const action = before === undefined ? 'create' : after === undefined ? 'delete' : 'update';
  const shown = action === 'update' ? differences(before, after) : [];
  return { id, timestamp, actor, action, resourceType, resourceId, differences: shown } as const;
}

export const workspaceDriftRoutes = [getDrift] as const;
