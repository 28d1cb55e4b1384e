import {
  CONCURRENT_ATTEMPTS,
  DELIVERY_BATCH_SIZE,
  RELEASE_PACKS_PER_STEP,
} from '../../domain/delivery/delivery-capacity.ts';
import { LEDGER_SHARDS } from '../../domain/ledger/ledger.ts';
import { MAX_PACK_BYTES } from '../../domain/pipeline/pack-size.ts';
import { count, markdownTable } from '../simulation/table.ts';
import { providedWritesPerMonth } from './bill.ts';
import { shardsNeeded } from './contention.ts';
import { contentionTable } from './contention-table.ts';
import { RELEASE_WORK_SECONDS, releasedPacksPerSecond } from './design-limits.ts';
import { computeFlow } from './flow.ts';
import { planCapacity, type Plan } from './plan.ts';
import { PRICES_AS_OF } from '../../domain/cost/prices.ts';
import { EVENT_SOURCE_MAX_CONCURRENCY } from './stages.ts';
import * as report from './report.ts';
import type { SimulatedScenarios } from './simulation/scenarios.ts';
import { simulationTable } from './simulation/table.ts';

/** The page docs/capacity.md: the same sentences around whatever the figures are. */
export function capacityPage(plan: Plan, simulated: SimulatedScenarios): string {
  return [planned(plan), ends(plan), warmAndBill(plan), simulatedPart(plan, simulated), assumptions(plan)].join('\n\n');
}

/** What follows from arithmetic: everything but the simulations. */
export function planned(plan: Plan): string {
  const { load } = plan;
  return `# Capacity for ${count(load.eventsPerSecond)} events a second

\`npm run capacity -- --docs\` writes this page. \`npm run capacity -- --rate 20000 --bytes 800 --destinations 2\` prints the same for another load, with \`--json\` for programs; \`--help\` has all options. **Nothing here was measured on AWS**: it is computed from the cost of single calls, measured on one machine, and from the quotas of AWS. [What is assumed](#what-is-assumed) is at the end.

Here: ${count(load.eventsPerSecond)} events a second of ${count(load.bytesPerEvent)} bytes, ${load.eventsPerRequest} in a request, each to ${load.destinations} destinations that answer in ${load.latencyMs} ms and fail ${load.failingShare * 100} % of the attempts. What is provided is ${load.headroom} times what is needed.

${report.flowTable(plan)}

## What each stage needs

${report.stageTable(plan)}

Functions at work are runs a second times how long one takes (Little's law). A lane is one event source, which runs ${count(EVENT_SOURCE_MAX_CONCURRENCY)} functions at most; destinations share one up to half of that, so that ${load.destinations} of this size want ${plan.settings.lanes?.length ?? 0} lanes. The settings of the stage, for \`cdk.json\`:

<!-- is: stage -->

\`\`\`json
${report.settingsJson(plan)}
\`\`\`

## Which quotas bind

${report.quotaTable(plan)}

A code is for \`aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 4000\`; where there is none, AWS wants a support case. Synchronous runs follow from the concurrency. KMS does not appear: queues, bucket and tables use keys of AWS, and the key of the secrets is asked once for each destination by each function that starts. CloudWatch takes no call for each event: functions log only what goes wrong, and the access log is delivered by API Gateway.

By what varies most, with everything else as above:

${variantTable(plan)}

Bold is what AWS does not raise. With one event in a request the ingest queue itself is nearly full of messages in flight, because each waits up to a second for its batch: that load wants the quota raised, or batches from the SDKs. A partner that takes a second keeps more functions than one lane can have: it wants fewer events, or more than ${CONCURRENT_ATTEMPTS} attempts at once. Large events make many packs, and so many counters, writes and functions.`;
}

export function ends(plan: Plan): string {
  return `## Where the design ends

However much AWS grants, a single item, chain or function is as fast as it is.

${report.limitTable(plan)}

${report.limitList(plan)}

**The counters are the first limit to be met.** Each pack is one transaction that adds to the totals of its destination, in which the minute that goes on is counted too. Two that meet at an item are refused and tried again, eight times; who gives up leaves its message to come again six minutes later. Simulated, for one destination of this load:

${contentionTable(plan)}

So a stage says with \`ledgerShards\` over how many items the counters are spread; ${LEDGER_SHARDS}, without the setting, are good for about ${count(ratedShards(plan))} events a second to one destination. More shards are read as often as there are shards: by the sweep each minute, and by who looks at a series. Raise it and never lower it.`;
}

