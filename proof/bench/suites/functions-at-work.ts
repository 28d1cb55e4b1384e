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

/** A thousand events a second for a function whose partner takes 20 ms, after the same for a webhook, which is the floor. */
export async function measureRate(loadMs: number): Promise<Section> {
  const partner = await startArrivals(PARTNER_MS);
  const penstock = await startPenstock({ plain: partner.url, shop: { url: partner.url, code: SENDING_CODE } });
  let sent = 0;
  const phase = async (source: string, name: string, durationMs: number): Promise<Kept> => {
    const due = await sendAtRate({
      ...{ port: penstock.port, writeKey: writeKeyOf(source), name: `${source}-${name}`, durationMs },
      ...{ requestsPerSecond: EVENTS_PER_SECOND / EVENTS_PER_REQUEST, eventsPerRequest: EVENTS_PER_REQUEST },
    });
    sent += due.size;
    await partner.until(sent);
    return keptUp([...due].map(([id, dueAt]) => [dueAt, partner.times.get(id) ?? NaN]));
  };
  try {
    const kept: Kept[] = [];
    for (const source of ['plain', 'shop']) {
      await phase(source, 'warm-up', loadMs * WARM_UP_SHARE);
      kept.push(await phase(source, 'measured', loadMs));
    }
    const [floor, own] = kept as [Kept, Kept];
    const rows = (['tookMs', 'p50', 'p99'] as const).flatMap((what) => [
      rowOf(`a webhook, ${NAMES[what]}`, floor[what], floor[what]),
      rowOf(`a function, ${NAMES[what]}`, own[what], floor[what]),
    ]);
    const title = `functions: ${EVENTS_PER_SECOND} events/s for ${loadMs / 1_000} s, a partner of ${PARTNER_MS} ms`;
    return { title, unit: 'ms', rows };
  } finally {
    await penstock.close();
    partner.close();
  }
}

type Kept = { readonly tookMs: number; readonly p50: number; readonly p99: number };

const NAMES = { tookMs: 'first due to last delivered', p50: 'due to delivered, p50', p99: 'due to delivered, p99' };

function keptUp(moments: readonly (readonly [number, number])[]): Kept {
  const waits = moments.map(([dueAt, cameAt]) => cameAt - dueAt);
  const began = Math.min(...moments.map(([dueAt]) => dueAt));
  const tookMs = Math.max(...moments.map(([, cameAt]) => cameAt)) - began;
  return { tookMs, p50: quantile(waits, 0.5), p99: quantile(waits, 0.99) };
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
