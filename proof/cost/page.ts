// docs/costs.md: the same sentences around whatever the figures are.
import { eventMetrics } from '../../domain/pipeline/metric-names.ts';
import { PRICES, PRICES_AS_OF } from '../../domain/cost/prices.ts';
import { ARCHIVE_MONTHS, billOf, withoutDataOut } from './bill.ts';
import { eventBridgeBill } from './event-bridge.ts';
import { MEGABYTES_PER_VCPU, PARTNER_MS, POLL_MS } from '../world/latencies.ts';
import type { Everything } from './meter-all.ts';
import { POLLERS } from './run-traffic.ts';
import { BYTES_PER_EVENT, EVENTS_PER_SECOND } from './scenarios.ts';
import { functionsSentences, functionsTable } from './function-tables.ts';
import { claimsSentence, claimsTable, windowsTable } from './stage-tables.ts';
import {
  comparisonTable,
  destinationsTable,
  find,
  idleTable,
  matrixTable,
  naiveTable,
  ratesTable,
  requestsTable,
  shapesTable,
} from './tables.ts';

const TARGET_DOLLARS = 0.9;
const TARGET_SHARE = 0.4;

export function costsPage(all: Everything, date: string): string {
  return `# What it costs

\`npm run cost\` writes this page, the table of the README and \`domain/cost/measured-costs.ts\`; metered on ${date}, priced by \`domain/cost/prices.ts\` (${PRICES_AS_OF}, list prices, no free tier, no discounts). Nothing here is from a bill.

${verdict(all)}

## For a million events

${BYTES_PER_EVENT.toLocaleString('en')} bytes an event, ${EVENTS_PER_SECOND.toLocaleString('en')} events a second, one destination, in dollars:

${shapesTable(all)}

In one figure each, and in brackets without data out to destinations:

${matrixTable(all)}

An attempt that fails is an answer 500; all failed attempts are retried by the schedule of nine retries over four hours. With 15 events a request, by component:

${destinationsTable(all)}

## When there is little traffic

Events travel in packs and share requests, objects and transactions. So a million events cost more when they come one by one, and less when more come at once (15 a request, one destination):

${ratesTable(all)}

## By the batching window

Lambda gathers the messages of a queue for whole seconds, or not at all. A shorter window is sooner and dearer: more runs, receives, transactions and objects. Dollars a million without data out, 15 events a request, one destination:

${windowsTable(all)}

A window adds up to its length to the time from accepted to delivered; half of it on the average where batches do not fill up. More objects of the archive also cost more to replay: each is a GET. [How to set it](operating.md#how-long-events-are-gathered). At a few events a second a window hardly matters, because there is one message in it anyway; and at 10 and 100 a second differences below 0.15 are chance (which counters meet a new minute in so short a run).

## Claims: on demand or provisioned

Seven tenths of the bill are one conditional write for each event. A stage with \`dedupeCapacity\` ([how](operating.md#the-capacity-of-claims)) pays for what is provisioned, used or not; 15 events a request, one destination, in dollars:

${claimsTable(all)}

${claimsSentence()}

## Functions of customers

What they add to the same traffic without them, in dollars:

${functionsTable(all)}

${functionsSentences()}

## A stage without traffic

${idleTable(all)}

Nothing else is billed by time: queues, bucket and tables are encrypted with keys that AWS owns, and there is no capacity provisioned (unless a stage says so), no gateway in a VPC. What is free is free once for each account, and only this table takes it off. Each further destination adds about 0.14 to the sweep, which reads its counters each minute.

${metricsOfTraffic()}

${SDK_FOR_PAGES}

${consoleLeftOpen()}

${RECEIVED_REQUESTS}

${otherWays(all)}
${howItIsMetered(all)}
${whatWasChanged()}`;
}

