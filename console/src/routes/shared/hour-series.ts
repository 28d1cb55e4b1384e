// The last hour of all sources and destinations. All of it is read once; after that the last two minutes are, because each
// minute of each owner is read from all shards of the ledger.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ApiClient } from '../../../../client/api-client.ts';
import { MINUTE_MS } from '../../../../domain/base/time-units.ts';
import { useApi, useWorkspaceId } from '../../data/api.tsx';
import { useLive } from '../../data/live.tsx';
import { joined, nextStart, toSeries, type HourSeries } from './hour.ts';

export function useHourSeries(): HourSeries | undefined {
  const api = useApi();
  const client = useQueryClient();
  const { state } = useLive();
  const queryKey = [useWorkspaceId(), 'hour-series'];
  const { data } = useQuery<HourSeries>({
    queryKey,
    queryFn: () => readHour(api, client.getQueryData<HourSeries>(queryKey), Date.now()),
    refetchInterval: state === 'live' ? MINUTE_MS : false,
    staleTime: MINUTE_MS / 2,
    structuralSharing: false,
  });
  return data;
}

async function readHour(api: ApiClient, before: HourSeries | undefined, nowMs: number): Promise<HourSeries> {
  const fromMs = before === undefined ? undefined : nextStart(before, nowMs);
  if (before === undefined || fromMs === undefined) return toSeries(await api.whole('GET /delivery-overview/series'));
  const query = { startTime: new Date(fromMs).toISOString() };
  return joined(before, toSeries(await api.whole('GET /delivery-overview/series', { query })));
}
