import { useQuery } from '@tanstack/react-query';
import type { ApiClient } from '../../../client/api-client.ts';
import type { ApiCallError } from '../../../client/call-error.ts';
import type { MonthTraffic } from '../../../domain/cost/month-cost.ts';
import { monthOf, trafficOf, type Hour } from '../../../domain/cost/month-traffic.ts';
import { useApi, useWorkspaceId } from '../data/api.tsx';
import { stateOf, type Read } from '../data/read.ts';

export type Month = {
  readonly traffic: MonthTraffic;
  readonly destinations: readonly { readonly name: string; readonly hours: readonly Hour[] }[];
};

/** It is a request for each source and destination, so it is asked rarely. */
const FRESH_MS = 300_000;

export function useMonth(): Read<Month> {
  const api = useApi();
  const query = useQuery<Month, ApiCallError>({
    queryKey: ['month', useWorkspaceId()],
    queryFn: () => readMonth(api, new Date()),
    staleTime: FRESH_MS,
    refetchOnWindowFocus: false,
  });
  return { data: query.data, revision: undefined, ...stateOf(query) };
}

async function readMonth(api: ApiClient, now: Date): Promise<Month> {
  const { startTime, endTime } = monthOf(now);
  const query = { granularity: 'HOUR', startTime, endTime: now.toISOString() } as const;
  const { sources, destinations } = await api.whole('GET /delivery-overview');
  const names = new Map<string, string>();
  for await (const { id, name } of api.list('GET /destinations')) names.set(id, name);
  const ofSources: (readonly Hour[])[] = [];
  // One after the other: a person has so many requests a minute.
  for (const { id: sourceId } of sources) {
    const { series } = await api.whole('GET /delivery-overview/sources/{sourceId}', { params: { sourceId }, query });
    ofSources.push(series);
  }
  const ofDestinations: { name: string; hours: readonly Hour[] }[] = [];
  for (const { id: destinationId } of destinations) {
    const asked = { params: { destinationId }, query };
    const { series } = await api.whole('GET /delivery-overview/destinations/{destinationId}', asked);
    ofDestinations.push({ name: names.get(destinationId) ?? destinationId, hours: series });
  }
  const time = { beginsMs: Date.parse(startTime), endsMs: Date.parse(endTime), nowMs: now.getTime() };
  const hours = { sources: ofSources, destinations: ofDestinations.map((one) => one.hours) };
  return { traffic: trafficOf(time, hours), destinations: ofDestinations };
}
