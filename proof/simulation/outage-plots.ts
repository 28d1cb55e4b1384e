import { SQS_MAX_IN_FLIGHT } from '../../domain/base/aws-limits.ts';
import type { NaiveResult } from './naive.ts';
import { CALM_MS, FAILING, HEALTHY, type OutageResult } from './outage.ts';
import { drawPlot } from './plot.ts';
import type { SweepRow } from './outage-sweep.ts';
import { HOUR_MS, MINUTE_MS } from '../../domain/base/time-units.ts';

/** Samples a second apart are more than anybody sees. */
const PLOTTED_EVERY = 5;
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
    title: `Messages in flight in the busiest queue, ${rateOf(results)} events/s`,
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
    xLabel: 'minutes since the destination failed; it is back after six',
    yLabel: 'events held, of 1,000 a second',
    scale: 'linear',
    series: sweep
      .filter(({ isPlotted }) => isPlotted)
      .map(({ held, name }) => ({
        name,
        points: held
          .filter(([atMs], index) => atMs >= CALM_MS && index % PLOTTED_EVERY === 0)
          .map(([atMs, events]) => [(atMs - CALM_MS) / MINUTE_MS, events]),
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
    title: `Events delivered, of ${rateOf(results)} a second for each`,
    xLabel: X_LABEL,
    yLabel: 'events delivered',
    scale: 'linear',
    series,
  });
}

function rateOf([first]: readonly OutageResult[]): string {
  return (first?.scenario.eventsPerSecond ?? 0).toLocaleString('en-GB');
}
