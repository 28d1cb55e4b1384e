import { readMonth } from '../../client/read-month.ts';
import { MEASURED_COSTS } from '../../domain/cost/measured-costs.ts';
import { FAN_OUT_BATCHING_WINDOW_SECONDS } from '../../domain/pipeline/batching-window.ts';
import { TARGET_UTILIZATION_PERCENT } from '../../domain/cost/dedupe-capacity.ts';
import { monthCost, STANDING, type MonthCost, type MonthTraffic, type Way } from '../../domain/cost/month-cost.ts';
import { trafficOf } from '../../domain/cost/month-traffic.ts';
import { PRICES_AS_OF } from '../../domain/cost/prices.ts';
import { command, UsageError, type Command } from './command.ts';
import type { Output } from './output.ts';

const dollars = (amount: number): string => amount.toFixed(amount !== 0 && amount < 0.01 ? 4 : 2);

/** Windows of fan-out that were metered. */
const WINDOWS = [...new Set(MEASURED_COSTS.windows.map(({ fanOutSeconds }) => fanOutSeconds))];

function readWindow(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = WINDOWS.find((metered) => String(metered) === text);
  if (seconds === undefined) throw new UsageError(`--batching-window was metered for ${WINDOWS.join(', ')} seconds.`);
  return seconds;
}

function readUtilization(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const percent = Number(text);
  if (!(percent >= 1 && percent <= 100)) throw new UsageError('--provisioned wants a number from 1 to 100.');
  return percent;
}

/** Dollars until the end of the month with each setting of the stage that has a price, the others as they are said. */
type OtherPrices = {
  readonly onDemand: number;
  readonly provisioned: number;
  readonly batchingWindows: Readonly<Record<string, number>>;
};

export function otherPrices(traffic: MonthTraffic, way: Way): OtherPrices {
  const dollarsWith = (changed: Partial<Way>): number =>
    monthCost(traffic, MEASURED_COSTS, { ...way, ...changed }).endOfMonthDollars;
  return {
    onDemand: dollarsWith({ utilizationPercent: undefined }),
    provisioned: dollarsWith({ utilizationPercent: way.utilizationPercent ?? TARGET_UTILIZATION_PERCENT }),
    batchingWindows: Object.fromEntries(
      WINDOWS.map((windowSeconds) => [windowSeconds, dollarsWith({ windowSeconds })]),
    ),
  };
}

type Shown = { readonly cost: MonthCost; readonly others: OtherPrices };

export function printCost(out: Output, traffic: MonthTraffic, { cost, others }: Shown): void {
  const month = new Date(traffic.beginsMs).toISOString().slice(0, 7);
  out.line(`What ${month} costs on AWS, in dollars: an estimate by list price (${PRICES_AS_OF}), not a bill\n`);
  out.table(
    ['PART', { name: 'SO FAR', align: 'right' }, { name: 'END OF MONTH', align: 'right' }],
    [
      ...Object.entries(cost.soFar).map(([name, amount]) => [
        name === STANDING ? 'the stage itself' : name,
        dollars(amount),
        dollars(cost.endOfMonth[name] ?? 0),
      ]),
      ['together', dollars(cost.soFarDollars), dollars(cost.endOfMonthDollars)],
    ],
  );
  out.line();
  const { onDemand, provisioned, batchingWindows } = others;
  const windows = Object.entries(batchingWindows).map(([seconds, price]) => `${dollars(price)} with ${seconds} s`);
  out.line('Together until the end of the month, with other settings of the stage (docs/operating.md):');
  out.line(`- claims: ${dollars(onDemand)} on demand, ${dollars(provisioned)} with provisioned capacity`);
  out.line(`- batching window of fan-out: ${windows.join(', ')}`);
  out.line();
  for (const line of assumptions(traffic, cost)) out.line(`- ${line}`);
}

function assumptions(traffic: MonthTraffic, { eventsPerSecond, eventsPerRequest, isEarly }: MonthCost): string[] {
  const { accepted, delivered, failedAttempts, busyHours } = traffic;
  const { functions } = MEASURED_COSTS;
  return [
    `${accepted} events accepted in ${busyHours} ${busyHours === 1 ? 'hour' : 'hours'} (${Number(eventsPerSecond.toPrecision(3))} a second while there were any), ${delivered} deliveries, ${failedAttempts} attempts that failed`,
    `events come as metered with ${eventsPerRequest} a request (--events-per-request), and have ${MEASURED_COSTS.bytesPerEvent} bytes`,
    `until the end of the month as much comes in an hour as since the first event${isEarly ? ', which is less than a day ago: so early it is a guess' : ''}`,
    `each event, delivery and failed attempt costs what was metered on ${MEASURED_COSTS.at} (docs/costs.md); the archive is counted for three months`,
    `functions of yours are not in it: a million events cost ${dollars(functions.destination)} more by a destination function than by a webhook (of a partner that takes 100 ms), ${dollars(functions.insert)} more by an insert function; a million requests to a source function ${dollars(functions.source)} more than as many to the tracking API`,
    'the stage itself is all of it, whoever else uses it; replays, cold starts, free tiers and what was deleted this month are not in it',
  ];
}

/** In decimals: `0x10` and `1e3` are numbers to JavaScript only. */
export function readEventsPerRequest(text: string): number {
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text) && Number(text) >= 1) return Number(text);
  throw new UsageError('--events-per-request wants a number of at least 1.');
}

export const costCommands: readonly Command[] = [
  command({
    words: 'cost',
    summary: 'what the traffic of this month costs on AWS, and will until its end: an estimate',
    options: {
      'events-per-request': {
        type: 'string',
        value: 'N',
        default: '15',
        help: 'how many events come in a request: 1 from browsers, 15 from servers, 100 in bulk',
      },
      'batching-window': {
        type: 'string',
        value: 'SECONDS',
        help: `fanOutBatchingWindowSeconds of the stage: ${WINDOWS.join(', ')} (${FAN_OUT_BATCHING_WINDOW_SECONDS} unless it says otherwise)`,
      },
      provisioned: {
        type: 'string',
        value: 'PERCENT',
        help: 'how much of the dedupeCapacity of the stage is used; without this, claims are on demand',
      },
    },
    async run({ values, connection, out }) {
      const eventsPerRequest = readEventsPerRequest(values['events-per-request']);
      const now = new Date();
      const traffic = trafficOf(now, await readMonth(await connection.wide(), now));
      const way = { eventsPerRequest, windowSeconds: readWindow(values['batching-window']) };
      const utilizationPercent = readUtilization(values.provisioned);
      const cost = monthCost(traffic, MEASURED_COSTS, { ...way, utilizationPercent });
      const others = otherPrices(traffic, { ...way, utilizationPercent });
      if (values.json)
        out.json({
          pricesAsOf: PRICES_AS_OF,
          meteredAt: MEASURED_COSTS.at,
          traffic,
          ...cost,
          otherPrices: others,
          assumptions: assumptions(traffic, cost),
        });
      else printCost(out, traffic, { cost, others });
    },
  }),
];
