// Reading what comes in, look by look: each asks for what came after the one before, and the newest are kept.

import { hashKey, useQuery } from '@tanstack/react-query';
import type { ApiCallError } from '../../../client/call-error.ts';
import type { DataOf } from '../../../client/api-client.ts';
import { useApi, useWorkspaceId } from './api.tsx';
import { countingFailures, nextPollMs, useLive } from './live.tsx';
import { stateOf, type Read } from './read.ts';

export type SeenEvent = DataOf<'GET /sources/{sourceId}/events'>['events'][number];
/** With a number that no other row has: one `messageId` can come several times. */
export type TailedEvent = SeenEvent & { readonly key: string };

export type Tail = {
  /** Newest first. */
  readonly events: readonly TailedEvent[];
  readonly cursor: string;
  readonly watchedUntil: string;
  /** How many have come since one began to look. */
  readonly seen: number;
};

const KEPT = 500;

/** The events of a source as they come, 500 of them at most. */
export function useTail(
  sourceId: string,
  { every, when }: { readonly every: number; readonly when: boolean },
): Read<Tail> {
  const api = useApi();
  const { state } = useLive();
  const queryKey = [useWorkspaceId(), 'tail', sourceId];
  const hash = hashKey(queryKey);
  const query = useQuery<Tail, ApiCallError>({
    queryKey,
    enabled: when,
    // Who comes back begins anew: what came meanwhile may be gone, and a gap that nobody sees is worse than none.
    gcTime: 0,
    refetchInterval: () => (state === 'live' ? nextPollMs(hash, every) : false),
    async queryFn({ client }) {
      const before = client.getQueryData<Tail>(queryKey);
      const query = before === undefined ? {} : { since: before.cursor };
      const look = api.call('GET /sources/{sourceId}/events', { params: { sourceId }, query });
      return added(before, await countingFailures(hash, look));
    },
  });
  return { data: query.data, revision: undefined, ...stateOf(query) };
}

function added(
  before: Tail | undefined,
  { events, cursor, watchedUntil }: DataOf<'GET /sources/{sourceId}/events'>,
): Tail {
  const seen = before?.seen ?? 0;
  const fresh = events.map((event, index) => ({ ...event, key: String(seen + index) })).toReversed();
  return {
    events: [...fresh, ...(before?.events ?? [])].slice(0, KEPT),
    ...{ cursor, watchedUntil, seen: seen + events.length },
  };
}
