import { useRead } from '../../data/read.ts';
import { losingIn, type Losing } from '../shared/losing.ts';

const EVERY_MS = 15_000;

/** Whether a destination has taken nothing lately of what it was sent. */
export function useLosing(destinationId: string): Losing | undefined {
  const input = { params: { destinationId } };
  const { data } = useRead('GET /delivery-overview/destinations/{destinationId}', input, { every: EVERY_MS });
  return data === undefined ? undefined : losingIn(data.series);
}
