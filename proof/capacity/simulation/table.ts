import { SQS_MAX_IN_FLIGHT } from '../../../domain/base/aws-limits.ts';
import { count, duration, markdownTable } from '../../simulation/table.ts';
import type { Simulated } from './scenarios.ts';

/** What the simulations came to, as people read it. */
export function simulationTable(all: readonly Simulated[]): string {
  const rows: [string, (simulated: Simulated) => string][] = [
    ['most waiting, ingest queue', ({ pipeline }) => count(pipeline.fanOut.queue.peaks().visible)],
    ['longest wait, ingest queue', ({ pipeline }) => duration(pipeline.fanOut.queue.peaks().waitMs)],
    ['most waiting, live queue of a lane', (one) => count(first(one).live.queue.peaks().visible)],
    ['longest wait, live queue', (one) => duration(first(one).live.queue.peaks().waitMs)],
    ['most in flight, ingest queue', ({ pipeline }) => count(pipeline.fanOut.queue.peaks().inFlight)],
    ['most in flight, live queue', (one) => count(first(one).live.queue.peaks().inFlight)],
    ['most in flight, retry queue', (one) => count(first(one).retry.queue.peaks().inFlight)],
    ['most of the quota used', (one) => `${Math.round((100 * mostInFlight(one)) / SQS_MAX_IN_FLIGHT)} %`],
    ['most functions at work, without ingest', (one) => count(Math.max(...one.samples.map((s) => s.functions)))],
    ['most held, events', (one) => count(Math.max(...one.samples.map(({ heldEvents }) => heldEvents)))],
    ['most held, packs', (one) => count(Math.max(...one.samples.map(({ heldPacks }) => heldPacks)))],
    ['attempts in vain', (one) => count(first(one).sums.inVain)],
    ['probes', (one) => count(first(one).breaker.probes)],
    ['another destination, first attempt at worst', (one) => duration(last(one).firstWaits.maxMs())],
    ['events in no place, or in two', (one) => count(Math.max(...one.samples.map(({ unaccounted }) => unaccounted)))],
    ['nothing of it left after', ({ recoveredAfterMs }) => after(recoveredAfterMs)],
  ];
  return markdownTable(
    ['', ...all.map(nameOf)],
    rows.map(([name, read]) => [name, ...all.map(read)]),
  );
}

export function mostInFlight({ pipeline }: Simulated): number {
  const lanes = pipeline.destinations.flatMap(({ live, retry }) => [live.queue, retry.queue]);
  return Math.max(...[pipeline.fanOut.queue, ...lanes].map((queue) => queue.peaks().inFlight));
}

function nameOf({ scenario }: Simulated): string {
  const { name, releaseChains } = scenario;
  return name === 'outage' ? `outage, ${releaseChains} ${releaseChains === 1 ? 'chain' : 'chains'}` : name;
}

function first({ pipeline }: Simulated): Simulated['pipeline']['destinations'][number] {
  const [destination] = pipeline.destinations;
  if (destination === undefined) throw new Error('a pipeline without destinations was simulated');
  return destination;
}

function last(simulated: Simulated): Simulated['pipeline']['destinations'][number] {
  return simulated.pipeline.destinations.at(-1) ?? first(simulated);
}

function after(milliseconds: number | undefined): string {
  return milliseconds === undefined ? 'not while simulated' : duration(milliseconds);
}
