import { SQS_MAX_IN_FLIGHT } from '../../domain/base/aws-limits.ts';
import type { NaiveResult } from './naive.ts';
import { CALM_MS, FAILING, HEALTHY, type OutageResult } from './outage.ts';
import { drawPlot } from './plot.ts';
import type { SweepRow } from './outage-sweep.ts';

const HOUR_MS = 60 * 60 * 1000;
const LARGE_STEP = 100;
const hours = (atMs: number): number => (atMs - CALM_MS) / HOUR_MS;
const X_LABEL = 'hours since the destination failed; it is back after four';

/** The files of the report by name. */
export function drawOutagePlots(
  results: readonly OutageResult[],
  naive: NaiveResult,
  sweep: readonly SweepRow[],
): Record<string, string> {
  return {
    'outage-in-flight.svg': plotInFlight(results, naive),
    'outage-held.svg': plotHeld(sweep),
    'outage-delivered.svg': plotDelivered(results),
  };
}

function plotInFlight(results: readonly OutageResult[], { inFlight }: NaiveResult): string {
  return drawPlot({
    title: 'Messages in flight in the busiest queue, 1,000 events/s',
    xLabel: X_LABEL,
    yLabel: 'messages, logarithmic',
    scale: 'logarithmic',
    mark: { y: SQS_MAX_IN_FLIGHT, label: `SQS hands out nothing above ${SQS_MAX_IN_FLIGHT.toLocaleString('en-GB')}` },
    series: [
      { name: 'visibility back-off', points: inFlight.map(([atMs, messages]) => [atMs / HOUR_MS, messages]) },
      ...results.map(({ scenario, samples }) => ({
        name: `Penstock, ${scenario.kind}`,
        points: samples
          .filter(({ atMs }) => atMs >= CALM_MS)
          .map(({ atMs, live, retry }) => [hours(atMs), Math.max(live.inFlight, retry.inFlight)] as const),
      })),
    ],
  });
}

function plotHeld(sweep: readonly SweepRow[]): string {
  return drawPlot({
    title: 'Events held while the destination is down, and released when it is back',
    xLabel: X_LABEL,
    yLabel: 'events held, by packs a step and functions for retries',
    scale: 'linear',
    series: sweep.filter(isPlotted).map(({ held, packsPerStep, retryConcurrency }) => ({
      name: `${packsPerStep} packs, ${retryConcurrency} functions`,
      points: held.filter(([atMs]) => atMs >= CALM_MS).map(([atMs, events]) => [hours(atMs), events]),
    })),
  });
}

function plotDelivered(results: readonly OutageResult[]): string {
  const [first] = results;
  const samples = first?.samples.filter(({ atMs }) => atMs >= CALM_MS) ?? [];
  const series = [FAILING, HEALTHY].map((id) => ({
    name: id === FAILING ? 'the destination that is down for four hours' : 'its neighbour in the same lane',
    points: samples.map(({ atMs, destinations }) => [hours(atMs), destinations[id]?.delivered ?? 0] as const),
  }));
  return drawPlot({
    title: 'Events delivered, of 1,000 a second for each',
    xLabel: X_LABEL,
    yLabel: 'events delivered',
    scale: 'linear',
    series,
  });
}

/** Four lines tell enough: as it is, with larger steps, and with more functions. */
function isPlotted(
  { packsPerStep, eventsPerPack, latencyMs }: SweepRow,
  index: number,
  all: readonly SweepRow[],
): boolean {
  const isUsual = eventsPerPack === all[0]?.eventsPerPack && latencyMs === all[0].latencyMs;
  return index === 0 || (isUsual && packsPerStep === LARGE_STEP);
}
