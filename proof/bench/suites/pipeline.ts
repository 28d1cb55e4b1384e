import { startArrivals, type Arrivals } from '../harness/arrivals.ts';
import { startPenstock } from '../harness/pipeline.ts';
import { createRawExchange } from '../harness/raw-exchange.ts';
import { createRawSender, sendSteadily, type RawSender } from '../harness/raw-sender.ts';
import type { Row, Section, Suite } from '../harness/report.ts';
import { sampleEvents } from '../harness/sample-events.ts';
import { quantile } from '../harness/statistics.ts';

const PER_REQUEST = 15;
const CONNECTIONS = 16;
const MS_PER_SECOND = 1000;
const SHARES = [0.1, 0.5, 0.9] as const;
const PERCENTILES = [0.5, 0.95, 0.99] as const;
/** Before the first measurement, until all functions are loaded and compiled. */
const WARM_UP_SHARE = 0.5;

/** Events a second through all of `npm start`, and how long an event takes at shares of that. */
export const pipelineSuite: Suite = {
  name: 'pipeline',
  async run({ loadMs }) {
    const arrivals = await startArrivals();
    const pipeline = await startPenstock({ web: arrivals.url });
    const sender = createRawSender(pipeline.port, CONNECTIONS, PER_REQUEST);
    try {
      const phaseMs = loadMs / 5;
      await sendAsMuch(sender, arrivals, phaseMs * WARM_UP_SHARE);
      const perSecond = await sendAsMuch(sender, arrivals, phaseMs);
      const raw = await rawEventsPerSecond(arrivals, phaseMs / 10);
      const sections = [throughput(raw.perSecond, perSecond)];
      for (const share of SHARES) {
        const latencies = await latenciesAt(sender, arrivals, { perSecond: perSecond * share, durationMs: phaseMs });
        sections.push(latencySection(share, { latencies, rawMs: raw.latencyMs, perSecond: perSecond * share }));
      }
      return sections;
    } finally {
      sender.close();
      await pipeline.close();
      arrivals.close();
    }
  },
};

/** All connections are busy for a while; then everything is waited for. Returns events a second until the last came. */
async function sendAsMuch(sender: RawSender, arrivals: Arrivals, durationMs: number): Promise<number> {
  const [startedAt, before] = [performance.now(), sender.sent()];
  const lane = async (): Promise<void> => {
    while (performance.now() - startedAt < durationMs) await sender.send(performance.now());
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  await arrivals.until(sender.sent());
  return ((sender.sent() - before) * MS_PER_SECOND) / (performance.now() - startedAt);
}

/** Returns the milliseconds from due to delivered, of each event, at a fixed rate. */
async function latenciesAt(
  sender: RawSender,
  arrivals: Arrivals,
  { perSecond, durationMs }: { perSecond: number; durationMs: number },
): Promise<number[]> {
  const requestsPerSecond = perSecond / PER_REQUEST;
  const requests = Math.max(1, Math.round((durationMs / MS_PER_SECOND) * requestsPerSecond));
  sender.due.clear();
  await sendSteadily(sender, { requestsPerSecond, requests });
  await arrivals.until(sender.sent());
  return [...sender.due].map(([id, dueAt]) => (arrivals.times.get(id) ?? NaN) - dueAt);
}

/** The least that could be: each event posted to the partner, one after the other, by raw exchanges of this process. */
async function rawEventsPerSecond(
  { port }: Arrivals,
  durationMs: number,
): Promise<{ perSecond: number; latencyMs: number }> {
  const socket = createRawExchange(port, '/raw');
  const [event = {}] = sampleEvents('2 KB', 1);
  const body = JSON.stringify(event);
  const startedAt = performance.now();
  let count = 0;
  for (; count === 0 || performance.now() - startedAt < durationMs; count += 1) {
    await socket.send(body, 'webhook-id: raw\r\n');
  }
  const tookMs = performance.now() - startedAt;
  socket.close();
  return { perSecond: (count * MS_PER_SECOND) / tookMs, latencyMs: tookMs / count };
}

const row = (name: string, value: number, floor: number): Row => {
  const ratio = value / floor;
  return { name, value, ratio, low: ratio, high: ratio };
};

function throughput(raw: number, perSecond: number): Section {
  const rows = [row('floor: raw exchanges, one after the other', raw, raw), row('Penstock', perSecond, raw)];
  return { title: `pipeline: most of it, ${PER_REQUEST} x 2 KB a request, 1 destination`, unit: 'events/s', rows };
}

function latencySection(
  share: number,
  { latencies, rawMs, perSecond }: { latencies: readonly number[]; rawMs: number; perSecond: number },
): Section {
  const rows = [
    row('floor: one raw exchange', rawMs, rawMs),
    ...PERCENTILES.map((percentile) => row(`p${percentile * 100}`, quantile(latencies, percentile), rawMs)),
  ];
  return {
    title: `pipeline: due to delivered at ${share * 100} %, ${Math.round(perSecond)} events/s`,
    unit: 'ms',
    rows,
  };
}
