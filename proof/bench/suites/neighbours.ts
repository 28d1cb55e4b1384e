import { startReceiver, type Reaction } from '../../../local/receiver.ts';
import { startArrivals, type Arrivals } from '../harness/arrivals.ts';
import { startPenstock, writeKeyOf } from '../harness/pipeline.ts';
import type { Row, Section, Suite } from '../harness/report.ts';
import { quantile } from '../harness/statistics.ts';
import { sendAtRate } from '../harness/steady-load.ts';

const PER_SECOND = 20;
const PERCENTILES = [0.5, 0.99] as const;
/** Before the first measurement, until all functions are loaded and compiled. */
const WARM_UP_SHARE = 0.1;
const PHASE_SHARE = 0.3;
/** A neighbour that swallows or refuses everything is noticed within this time; before, it costs more. */
const ONSET_SHARE = 0.2;

/** What neighbours that swallow or refuse everything cost a healthy destination of the same lane. */
export const neighboursSuite: Suite = {
  name: 'neighbours',
  async run({ loadMs }) {
    const healthy = await startArrivals();
    const [silent, failing] = [await startReceiver(), await startReceiver()];
    silent.react((): Reaction => 'hang');
    failing.react(() => ({ status: 500 }));
    const penstock = await startPenstock({ healthy: healthy.url, silent: silent.url, failing: failing.url });
    try {
      return [await measure({ port: penstock.port, healthy }, loadMs)];
    } finally {
      await penstock.close();
      await Promise.all([silent.close(), failing.close()]);
      healthy.close();
    }
  },
};

type World = { readonly port: number; readonly healthy: Arrivals };

async function measure({ port, healthy }: World, loadMs: number): Promise<Section> {
  /** Twenty events a second for each; those of the neighbours come two to a request. */
  const send = (source: string, phase: string, share: number) => {
    const eventsPerRequest = source === 'healthy' ? 1 : 2;
    const requestsPerSecond = PER_SECOND / eventsPerRequest;
    const load = { eventsPerRequest, requestsPerSecond, durationMs: loadMs * share };
    return sendAtRate({ ...load, port, writeKey: writeKeyOf(source), name: `${source}-${phase}` });
  };
  let sent = 0;
  const latencies = async (phase: string, share: number): Promise<number[]> => {
    const due = await send('healthy', phase, share);
    sent += due.size;
    await healthy.until(sent);
    return [...due].map(([id, dueAt]) => (healthy.times.get(id) ?? NaN) - dueAt);
  };

  await latencies('warm-up', WARM_UP_SHARE);
  const alone = await latencies('alone', PHASE_SHARE);
  const neighbours = ['silent', 'failing'].map((name) => send(name, 'all', ONSET_SHARE + PHASE_SHARE));
  const onset = await latencies('onset', ONSET_SHARE);
  const beside = await latencies('beside', PHASE_SHARE);
  await Promise.all(neighbours);

  const floors = PERCENTILES.map((share) => quantile(alone, share));
  const rows = (name: string, values: readonly number[]): Row[] =>
    PERCENTILES.map((share, index) => {
      const value = quantile(values, share);
      const ratio = value / (floors[index] ?? NaN);
      return { name: `${name}, p${share * 100}`, value, ratio, low: ratio, high: ratio };
    });
  return {
    title: `neighbours: due to delivered of ${PER_SECOND} events/s beside two that swallow or refuse everything`,
    unit: 'ms',
    rows: [...rows('floor: alone', alone), ...rows('when they begin', onset), ...rows('later', beside)],
  };
}
