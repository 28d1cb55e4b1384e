// What code of customers adds to the bill: metered runs with it, less the same runs without.
import { RUNNER_MEMORY_MB } from '../../domain/pipeline/function-sizes.ts';
import { FUNCTION_LOG_LIMITS } from '../../domain/functions/function-log.ts';
import { HOURS_PER_MONTH, PRICES } from '../../domain/cost/prices.ts';
import { billOf, withoutDataOut } from './bill.ts';
import type { Everything } from './meter-all.ts';
import type { FunctionsOfTraffic, Metered } from './run-traffic.ts';
import { dollars, table } from './tables.ts';

type Functions = Pick<Everything, 'functions'>;

const NAMES: Readonly<Record<FunctionsOfTraffic, string>> = {
  destination: 'a destination function, instead of a webhook',
  insert: 'an insert function before a webhook',
  source: 'a request to a source function, instead of one to `/v1/track`',
};
const BARS: Readonly<Partial<Record<FunctionsOfTraffic, number>>> = { destination: 0.05, insert: 0.01 };

/** Dollars a million events. */
export type Added = {
  readonly functions: FunctionsOfTraffic;
  readonly runner: number;
  /** What delivery, or the function that takes requests, computes and waits more. */
  readonly others: number;
  readonly queues: number;
  /** Runs that are written down, as many as they are while nothing bounds them. */
  readonly logs: number;
  readonly together: number;
};

const lambdaOf = ({ usage, traffic }: Metered, isMeant: (stage: string) => boolean): number => {
  const own = Object.fromEntries(Object.entries(usage).filter(([key]) => isMeant(key.slice(0, key.indexOf(' ')))));
  return billOf(own, traffic.events).Lambda;
};

export function addedByFunctions({ functions: rows }: Functions): Added[] {
  return rows.flatMap((row) => {
    const { functions, eventsPerRequest } = row.traffic;
    const plain = rows.find(
      ({ traffic }) => traffic.functions === undefined && traffic.eventsPerRequest === eventsPerRequest,
    );
    if (functions === undefined || plain === undefined) return [];
    const [own, without] = [row, plain].map(({ usage, traffic }) => billOf(usage, traffic.events));
    if (own === undefined || without === undefined) return [];
    const isRunner = (stage: string): boolean => stage === 'runner';
    const isOther = (stage: string): boolean => stage !== 'runner' && stage !== 'fan-out';
    return [
      {
        functions,
        runner: lambdaOf(row, isRunner),
        others: lambdaOf(row, isOther) - lambdaOf(plain, isOther),
        queues: own.SQS - without.SQS,
        logs: own['DynamoDB, ledger'] - without['DynamoDB, ledger'],
        together: withoutDataOut(own) - withoutDataOut(without),
      },
    ];
  });
}

export function functionsTable(all: Functions): string {
  return table(
    ['a million events, partner 100 ms', 'runner', 'waits of others', 'SQS', 'logs of runs', '**together**', 'bar'],
    addedByFunctions(all).map(({ functions, runner, others, queues, logs, together }) => [
      NAMES[functions],
      ...[runner, others, queues, logs].map((amount) => Math.abs(amount).toFixed(3)),
      `**${together.toFixed(3)}**`,
      barText(functions, runner),
    ]),
  );
}

function barText(functions: FunctionsOfTraffic, runner: number): string {
  const bar = BARS[functions];
  if (bar === undefined) return '';
  return `runner ≤ ${dollars(bar)}: ${runner <= bar ? 'met' : `not met (${runner.toFixed(4)})`}`;
}

/** Minutes after which Lambda has let an environment go that nobody asked for, about. */
const COLD_AFTER_MINUTES = 15;

export function functionsSentences(): string {
  const environment = (PRICES.tenantEnvironmentGigabyte * RUNNER_MEMORY_MB) / 1024;
  const cold = ((HOURS_PER_MONTH * 60) / COLD_AFTER_MINUTES) * environment;
  const { runsOfMinute, runsOfDay, successes } = FUNCTION_LOG_LIMITS;
  return [
    `The runner has an environment of its own for each function of a workspace (\`PER_TENANT\`). Lambda bills each one that it makes, beside requests and milliseconds: ${PRICES.tenantEnvironmentGigabyte} a GB, so ${environment.toFixed(7)} each. While events come, environments stay, and it is nothing; a function that is called every ${COLD_AFTER_MINUTES} minutes, and is cold each time, is ${cold.toFixed(2)} a month. (The price is that of x86; AWS names none for arm64 where we could read it.)`,
    `One successful run in ${successes} is written down, in a transaction for each call that has any; that is in the table as it is while few events come. No function writes more than ${runsOfMinute} runs a minute, no workspace more than ${runsOfDay.toLocaleString('en')} a day: at a thousand events a second all day, logs are less than 0.001 a million.`,
    'Events go to a destination function 32 at a time, and to insert functions up to a hundred, for one invocation of the runner. What the runner waits for its partner, delivery waits too. The SDK that carries the call is not in it. A slower partner costs in proportion: with one second a destination function is about eight times the table.',
  ].join('\n\n');
}
