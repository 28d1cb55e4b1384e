// A partner in a process of its own: says its address, and when a number of events has come, when each of them came.
import { startArrivals } from './arrivals.ts';
import type { Moments } from './sender-child.ts';

const arrivals = await startArrivals();
process.on('message', (count: number) => void tell(count));
process.once('disconnect', () => arrivals.close());
process.send?.(arrivals.url);

async function tell(count: number): Promise<void> {
  await arrivals.until(count);
  const times: Moments = [...arrivals.times].map(([id, atMs]) => [id, performance.timeOrigin + atMs]);
  process.send?.(times);
}
