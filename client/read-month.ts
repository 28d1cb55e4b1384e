import { monthOf, type MonthSeries } from '../domain/cost/month-traffic.ts';
import type { ApiClient } from './api-client.ts';

// The month that goes on, as the command and the console compute its price: a request for some sources and destinations at
// once, and not one for each.

export function readMonth(client: Pick<ApiClient, 'whole'>, now: Date): Promise<MonthSeries> {
  const { startTime } = monthOf(now);
  // A range ends before its end; in the first millisecond of a month it would be empty.
  const endTime = new Date(now.getTime() + 1).toISOString();
  return client.whole('GET /delivery-overview/series', { query: { granularity: 'HOUR', startTime, endTime } });
}