function verdict({ matrix }: Everything): string {
  const ours = find(matrix);
  const [own, bus] = [billOf(ours.usage, ours.traffic.events), eventBridgeBill(ours)].map(withoutDataOut);
  const share = (own ?? NaN) / (bus ?? NaN);
  const met = (isMet: boolean): string => (isMet ? 'met' : 'not met');
  return [
    `| what | target | metered | |`,
    '| --- | --: | --: | --- |',
    `| 15 events a request, one destination, without data out | ≤ ${TARGET_DOLLARS.toFixed(2)} | ${own?.toFixed(3)} | ${met((own ?? NaN) <= TARGET_DOLLARS)} |`,
    `| the same, over EventBridge with API destinations and the same dedupe | ≤ ${TARGET_SHARE.toFixed(2)} | ${share.toFixed(3)} | ${met(share <= TARGET_SHARE)} |`,
  ].join('\n');
}

/** 31.6 KB in gzip (analytics-next 1.84.3): request and access log 1.05, function 0.25, data out 2.84. */
const SDK_FOR_PAGES =
  "Pages that load Segment's SDK from here: about 4.10 for a million loads, of which 2.84 are data out (31.6 KB each). A browser keeps it for five minutes, and after that asks whether there is another one, which is 1.30 a million. Who has many visitors puts CloudFront before it.";

/** Size and number: test/functions/shared/stores/received-requests.test.ts. */
const RECEIVED_REQUESTS =
  'What is written down of requests to a [source of a function](functions.md#source-functions) is an item of about 270 bytes, so one write unit, for each request of a quiet source: 0.63 a million. A busy one has one in five seconds for each machine, with up to ten requests: at 100 requests a second that is a write for 480 of them.';

/** Read units of requests about twenty owners on eight shards: test/functions/control-api/overview-series.test.ts. */
const CONSOLE_UNITS = { hour: 9_940, minute: 820, overview: 35 } as const;

/** What Connections reads: the hour once, the last minutes every minute, the overview every five seconds. */
function consoleLeftOpen(): string {
  const { hour, minute, overview } = CONSOLE_UNITS;
  const dollarsOf = (minutes: number): number => (hour + minutes * (minute + 12 * overview)) * PRICES.readUnit;
  const [untouched, month] = [dollarsOf(10), 22 * dollarsOf(8 * 60)];
  return `A console that is open on Connections reads the control and the dedupe table. With twenty sources and destinations that count on all eight shards, the last hour is ${hour.toLocaleString('en')} read units when it is opened, the last minutes are ${minute} each minute, and the overview about ${overview} every five seconds: ${month.toFixed(2)} a month for one that is looked at eight hours on 22 days. One that nobody touches stops after ten minutes, which is ${untouched.toFixed(4)}, however long it is left open. Owners beyond twenty add to it in proportion; shards on which an owner has never counted are not read. The usage of a component is eight units for each destination of its customers.`;
}

/** The sweep writes them only for minutes in which something was counted, so an idle stage has none. */
function metricsOfTraffic(): string {
  const metrics = Object.keys(eventMetrics({})).length;
  const dollars = metrics * PRICES.metricMonth;
  return `With traffic the sweep also writes ${metrics} metrics of what the ledger counted in the last minute. CloudWatch bills each ${PRICES.metricMonth.toFixed(2)} a month, by the hours in which it is written: ${dollars.toFixed(2)} a month for a stage that has traffic in every hour (ten metrics are free), and less the fewer hours have any. That is in none of the tables; \`penstock cost\` has it.`;
}

function otherWays(all: Everything): string {
  return `## Other ways to do the same

- **Naive**: what one would build first, and what \`proof/cost/naive.ts\` does: one event a message, \`PutItem\` for each, an object for each batch of ten, \`fetch\` for each, a log line for each event in each stage. It is metered as Penstock is, and has no ledger, no filters, no signatures, and no holding.
- **EventBridge**: HTTP API, a function that checks and claims as ingest and fan-out do, a bus with a rule for each destination, API destinations and the archive of the bus: from list prices, with what was metered where it is the same. It has no ledger and no signatures either.

${comparisonTable(all)}

With 15 events a request, by component (for EventBridge, the bus and its calls stand under SQS):

${naiveTable(all)}

Services, by their public price lists of 2026 (low trust where a third party quotes them):

| service | dollars a million events |
| --- | --: |
| Segment Team, $0.012 a monthly user of 100 to 20 calls | 120 to 600 |
| RudderStack Growth, first step | 265 |
| Svix, beyond the base fee | 100 |
| Jitsu Cloud | 40 to 50 |
| PostHog events, without destinations | 9 to 50 |
| Hookdeck Event Gateway | 3.3 to 10 |
| EventBridge with one API destination, no dedupe, no endpoint | 1.20 |

They include people, support and a console; what is compared is what one more event costs.
`;
}

