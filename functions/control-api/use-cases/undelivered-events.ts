import { groupAt, undeliveredId } from '../../../domain/delivery/undelivered.ts';
import type {
  ResolveAnswer,
  UndeliveredDetail,
  UndeliveredList,
  UndeliveredReasons,
  UndeliveredSummary,
} from '../../../domain/delivery/undelivered-report.ts';
import { fittingItems } from '../../shared/dynamo/fitting-items.ts';
import type { ListQuery, ResolveRequest } from './undelivered-filter.ts';
import { createFind } from './undelivered-find.ts';
import { summarise, type SummaryQuery } from './undelivered-summary.ts';
import { cursorAfter, scan, type Match, type ScanDeps } from './undelivered-scan.ts';

export type UndeliveredDeps = ScanDeps & {
  readonly unique: () => string;
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

/** What people do with undelivered events, whoever they are and whatever way they come. */
export type UndeliveredEvents = {
  list(query: ListQuery): Promise<UndeliveredList>;
  show(id: string): Promise<UndeliveredDetail>;
  summarise(query: SummaryQuery): Promise<UndeliveredReasons>;
  resolve(as: 'redriven' | 'discarded', request: ResolveRequest): Promise<ResolveAnswer>;
};

export function createUndeliveredEvents(deps: UndeliveredDeps): UndeliveredEvents {
  const find = createFind(deps);
  return {
    async list({ state, limit, cursor, ...filter }) {
      const { destinationId } = filter;
      const destinationIds = destinationId === undefined ? await deps.destinationIds() : [destinationId];
      const wanted = { filter, state, destinationIds, cursor, withRecords: true, maxMatches: limit };
      const found = await scan(deps, wanted);
      // A name may be as long as an event.
      const records = fittingItems(found.matches.map(toSummary));
      const last = records.length < found.matches.length ? found.matches[records.length - 1] : undefined;
      const next = last === undefined ? found.cursor : cursorAfter(last);
      return { records, ...(next === undefined ? {} : { cursor: next }) };
    },
    async summarise({ destinationId, state, cursor, ...filter }) {
      const destinationIds = destinationId === undefined ? await deps.destinationIds() : [destinationId];
      return summarise(deps, { filter, state, destinationIds, cursor });
    },
    show: async (id) => toDetail(await find.one(id)),
    async resolve(as, request) {
      const { matches, cursor } = await matchesOf(deps, find, request);
      const open = matches.filter(({ state }) => state === 'open');
      if (request.dryRun !== true) await deps.resolve({ requestId: deps.unique(), as, matches: open });
      return { matched: matches.length, accepted: open.length, ...(cursor === undefined ? {} : { cursor }) };
    },
  };
}

async function matchesOf(
  deps: UndeliveredDeps,
  find: ReturnType<typeof createFind>,
  request: ResolveRequest,
): Promise<{ matches: readonly Match[]; cursor: string | undefined }> {
  if ('ids' in request) return { matches: await find.many(request.ids), cursor: undefined };
  const { filter, cursor } = request;
  const destinationIds = [filter.destinationId];
  return scan(deps, { filter, state: 'open', destinationIds, cursor, withRecords: false, maxMatches: MAX_RESOLVED });
}

function toSummary({ item, position, state, resolvedAt, record }: Match): UndeliveredSummary {
  const { destinationId, subscriptionId, endedAt } = item;
  const { outcome = 'discarded', reason = 'unknown' } = groupAt(item, position) ?? {};
  const summary = { id: undeliveredId(item, position), destinationId, outcome, reason, endedAt, state };
  return {
    ...summary,
    ...(subscriptionId === undefined ? {} : { subscriptionId }),
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
