import { MEASURED_COSTS } from '../../domain/cost/measured-costs.ts';
import { FAN_OUT_BATCHING_WINDOW_SECONDS } from '../../domain/pipeline/batching-window.ts';
import { TARGET_UTILIZATION_PERCENT } from '../../domain/cost/dedupe-capacity.ts';
import { monthCost, STANDING, type MonthCost, type MonthTraffic, type Way } from '../../domain/cost/month-cost.ts';
import { parseTime } from '../../domain/base/parse-time.ts';
import { PRICES_AS_OF } from '../../domain/cost/prices.ts';
import type { LedgerReport } from '../../functions/shared/ledger/ledger-report.ts';
import { command, UsageError, type Command } from './command.ts';
import type { Connection } from './connection.ts';
import { readWhole } from './operator-api.ts';
import type { Output } from './output.ts';

/** What an hour has of a source or of a destination. */
type Hour = {
  readonly time: string;
  readonly accepted?: number;
  readonly delivered?: number;
  readonly attempts?: number;
};
type Reader = {
  sources(): Promise<string[]>;
  destinations(): Promise<string[]>;
  hours(kind: 'source' | 'destination', id: string): Promise<readonly Hour[]>;
};
type Range = { readonly startTime: string; readonly endTime: string };

const ids = (found: readonly { readonly id: string }[]): string[] => found.map(({ id }) => id);

/** The two ways to ask differ in names only. */
function readTraffic(connection: Connection, month: Range, now: Date): Promise<MonthTraffic> {
  const range = { startTime: month.startTime, endTime: now.toISOString() };
  const query = { granularity: 'HOUR', ...range } as const;
  const time = { beginsMs: readTime(month.startTime), endsMs: readTime(month.endTime), nowMs: now.getTime() };
  return connection.choose({
    client: (client) =>
      addUp(time, {
        sources: async () => ids((await client.whole('GET /delivery-overview')).sources),
        destinations: async () => ids((await client.whole('GET /delivery-overview')).destinations),
        hours: async (kind, id) =>
          kind === 'source'
            ? (await client.whole('GET /delivery-overview/sources/{sourceId}', { params: { sourceId: id }, query }))
                .series
            : (
                await client.whole('GET /delivery-overview/destinations/{destinationId}', {
                  params: { destinationId: id },
                  query,
                })
              ).series,
      }),
    operator: (api) =>
      addUp(time, {
        sources: async () => ids((await readWhole<LedgerReport>(api, '/api/ledger')).sources),
        destinations: async () => ids((await readWhole<LedgerReport>(api, '/api/ledger')).destinations),
        async hours(kind, id) {
          const asked = new URLSearchParams({
            owner: `${kind}:${id}`,
            step: 'hour',
            from: range.startTime,
            to: range.endTime,
          });
          const path = `/api/ledger/series?${asked.toString()}`;
          const { points } = await readWhole<{ points: readonly (Omit<Hour, 'time'> & { at: string })[] }>(api, path);
          return points.map(({ at, ...rest }) => ({ time: at, ...rest }));
        },
      }),
  });
}

function readTime(text: string): number {
  const time = parseTime(text);
  if (time === undefined)
    throw new UsageError(`The API gave ${JSON.stringify(text)} for a time. Is it of another version?`);
  return time;
}

async function addUp(time: Pick<MonthTraffic, 'beginsMs' | 'endsMs' | 'nowMs'>, reader: Reader): Promise<MonthTraffic> {
  const accepted = new Map<string, number>();
  for (const id of await reader.sources()) {
    for (const hour of await reader.hours('source', id)) {
      if ((hour.accepted ?? 0) > 0) accepted.set(hour.time, (accepted.get(hour.time) ?? 0) + (hour.accepted ?? 0));
    }
  }
  let [delivered, attempts] = [0, 0];
  for (const id of await reader.destinations()) {
    for (const hour of await reader.hours('destination', id)) {
      delivered += hour.delivered ?? 0;
      attempts += hour.attempts ?? 0;
    }
  }
  const busy = [...accepted.keys()].map(readTime);
  return {
    accepted: [...accepted.values()].reduce((sum, one) => sum + one, 0),
    ...{ delivered, failedAttempts: Math.max(0, attempts - delivered) },
    ...time,
    busyHours: busy.length,
    firstMs: Math.min(...busy, time.nowMs),
  };
}

/** The month that `now` is in, in UTC. Its hours fit one series, which may have 750. */
export function monthOf(now: Date): Range {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  const iso = (ms: number): string => new Date(ms).toISOString();
  return { startTime: iso(Date.UTC(year, month)), endTime: iso(Date.UTC(year, month + 1)) };
}

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

function assumptions(traffic: MonthTraffic, { eventsPerSecond, eventsPerRequest }: MonthCost): string[] {
  const { accepted, delivered, failedAttempts, busyHours } = traffic;
  return [
    `${accepted} events accepted in ${busyHours} ${busyHours === 1 ? 'hour' : 'hours'} (${Number(eventsPerSecond.toPrecision(3))} a second while there were any), ${delivered} deliveries, ${failedAttempts} attempts that failed`,
    `events come as metered with ${eventsPerRequest} a request (--events-per-request), and have ${MEASURED_COSTS.bytesPerEvent} bytes`,
    'until the end of the month as much comes in an hour as since the first event',
    `each event, delivery and failed attempt costs what was metered on ${MEASURED_COSTS.at} (docs/costs.md); the archive is counted for three months`,
    'the stage itself is all of it, whoever else uses it; replays, cold starts and free tiers are not in it',
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
      const traffic = await readTraffic(connection, monthOf(now), now);
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