function howItIsMetered(all: Everything): string {
  return `## How it is metered

The real handlers of \`functions/\` run in one process against the emulators of \`npm start\`, in virtual time. A middleware in every client of the AWS SDK counts each request and what it is billed by:

| part | what is counted |
| --- | --- |
| HTTP API | requests, in units of 512 KB |
| Lambda | invocations, and memory times billed milliseconds: CPU time of the thread here, at the function's share of a vCPU (${MEGABYTES_PER_VCPU} MB), plus its waits |
| SQS | requests in units of 64 KB, those to fair queues with their surcharge; receives and deletes that Lambda makes; delays are hops of real requests |
| DynamoDB | write and read units as the emulator reports them (\`ReturnConsumedCapacity\`), transactions twice; bytes of items until they expire |
| S3 | PUT, LIST and GET requests; bytes of the archive, for ${ARCHIVE_MONTHS} months |
| logs | bytes that functions write |
| data out | request line, headers and body of each POST to a partner, with TLS and TCP |

For a thousand events, 15 a request, one destination:

${requestsTable(all)}

What is assumed, and not metered:

- **Batches.** Lambda reads a queue with ${POLLERS} pollers. Where there is a batching window, each gathers what comes in it; elsewhere, and for each receive, it gets what came during one request of ${POLL_MS} ms. That is one message a receive at a thousand events a second, and so the dear side.
- **Waits.** DynamoDB 6 ms (batches and transactions 15), SQS 12, S3 60, a partner ${PARTNER_MS} ms; what runs at once overlaps. A core here counts as a whole vCPU of Lambda. Lambda's bill is the only part that depends on CPU, and on this machine: a tenth of it either way is about half a cent, and a machine that has other work makes it look dearer.
- **Steady traffic, one source.** Every source and hour is a batch of its own: the same events from ten sources are ten times as many batches, as in the row with a tenth of the rate.
- **The archive** is counted for ${ARCHIVE_MONTHS} months; a stage keeps it for three years unless it says less. Objects below 128 KB stay in the standard class, where a further month of a million events costs about a cent.
- **Events** are synthetic orders with products of a catalogue; a batch of them compresses seven times. Without compression by seven, S3 and SQS cost more; nothing else does.
- **Runs are short**: seconds of busy traffic. What comes once a minute (a minute of the ledger that ends, the schema of a source) is mostly not in them, and adds about 0.002 at 1,000 events a second; in the rows of 1 and 10 events a second it is.
- Cold starts, and what an operator looks at, are not in it.
`;
}

function whatWasChanged(): string {
  return `## Budget

\`test/system/cost-budget.test.ts\` meters ${(2_100).toLocaleString('en')} events and fails when any count of requests or units grows by more than 5 % over \`proof/cost/budget.json\`. Who means it, runs \`npm run cost -- --budget\` and commits what it writes.

## What was changed to get there

At 1,000 events a second, 15 a request, one destination, without data out:

| change | before | after |
| --- | --: | --: |
| as it was when first metered | | 1.04 |
| packs of up to 128 KB instead of 64: a pack is a receive, an invocation and a transaction; 64 attempts at once instead of 32 | 1.04 | 0.94 |
| the minute that goes on is counted inside the totals, and moves to its own items once a minute: one ledger write for each owner and commit instead of three | 0.94 | 0.91 |
| the delivery function has 448 MB instead of 512: it waits for nine tenths of its time | 0.91 | 0.90 |

**What is left.** Seven tenths of the bill are one conditional write for each event, which is what deduplication costs on demand. Provisioned capacity takes it to [about half](#claims-on-demand-or-provisioned); a stage that knows its traffic can switch the table over. After that come the HTTP API and SQS, with 0.07 each, most of it one request for each request of a client.
`;
}
