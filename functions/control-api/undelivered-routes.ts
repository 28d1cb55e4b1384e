import { randomUUID } from 'node:crypto';
import { groupAt, undeliveredId } from '../../domain/undelivered.ts';
import type {
  ResolveAnswer,
  UndeliveredDetail,
  UndeliveredList,
  UndeliveredSummary,
} from '../../domain/undelivered-report.ts';
import { json, type Route } from './router.ts';
import { parseListQuery, parseResolveRequest, type ResolveRequest } from './undelivered-filter.ts';
import { createFind } from './undelivered-find.ts';
import { scan, type Match, type ScanDeps } from './undelivered-scan.ts';

export type UndeliveredDeps = ScanDeps & {
  readonly destinationIds: () => Promise<readonly string[]>;
  /** Has the lanes of their destinations resolve these. Throws `ApiError` when that cannot be. */
  readonly resolve: (request: {
    readonly requestId: string;
    readonly as: 'redriven' | 'discarded';
    readonly matches: readonly Match[];
  }) => Promise<void>;
};

/** Most events that one request resolves; each is a number in a message. */
const MAX_RESOLVED = 20_000;

export function undeliveredRoutes(deps: UndeliveredDeps): Route[] {
  const find = createFind(deps);
  const resolve = async (as: 'redriven' | 'discarded', body: unknown): Promise<ResolveAnswer> => {
    const { matches, cursor } = await matchesOf(deps, find, parseResolveRequest(body));
    const open = matches.filter(({ state }) => state === 'open');
    await deps.resolve({ requestId: randomUUID(), as, matches: open });
    return { matched: matches.length, accepted: open.length, ...(cursor === undefined ? {} : { cursor }) };
  };
  return [
    {
      pattern: 'GET /api/undelivered',
      answer: async ({ query }) => {
        const { state, limit, cursor, ...filter } = parseListQuery(query);
        const destinationIds = filter.destination === undefined ? await deps.destinationIds() : [filter.destination];
        const wanted = { filter, state, destinationIds, cursor, withRecords: true, maxMatches: limit };
        const found = await scan(deps, wanted);
        const list: UndeliveredList = {
          records: found.matches.map(toSummary),
          ...(found.cursor === undefined ? {} : { cursor: found.cursor }),
        };
        return json(200, list);
      },
    },
    {
      pattern: 'GET /api/undelivered/{id}',
      answer: async ({ params }) => json(200, toDetail(await find.one(params['id'] ?? ''))),
    },
    {
      pattern: 'POST /api/undelivered/redrive',
      answer: async ({ body }) => json(202, await resolve('redriven', body)),
    },
    {
      pattern: 'POST /api/undelivered/discard',
      answer: async ({ body }) => json(202, await resolve('discarded', body)),
    },
  ];
}

async function matchesOf(
  deps: UndeliveredDeps,
  find: ReturnType<typeof createFind>,
  request: ResolveRequest,
): Promise<{ matches: readonly Match[]; cursor: string | undefined }> {
  if ('ids' in request) return { matches: await find.many(request.ids), cursor: undefined };
  const { filter, cursor } = request;
  const destinationIds = [filter.destination];
  return scan(deps, { filter, state: 'open', destinationIds, cursor, withRecords: false, maxMatches: MAX_RESOLVED });
}

function toSummary({ item, position, state, resolvedAt, record }: Match): UndeliveredSummary {
  const { destinationId, endedAt } = item;
  const { outcome = 'discarded', reason = 'unknown' } = groupAt(item, position) ?? {};
  const summary = { id: undeliveredId(item, position), destinationId, outcome, reason, endedAt, state };
  return {
    ...summary,
    ...(resolvedAt === undefined ? {} : { resolvedAt }),
    ...(record === undefined ? {} : eventFields(record)),
  };
}

function eventFields({ sourceId, messageId, attempts, event }: NonNullable<Match['record']>) {
  const user = event['userId'] ?? event['anonymousId'];
  return {
    ...{ sourceId, messageId, attempts, type: event.type },
    ...(typeof event['event'] === 'string' ? { event: event['event'] } : {}),
    ...(typeof user === 'string' ? { userId: user } : {}),
  };
}

function toDetail(match: Match): UndeliveredDetail {
  const { record } = match;
  return { ...toSummary(match), history: record?.history ?? [], payload: record?.event ?? null };
}
