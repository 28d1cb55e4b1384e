// Reading what comes in, look by look: each asks for what came after the one before, and the newest are kept.

import { hashKey, useQuery } from '@tanstack/react-query';
import type { ApiCallError } from '../../../client/call-error.ts';
import type { DataOf } from '../../../client/api-client.ts';
import { useApi, useWorkspaceId } from './api.tsx';
import { countingFailures, nextPollMs, useLive } from './live.tsx';
import { stateOf, type Read } from './read.ts';

export type SeenEvent = DataOf<'GET /sources/{sourceId}/events'>['events'][number];
export type LoggedRun = DataOf<'GET /functions/{functionId}/logs'>['logs'][number];
/** With a number that no other row has: one `messageId` can come several times. */
type Keyed<Item> = Item & { readonly key: string };
export type TailedEvent = Keyed<SeenEvent>;
export type TailedRun = Keyed<LoggedRun>;

type Tailed<Item, Beside = unknown> = Beside & {
  /** Newest first. */
  readonly items: readonly Keyed<Item>[];
  readonly cursor: string;
  /** How many have come since one began to look. */
  readonly seen: number;
};

type Watched = { readonly watchedUntil: string };
export type Tail = Tailed<SeenEvent, Watched>;
export type LogTail = Tailed<LoggedRun>;

type Every = { readonly every: number; readonly when: boolean };

const KEPT = 500;

/** The events of a source as they come, 500 of them at most. */
export function useTail(sourceId: string, options: Every): Read<Tail> {
  const api = useApi();
  return useTailed<SeenEvent, Watched>(['tail', sourceId], options, async (query) => {
    const params = { sourceId };
    const { events, cursor, watchedUntil } = await api.call('GET /sources/{sourceId}/events', { params, query });
    return { items: events, cursor, watchedUntil };
  });
}

/** What a function has logged, as it comes, 500 runs at most. */
export function useLogTail(functionId: string, options: Every): Read<LogTail> {
  const api = useApi();
  return useTailed<LoggedRun>(['log', functionId], options, async (query) => {
    const { logs, cursor } = await api.call('GET /functions/{functionId}/logs', { params: { functionId }, query });
    return { items: logs, cursor };
  });
}

type Look<Item, Beside> = Beside & { readonly items: readonly Item[]; readonly cursor: string };

function useTailed<Item, Beside = unknown>(
  key: readonly string[],
  { every, when }: Every,
  look: (query: { readonly since?: string }) => Promise<Look<Item, Beside>>,
): Read<Tailed<Item, Beside>> {
  const { state } = useLive();
  const queryKey = [useWorkspaceId(), ...key];
  const hash = hashKey(queryKey);
  const query = useQuery<Tailed<Item, Beside>, ApiCallError>({
    queryKey,
    enabled: when,
    // Who comes back begins anew: what came meanwhile may be gone, and a gap that nobody sees is worse than none.
    gcTime: 0,
    refetchInterval: () => (state === 'live' ? nextPollMs(hash, every) : false),
    async queryFn({ client }) {
      const before = client.getQueryData<Tailed<Item, Beside>>(queryKey);
      const since = before === undefined ? {} : { since: before.cursor };
      return added(before, await countingFailures(hash, look(since)));
    },
  });
  return { data: query.data, revision: undefined, ...stateOf(query) };
}

function added<Item, Beside>(
  before: Tailed<Item, Beside> | undefined,
  { items, ...beside }: Look<Item, Beside>,
): Tailed<Item, Beside> {
  const seen = before?.seen ?? 0;
  const fresh = items.map((item, index) => ({ ...item, key: String(seen + index) })).toReversed();
  return {
    ...(beside as unknown as Beside & { readonly cursor: string }),
    items: [...fresh, ...(before?.items ?? [])].slice(0, KEPT),
    seen: seen + items.length,
  };
}
