import {
  arithmeticTable,
  attemptsPerSecond,
  behaviourTable,
  naiveTable,
  sweepTable,
  type OutageFigures,
} from './outage-report.ts';
import { SQS_MAX_IN_FLIGHT } from '../../domain/base/aws-limits.ts';
import { CONCURRENT_ATTEMPTS } from '../../domain/delivery/delivery-capacity.ts';
import { count, duration } from './table.ts';

/** The page docs/outage.md: the same sentences around whatever the figures are. */
export function outagePage(figures: OutageFigures): string {
  const [first] = figures.results;
  const [asItIs] = figures.sweep;
  if (first === undefined || asItIs === undefined) throw new Error('there is nothing to report');
  const { scenario } = first;
  const { lane } = scenario;
  return `# A destination that is down for four hours

\`npm run simulate\` writes this page. It simulates one lane at ${count(scenario.eventsPerSecond)} events a second: one destination fails for ${scenario.hours} hours, and another one, which gets the same events through the same queues, is well. Nothing here was measured on AWS; [what is simulated](#what-is-simulated) says what is assumed. How holding works is in [architecture](architecture.md#a-destination-that-is-down).

SQS has ${count(SQS_MAX_IN_FLIGHT)} places for messages in flight per queue. When they are taken, functions get nothing more, and no error says so.

## By hand

What is in flight is the rate of messages times the time that each is in flight (Little's law).

${arithmeticTable(first)}

- **The naive design** leaves a failed message in flight until its next attempt, by its visibility timeout. Then it is in flight for the whole outage: the quota is reached at 120,000 / 14,400 s = 8.3 events a second, and after 120 s at 1,000 a second.
- **Here a message is in flight only while a function has it.** An event source never runs more functions than its maximum concurrency, and each has ten messages at most. So the product of the two bounds what is in flight, whatever the rate, the outage or the partner does. It stays below a tenth of the quota even at the most that AWS lets a stage configure.
- **What waits is not in flight.** A retry is a delayed message, 15 minutes at most for each hop; what is held is an object in S3.
- **A function that dies** leaves its messages in flight for six minutes. If every single one died, that would still be rate times 360 s, because ${count(scenario.eventsPerSecond)} events a second are ${Math.ceil(scenario.eventsPerSecond / lane.eventsPerPack)} packs.

## Simulated

By what the destination does: it answers 500 after ${duration(scenario.latencyMs)}, it accepts and never answers (5 s each), or its host refuses connections.

${behaviourTable(figures.results)}

![Messages in flight over time](outage-in-flight.svg)

The same simulator with the naive design, which is given functions without end:

${naiveTable(figures.naive)}

![Events delivered over time](outage-delivered.svg)

The neighbour's waits are those of a pack, from its publication to the first attempt of the first of its events. They are pessimistic: all packs of a second come at once, are taken ten at a time although other functions are idle, and those of one destination share its 32 places. The worst wait is from the seconds before the breaker opens, when runs are full of packs for a partner that never answers.

## Catching up

Held packs are sent to the retry queue in steps. A step is a message itself: it sends some packs and then the next step, ${lane.release.stepSeconds} s later, behind the packs that it sent. So releasing waits for the functions to work off what was released, and a larger step cannot flood the queue: it only lets other retries of the lane wait for one step at most. (That is so in the order of arrival, which a standard queue keeps only roughly.)

${sweepTable(figures.sweep)}

![Events held over time](outage-held.svg)

- **A step counts packs, not events.** How long catching up takes depends on how full packs are: a quiet source, or many small fan-out batches, makes packs of a few events.
- **Functions bound it as well.** ${asItIs.retryConcurrency} functions with ${CONCURRENT_ATTEMPTS} attempts each and ${duration(asItIs.latencyMs)} for an answer make ${count(attemptsPerSecond(asItIs.retryConcurrency, asItIs.latencyMs))} attempts a second. Steps of more packs gain nothing beyond that; \`maxRetryConcurrency\` of the lane does.
- **The partner pays for it.** It gets live traffic and released events together, and it has just been down. A breaker that opens again stops the release, and what is still held stays held.
- Up to five minutes of each figure are the wait for the probe that finds out.

## What is simulated

- Queues hand out in the order of arrival, up to ten messages at once. Fair queues of SQS, which a lane has, are left out: they would help the neighbour.
- The retry schedule, the breaker and its window, probes, hops, time budgets and batch sizes are those of \`domain/\`, and the lane has the settings of a stage that says nothing. A pack is ${lane.eventsPerPack} events and takes ${lane.packOverheadMs} ms beside its attempts; a step of a release takes ${lane.releaseStepMs} ms. Latencies vary by a fifth. Chance has a fixed seed: every run gives the same page.
- Left out: cold starts, functions that die, throttling by AWS, and how slowly event sources scale. SQS is assumed to answer at once.
- At every minute of simulated time, each event is in exactly one place: delivered, dead-lettered, held, or in a queue. \`test/proof/simulation\` checks that, and that the simulator can see the hazard: the naive design reaches the quota in it.
`;
}
