import { startArrivals, type Arrivals } from '../harness/arrivals.ts';
import { startPenstock, writeKeyOf } from '../harness/pipeline.ts';
import type { Row, Section } from '../harness/report.ts';
import { quantile } from '../harness/statistics.ts';
import { sendAtRate } from '../harness/steady-load.ts';

// Functions in the whole pipeline: whether one keeps up, and what one that never ends costs a webhook.

const PARTNER_MS = 20;
const EVENTS_PER_SECOND = 1_000;
const EVENTS_PER_REQUEST = 20;
const WARM_UP_SHARE = 0.2;

/** Says the id of the event as webhooks do, so that its arrival is noted. */
const SENDING_CODE = `
async function onTrack(event, settings) {
  const body = JSON.stringify({ user: event.userId, name: event.event });
  const response = await fetch(settings.url, { method: 'POST', headers: { 'webhook-id': event.messageId }, body });
  if (!(await response.json()).ok) throw new RetryError('not ok');
}`;

const ENDLESS_CODE = `
async function onTrack() {
  await new Promise(() => {});
}`;

const rowOf = (name: string, value: number, floor: number): Row => {
  const ratio = value / floor;
  return { name, value, ratio, low: ratio, high: ratio };
};

/** A thousand events a second for a function whose partner takes 20 ms; the floor is how long they are sent for. */
export async function measureRate(loadMs: number): Promise<Section> {
  const partner = await startArrivals(PARTNER_MS);
  const penstock = await startPenstock({ shop: { url: partner.url, code: SENDING_CODE } });
  const send = (name: string, durationMs: number) =>
    sendAtRate({
      ...{ port: penstock.port, writeKey: writeKeyOf('shop'), name, durationMs },
      ...{ requestsPerSecond: EVENTS_PER_SECOND / EVENTS_PER_REQUEST, eventsPerRequest: EVENTS_PER_REQUEST },
    });
  try {
    const warm = await send('warm-up', loadMs * WARM_UP_SHARE);
    await partner.until(warm.size);
    const due = await send('measured', loadMs);
    await partner.until(warm.size + due.size);
    const moments = [...due].map(([id, dueAt]) => [dueAt, partner.times.get(id) ?? NaN] as const);
    const waits = moments.map(([dueAt, cameAt]) => cameAt - dueAt);
    const began = Math.min(...moments.map(([dueAt]) => dueAt));
    const took = Math.max(...moments.map(([, cameAt]) => cameAt)) - began;
    return {
      title: `functions: ${EVENTS_PER_SECOND} events/s through a function, a partner of ${PARTNER_MS} ms`,
      unit: 'ms',
      rows: [
        rowOf('floor: sent for', loadMs, loadMs),
        rowOf('from the first that was due to the last that came', took, loadMs),
        rowOf('due to delivered, p50', quantile(waits, 0.5), loadMs),
        rowOf('due to delivered, p99', quantile(waits, 0.99), loadMs),
      ],
    };
  } finally {
    await penstock.close();
    partner.close();
  }
}

const [PER_SECOND, PHASE_SHARE, ONSET_SHARE] = [20, 0.4, 0.3];

/** A webhook alone, and beside a function of which every event times out. */
export async function measureNoise(loadMs: number): Promise<Section> {
  const healthy = await startArrivals();
  const penstock = await startPenstock({ healthy: healthy.url, noisy: { url: healthy.url, code: ENDLESS_CODE } });
  try {
    const send = (source: string, phase: string, share: number) =>
      sendAtRate({
        ...{ port: penstock.port, writeKey: writeKeyOf(source), name: `${source}-${phase}` },
        ...{ requestsPerSecond: PER_SECOND, eventsPerRequest: 1, durationMs: loadMs * share },
      });
    const waitsOf = phases(healthy, send);
    await waitsOf('warm-up', WARM_UP_SHARE);
    const alone = await waitsOf('alone', PHASE_SHARE);
    const noise = send('noisy', 'all', ONSET_SHARE + PHASE_SHARE);
    await waitsOf('onset', ONSET_SHARE);
    const beside = await waitsOf('beside', PHASE_SHARE);
    await noise;
    const rows = [0.5, 0.99].flatMap((share) => {
      const floor = quantile(alone, share);
      const name = `p${share * 100}`;
      return [rowOf(`alone, ${name}`, floor, floor), rowOf(`beside it, ${name}`, quantile(beside, share), floor)];
    });
    return { title: 'functions: due to delivered of a webhook beside a function that never ends', unit: 'ms', rows };
  } finally {
    await penstock.close();
    healthy.close();
  }
}

type Send = (source: string, phase: string, share: number) => Promise<Map<string, number>>;

function phases(healthy: Arrivals, send: Send): (phase: string, share: number) => Promise<number[]> {
  let sent = 0;
  return async (phase, share) => {
    const due = await send('healthy', phase, share);
    sent += due.size;
    await healthy.until(sent);
    return [...due].map(([id, dueAt]) => (healthy.times.get(id) ?? NaN) - dueAt);
  };
}
