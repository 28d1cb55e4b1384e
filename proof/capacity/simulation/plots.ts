import { SQS_MAX_IN_FLIGHT } from '../../../domain/base/aws-limits.ts';
import { drawPlot, type Series } from '../../simulation/plot.ts';
import type { Sample, Simulated, SimulatedScenarios } from './scenarios.ts';
import { HOUR_MS, MINUTE_MS } from '../../../domain/base/time-units.ts';

/** The plots of docs/capacity.md by file name. */
export function drawCapacityPlots(simulated: SimulatedScenarios): Record<string, string> {
  return {
    'capacity-spike-waiting.svg': plotSpikeWaiting(simulated),
    'capacity-spike-age.svg': plotSpikeAge(simulated),
    'capacity-outage-in-flight.svg': plotOutageInFlight(simulated),
    'capacity-outage-held.svg': plotOutageHeld(simulated),
  };
}

function plotSpikeWaiting({ spike }: SimulatedScenarios): string {
  return drawPlot({
    title: 'Messages that wait, ten times the rate for five minutes',
    xLabel: 'minutes since the spike began',
    yLabel: 'messages, logarithmic',
    scale: 'logarithmic',
    series: [
      { name: 'ingest queue', points: over(spike, MINUTE_MS, ({ ingest }) => ingest.waiting) },
      { name: 'live queue of a lane', points: over(spike, MINUTE_MS, ({ live }) => live.waiting) },
    ],
  });
}

function plotSpikeAge({ spike }: SimulatedScenarios): string {
  return drawPlot({
    title: 'Age of the oldest message, ten times the rate for five minutes',
    xLabel: 'minutes since the spike began',
    yLabel: 'minutes',
    scale: 'linear',
    series: [
      { name: 'ingest queue', points: over(spike, MINUTE_MS, ({ ingest }) => ingest.oldestMs / MINUTE_MS) },
      { name: 'live queue of a lane', points: over(spike, MINUTE_MS, ({ live }) => live.oldestMs / MINUTE_MS) },
    ],
  });
}

/** The first hours tell it all; what comes after is the same. */
const HOURS_SHOWN = 8;

function plotOutageInFlight({ outage }: SimulatedScenarios): string {
  const shown = (points: Series['points']): Series['points'] => points.filter(([hours]) => hours <= HOURS_SHOWN);
  return drawPlot({
    title: 'Messages in flight, a destination down for four hours',
    xLabel: 'hours since the destination failed; it is back after four',
    yLabel: 'messages, logarithmic',
    scale: 'logarithmic',
    mark: { y: SQS_MAX_IN_FLIGHT, label: `SQS hands out nothing above ${SQS_MAX_IN_FLIGHT.toLocaleString('en-GB')}` },
    series: [
      { name: 'ingest queue', points: shown(over(outage, HOUR_MS, ({ ingest }) => ingest.inFlight)) },
      { name: 'live queue', points: shown(over(outage, HOUR_MS, ({ live }) => live.inFlight)) },
      { name: 'retry queue', points: shown(over(outage, HOUR_MS, ({ retry }) => retry.inFlight)) },
    ],
  });
}

const MILLION = 1e6;

function plotOutageHeld({ outage, chains }: SimulatedScenarios): string {
  return drawPlot({
    title: 'Events held for a destination that was down for four hours',
    xLabel: 'hours since the destination failed; it is back after four',
    yLabel: 'million events',
    scale: 'linear',
    series: [outage, ...chains].map((simulated) => {
      const { releaseChains } = simulated.scenario;
      return {
        name: `${releaseChains} ${releaseChains === 1 ? 'chain' : 'chains'}`,
        points: over(simulated, HOUR_MS, ({ heldEvents }) => heldEvents / MILLION),
      };
    }),
  });
}

const MOST_POINTS = 300;

function over({ scenario, samples }: Simulated, unitMs: number, read: (sample: Sample) => number): Series['points'] {
  const shown = samples.filter(({ atMs }) => atMs >= scenario.fromMs);
  const every = Math.ceil(shown.length / MOST_POINTS);
  return shown
    .filter((_, index) => index % every === 0)
    .map((sample) => [(sample.atMs - scenario.fromMs) / unitMs, read(sample)] as const);
}
