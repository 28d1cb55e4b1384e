import {
  arithmeticTable,
  attemptsPerSecond,
  behaviourTable,
  naiveTable,
  sweepTable,
  type OutageFigures,
} from './outage-report.ts';
import { SQS_MAX_IN_FLIGHT } from '../../domain/base/aws-limits.ts';
import {
  CONCURRENT_ATTEMPTS,
  RELEASE_PACKS_PER_STEP,
  RELEASE_STEP_SECONDS,
} from '../../domain/delivery/delivery-capacity.ts';
import { count, duration } from './table.ts';

/** The page docs/outage.md: the same sentences around whatever the figures are. */
export function outagePage(figures: OutageFigures): string {
  const [first] = figures.results;
  const [asItIs] = figures.sweep;
  if (first === undefined || asItIs === undefined) throw new Error('there is nothing to report');
  const { scenario } = first;
  const { lane } = scenario;
  return `# A destination that is down for four hours

\`npm run simulate\` writes this page. It runs **the delivery functions themselves**, as they are deployed, in a simulated world: tables, objects and queues are in memory, partners follow a script, and time passes when everybody waits for it. One destination fails for ${scenario.hours} hours at ${count(scenario.eventsPerSecond)} events a second, and another one, which gets the same events through the same queues, is well. Nothing here was measured on AWS; [what is real](#what-is-real-and-what-is-not) says what is assumed. How holding works is in [architecture](architecture.md#a-destination-that-is-down).

SQS has ${count(SQS_MAX_IN_FLIGHT)} places for messages in flight per queue. When they are taken, functions get nothing more, and no error says so.

## By hand

What is in flight is the rate of messages times the time that each is in flight (Little's law).

${arithmeticTable(lane)}

- **The naive design** leaves a failed message in flight until its next attempt, by its visibility timeout. Then it is in flight for the whole outage: the quota is reached at 120,000 / 14,400 s = 8.3 events a second, and after 120 s at 1,000 a second.
- **Here a message is in flight only while a function has it.** An event source never runs more functions than its maximum concurrency, and each has ten messages at most. So the product of the two bounds what is in flight, whatever the rate, the outage or the partner does. It stays below a tenth of the quota even at the most that AWS lets a stage configure.
- **What waits is not in flight.** A retry is a delayed message, 15 minutes at most for each hop; what is held is an object in S3.
- **A function that dies** leaves its messages in flight for six minutes. If every single one died, that would still be rate times 360 s, because 1,000 events a second are ${Math.ceil(1000 / lane.eventsPerPack)} packs.

## Run

By what the destination does: it answers 500 after ${duration(scenario.latencyMs)}, it accepts and never answers (5 s each), or its host refuses connections.

${behaviourTable(figures.results)}

![Messages in flight over time](outage-in-flight.svg)

The naive design at the same rate, a model that is given functions without end:

${naiveTable(figures.naive)}

![Events delivered over time](outage-delivered.svg)

The neighbour's waits are those of each event, from its publication to its first attempt. Those of all events of a second come in one pack, and what is over the 64 places of a function waits for a place.

## Catching up

Held packs are sent to the retry queue in steps. A step is a message itself: it sends up to ${count(RELEASE_PACKS_PER_STEP)} packs and then the next step, ${RELEASE_STEP_SECONDS} s later, behind the packs that it sent. So releasing waits for the functions to work off what was released, and a step cannot flood the queue: it only lets other retries of the lane wait for one step at most. (That is so in the order of arrival, which a standard queue keeps only roughly.)

How quickly that goes was measured with the same functions, after an outage of six minutes at 1,000 events a second; the column after it says how long that takes for what four hours at 1,000 a second leave behind.

${sweepTable(figures.sweep)}

![Events held over time](outage-held.svg)

- **A step counts packs, not events.** How long catching up takes depends on how full packs are: a quiet source, or many small fan-out batches, makes packs of a few events. More functions do not help those.
- **Functions bound it as well.** ${asItIs.retryConcurrency} functions with ${CONCURRENT_ATTEMPTS} attempts each and ${duration(asItIs.latencyMs)} for an answer make ${count(attemptsPerSecond(asItIs.retryConcurrency, asItIs.latencyMs))} attempts a second at best. Steps of more packs would gain nothing beyond that; \`maxRetryConcurrency\` of the lane does.
- **The partner pays for it.** It gets live traffic and released events together, and it has just been down. A breaker that opens again stops the release, and what is still held stays held.
- Before it begins, up to five minutes pass until the probe that finds out.

## What is real and what is not

- **Real** is everything behind \`createHandler\` of \`functions/delivery\`: attempts, decisions, transactions, packs, the breaker, retries, holding and releasing, with the settings of a destination and of a stage that say nothing. A pack has ${lane.eventsPerPack} events at most.
- **Simulated** is what is passed in: time, chance (with a fixed seed, so every run gives the same page), AWS, and partners, whose latencies vary by a fifth. AWS answers after the times of \`proof/world/latencies.ts\`. Computing takes no time. Queues hand out in the order of arrival, up to ten messages at once; fair queues of SQS, which a lane has, are left out: they would help the neighbour. Instances keep their memory from run to run and are never taken away.
- **Left out** are cold starts, functions that die (\`test/model\` has those, with the same functions), throttling by AWS, and how slowly event sources scale.
- **A model by rules** remains for [100,000 events a second](capacity.md), where the functions themselves would make billions of attempts. \`test/proof/simulation/model.test.ts\` runs model and functions through the same outage: from its second minute on they hold the same at each minute, to one in a hundred or one pack; they attempt as much in vain, to a tenth, ask as often, and have caught up within a tenth of the time, or half a minute, of each other.
- Each minute every event is somewhere: delivered, dead-lettered, held, or in a queue. \`test/proof/simulation/outage.test.ts\` checks that, and that the naive design reaches the quota of the same queues.
`;
}
