// What does not serve this rate from the first second, how long it takes by itself, and what to do before.

import type { QuotaKey, QuotaNeed } from './quotas.ts';
import type { Stage, StageName } from './stages.ts';

export type WarmUp = { readonly what: string; readonly byItself: string; readonly before: string };

/** A new table on demand serves so many writes, and twice as many every half hour: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html */
const NEW_TABLE_WRITES = 4000;
const DOUBLES_EVERY_MINUTES = 30;

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html and services-sqs-scaling.html */
const FUNCTIONS_PER_TEN_SECONDS = 1000;
export const SOURCE_FUNCTIONS_PER_MINUTE = 300;
export const SOURCE_FUNCTIONS_AT_FIRST = 5;

const number = (value: number): string => Math.round(value).toLocaleString('en-GB');

export function computeWarmUp(
  { dedupeTable, controlTable, laneSource }: Record<QuotaKey, QuotaNeed>,
  stages: Record<StageName, Stage>,
): WarmUp[] {
  return [
    table('dedupe table', dedupeTable),
    table('control table', controlTable),
    {
      what: 'functions of ingest',
      byItself: `${number(stages.ingest.functions)} of them, at ${number(FUNCTIONS_PER_TEN_SECONDS)} in ten seconds: ${number(Math.ceil((stages.ingest.functions / FUNCTIONS_PER_TEN_SECONDS) * 10))} s`,
      before: 'nothing, or provisioned concurrency',
    },
    source('functions of fan-out', stages['fan-out'].functions),
    source('functions of each lane', laneSource.needed),
    {
      what: 'prefixes of the archive',
      byItself: 'a prefix serves 3,500 PUT/s from the first second; every source has another each hour',
      before: 'nothing',
    },
  ];
}

function table(what: string, { needed, wanted }: QuotaNeed): WarmUp {
  const doublings = Math.max(0, Math.ceil(Math.log2(needed / NEW_TABLE_WRITES)));
  const minutes = doublings * DOUBLES_EVERY_MINUTES;
  return {
    what: `writes of the ${what}`,
    byItself:
      doublings === 0
        ? `a new table serves ${number(NEW_TABLE_WRITES)}/s at once`
        : `${number(NEW_TABLE_WRITES)}/s at first, twice as many each half hour: ${(minutes / 60).toFixed(1)} h to ${number(needed)}/s`,
    before: doublings === 0 ? 'nothing' : `warm throughput of ${number(wanted)} write units`,
  };
}

function source(what: string, functions: number): WarmUp {
  const minutes = Math.max(0, functions - SOURCE_FUNCTIONS_AT_FIRST) / SOURCE_FUNCTIONS_PER_MINUTE;
  return {
    what,
    byItself: `${number(functions)} of them, at ${number(SOURCE_FUNCTIONS_PER_MINUTE)} a minute: ${minutes.toFixed(1)} min`,
    before: 'nothing: the queue holds what waits; pollers in provisioned mode scale at once',
  };
}
