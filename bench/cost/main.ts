import { runTraffic } from './run-traffic.ts';
import { installClock } from './virtual-clock.ts';
import { startWorld } from './world.ts';
import { byUnit } from './meter.ts';
import { billOf, total, withoutDataOut } from './bill.ts';

const world = await startWorld();
const clock = installClock(Date.UTC(2026, 10, 22, 10, 0), 11);
try {
  await world.load({
    workspace: 'acme',
    sources: [{ id: 'web', writeKeys: ['wk_web'] }],
    destinations: [{ id: 'd1', source: 'web', kind: 'webhook', settings: { url: `${world.partner.url}/hook` } }],
  });
  const began = performance.now();
  const metered = await runTraffic(world, clock, { eventsPerSecond: 1000, eventsPerRequest: 15, bytesPerEvent: 2048, destinations: 1, failures: 0, events: 10000 });
  console.log(performance.now() - began, JSON.stringify(metered, null, 1));
  const n = metered.traffic.events;
  console.log(Object.fromEntries(Object.entries(byUnit(metered.usage)).map(([k, v]) => [k, v / n])));
  const bill = billOf(metered.usage, n);
  console.log(bill, total(bill), withoutDataOut(bill));
} finally {
  clock.restore();
  await world.close();
}