/** `ingestInFlight`: ingest in flight. */
function words(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

const RATE_STEP = 100;

/** Up to which rate, in hundreds, as many shards are enough as there are without the setting. */
function ratedShards({ load, costs }: Plan): number {
  const { transactionMs } = costs;
  const isEnough = (eventsPerSecond: number): boolean => {
    const { destinationCommits: perSecond } = computeFlow({ ...load, eventsPerSecond }, costs);
    return shardsNeeded({ perSecond, transactionMs }) <= LEDGER_SHARDS;
  };
  let rate = 0;
  while (isEnough(rate + RATE_STEP)) rate += RATE_STEP;
  return rate;
}

function variantTable({ load, costs }: Plan): string {
  const variants: [string, Partial<Plan['load']>][] = [
    ['as above', {}],
    ['1 event a request', { eventsPerRequest: 1 }],
    ['100 events a request', { eventsPerRequest: 100 }],
    ['8 KB events', { bytesPerEvent: 8192 }],
    ['partners take 1 s', { latencyMs: 1000 }],
    ['no attempt fails', { failingShare: 0 }],
    ['30 % fail', { failingShare: 0.3 }],
    ['1 destination', { destinations: 1 }],
    ['10 destinations', { destinations: 10 }],
  ];
  return markdownTable(
    ['', 'requests/s', 'in flight, ingest', 'functions', 'a lane', 'write units/s', '$ a million', 'binds'],
    variants.map(([name, changed]) => {
      const plan = planCapacity({ ...load, ...changed }, costs);
      const { quotas, flow, bill } = plan;
      const dollars = bill.reduce((sum, { dollarsPerMillion }) => sum + dollarsPerMillion, 0);
      const binding = Object.entries(quotas).filter(([, { binds }]) => binds);
      return [
        name,
        count(flow.requests),
        count(quotas.ingestInFlight.needed),
        count(quotas.concurrency.needed),
        count(quotas.laneSource.needed),
        count(flow.dedupeWrites),
        dollars.toFixed(2),
        binding.map(([key, { adjustable }]) => (adjustable ? words(key) : `**${words(key)}**`)).join(', '),
      ];
    }),
  );
}

export function warmAndBill(plan: Plan): string {
  const PROVIDED_USE = 0.6;
  const onDemand = plan.bill
    .filter(({ what }) => what.includes('write'))
    .reduce((sum, { dollarsPerMonth }) => sum + dollarsPerMonth, 0);
  return `## Warm-up

${report.warmUpTable(plan)}

## What it costs

List prices of ${PRICES_AS_OF}, without free tiers and discounts, for a month of 730 hours at this rate.

${report.billTable(plan)}

Writes are ${count(onDemand)} $ of it on demand. Provided instead, and used to ${PROVIDED_USE * 100} %, they are ${count(providedWritesPerMonth(plan.flow, PROVIDED_USE))} $: at a rate that is steady, switch the tables over.`;
}

function simulatedPart({ flow, stages, settings }: Plan, { rise, spike, outage, chains }: SimulatedScenarios): string {
  const released = releasedPacksPerSecond();
  const retried =
    ((settings.lanes?.[0]?.maxRetryConcurrency ?? 0) * DELIVERY_BATCH_SIZE * 1000) / stages.delivery.runMs;
  return `## Simulated: a rise, a spike, an outage

The pipeline with the settings above, as discrete events:

- **rise**: from a tenth of the rate to all of it, with the functions for a tenth.
- **spike**: ten times the rate for five minutes, all of it let in. (With the throttle of the settings, the endpoint would answer 429 to what is beyond, and SDKs would come again.)
- **outage**: the first destination answers 500 for four hours; the others are well.

${simulationTable([rise, spike, outage, ...chains])}

![Messages that wait during a spike](capacity-spike-waiting.svg)

![Age of the oldest message during a spike](capacity-spike-age.svg)

- **A spike waits in the ingest queue.** Fan-out works at its maximum concurrency, which is the valve that keeps the claims below what the table serves; what waits costs nothing but time. It lets a little more through than the lanes work off, and that waits in their live queues.
- **In flight never comes near the quota**, because it is functions times batch in every queue. Fan-out's batches become smaller where its functions are many (\`domain/pipeline/function-sizes.ts\`), so full batches stay below the alarm.

![Messages in flight during an outage](capacity-outage-in-flight.svg)

![Events held during an outage, and released](capacity-outage-held.svg)

- **An outage holds everything and harms nobody else**, and after half a minute the breaker leaves the partner in peace.
- **Catching up is the weak point.** One chain releases ${count(released)} packs a second at best (a step of ${RELEASE_PACKS_PER_STEP} packs is reckoned at ${RELEASE_WORK_SECONDS} s of work, as in [the outage of one lane](outage.md); a function of ${stages.retry.memoryMb} MB may well need a second), while ${count(flow.packs)} a second come in. At a thousand events a second that is plenty. The other columns show what several chains would do; the design has one. What 16 chains release is more than the functions for retries of one lane take (${count(retried)} packs a second), and waits for those.`;
}

function assumptions({ load, costs }: Plan): string {
  const { ingest, fanOut, delivery, transactionMs } = costs;
  return `## What is assumed

- **Costs** (${costs.measuredOn}; ${costs.source}): a request to ingest is ${ingest.requestCpuMs} ms of a CPU and ${ingest.kilobyteCpuMs} ms for each KB; fan-out ${fanOut.eventCpuMs} ms an event and ${fanOut.packCpuMs} ms a pack; an attempt ${delivery.attemptCpuMs} ms and a pack ${delivery.packCpuMs} ms. A function has a CPU for each 1,769 MB. All of it is in \`proof/capacity/event-costs.ts\`.
- **Waits** of AWS: SQS ${ingest.waitMs} ms, the calls of a fan-out batch ${fanOut.waitMs} ms, those of a pack ${delivery.packWaitMs} ms; a transaction keeps others from its items for ${transactionMs} ms.
- **Events** become ${load.compression} times smaller by zstd. Where they are less alike, packs that would be larger than ${MAX_PACK_BYTES / 1024} KB are halved, and there are twice as many.
- **An event source** reads 100 messages a second with each poller and hands over what it has after a second, or when it is full. AWS says so of pollers in provisioned mode; of the others it says nothing.
- **Delivery is reckoned pessimistically**: all packs of a run are for one destination and share its ${CONCURRENT_ATTEMPTS} places. Where a run has packs of several, fewer functions are needed.
- **Left out**: cold starts, functions that die, errors of AWS, the control API, replays, cross-zone traffic. In the simulation no attempt fails but in the outage, and chance plays no part.
- **Checked**: at each sample every event is in one place; \`test/proof/capacity\` checks that, the quota in flight, the recovery, and what was held against the independent model of the hazard (rate times the time since the breaker opened), and \`test/proof/simulation/model.test.ts\` holds the model beside the delivery functions themselves ([how](outage.md#what-is-real-and-what-is-not)).
`;
}
