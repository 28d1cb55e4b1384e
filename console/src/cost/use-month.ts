import { useQuery } from '@tanstack/react-query';
import type { ApiClient } from '../../../client/api-client.ts';
import type { ApiCallError } from '../../../client/call-error.ts';
import { readMonth } from '../../../client/read-month.ts';
import type { MonthTraffic } from '../../../domain/cost/month-cost.ts';
import { deliveriesOf, trafficOf, type Deliveries } from '../../../domain/cost/month-traffic.ts';
import { useApi, useWorkspaceId } from '../data/api.tsx';
import { stateOf, type Read } from '../data/read.ts';

export type Month = {
  readonly traffic: MonthTraffic;
  readonly destinations: readonly (Deliveries & { readonly name: string })[];
};

/** All hours of a month are many to read, and its price changes slowly. */
const FRESH_MS = 300_000;

export function useMonth(): Read<Month> {
  const api = useApi();
  const query = useQuery<Month, ApiCallError>({
    queryKey: [useWorkspaceId(), 'month'],
    queryFn: () => read(api, new Date()),
    staleTime: FRESH_MS,
  });
  return { data: query.data, revision: undefined, ...stateOf(query) };
}

async function read(api: ApiClient, now: Date): Promise<Month> {
  const names = new Map<string, string>();
  for await (const { id, name } of api.list('GET /destinations')) names.set(id, name);
  const series = await readMonth(api, now);
  const destinations = deliveriesOf(series).map((one) => ({ ...one, name: names.get(one.id) ?? one.id }));
  return { traffic: trafficOf(now, series), destinations };
}
