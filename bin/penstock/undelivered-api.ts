import type { ApiClient, DataOf, InputTo } from '../../client/api-client.ts';
import type { ResolveAnswer, UndeliveredDetail, UndeliveredList } from '../../domain/delivery/undelivered-report.ts';

export type Filter = Readonly<Record<string, string>>;
type Page = Readonly<Record<string, string | undefined>>;
type Request = (
  { readonly ids: readonly string[] } | { readonly filter: Filter; readonly cursor: string | undefined }
) & { readonly dryRun?: true };

/** Undelivered events, under the names of the options. */
export type UndeliveredApi = {
  list(page: Page): Promise<UndeliveredList>;
  show(id: string): Promise<UndeliveredDetail>;
  resolve(verb: 'redrive' | 'discard', request: Request): Promise<ResolveAnswer>;
};

function toApiFilter({ destination, subscription, user, ...rest }: Page) {
  return {
    ...rest,
    ...(destination === undefined ? {} : { destinationId: destination }),
    ...(subscription === undefined ? {} : { subscriptionId: subscription }),
    ...(user === undefined ? {} : { userId: user }),
  };
}

const withCursor = ({ next }: { next?: string | undefined }) => (next === undefined ? {} : { cursor: next });

export function createUndeliveredApi(client: ApiClient): UndeliveredApi {
  return {
    async list(page) {
      // Whatever is wrong with an option, the API says.
      const query = toApiFilter(page) as NonNullable<InputTo<'GET /undelivered-events'>['query']>;
      const { undeliveredEvents, pagination } = await client.call('GET /undelivered-events', { query });
      return { records: undeliveredEvents.map(toSummary), ...withCursor(pagination) };
    },
    async show(undeliveredEventId) {
      const params = { undeliveredEventId };
      const { undeliveredEvent } = await client.call('GET /undelivered-events/{undeliveredEventId}', { params });
      return undeliveredEvent as UndeliveredDetail;
    },
    async resolve(verb, request) {
      const said = 'ids' in request ? request : { ...request, filter: toApiFilter(request.filter) };
      const body = said as InputTo<'POST /undelivered-events/redrive'>['body'];
      const { pagination, ...counts } = await client.call(`POST /undelivered-events/${verb}`, { body });
      return { ...counts, ...withCursor(pagination) };
    },
  };
}

type Reason = DataOf<'GET /undelivered-events/summary'>['reasons'][number];

/** All of it: what the API counts a part at a time, added up. Parts come from new to old. */
export async function summarise(client: ApiClient, page: Page): Promise<readonly Reason[]> {
  const total = new Map<string, Reason>();
  let cursor: string | undefined;
  do {
    // Whatever is wrong with an option, the API says.
    const query = toApiFilter({ ...page, cursor }) as NonNullable<InputTo<'GET /undelivered-events/summary'>['query']>;
    const { reasons, pagination } = await client.call('GET /undelivered-events/summary', { query });
    for (const reason of reasons) {
      const key = `${reason.destinationId} ${reason.outcome} ${reason.reason}`;
      const { count, ...newest } = total.get(key) ?? { ...reason, count: 0 };
      total.set(key, { ...newest, count: count + reason.count, first: reason.first });
    }
    cursor = pagination.next;
  } while (cursor !== undefined);
  return [...total.values()].toSorted((one, other) => other.count - one.count);
}

type ApiSummary = DataOf<'GET /undelivered-events'>['undeliveredEvents'][number];

/** The API's schema has optional fields that may be undefined; JSON has none of these. */
const toSummary = (summary: ApiSummary): UndeliveredList['records'][number] =>
  summary as UndeliveredList['records'][number];
