import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Config } from '../shared/config-store.ts';
import { readSeries } from '../shared/ledger-series.ts';
import type { ControlApiEnv } from './env.ts';
import { createLedgerSeries, type ReadLedgerSeries } from './ledger-series.ts';
import { createTraceRecords } from './trace-records.ts';
import { createTrace } from './trace.ts';

/** The ledger over time and the trace of one event, on AWS, for the sources and destinations of `config`. */
export function createEventQueries(
  env: ControlApiEnv,
  deps: { dynamodb: DynamoDBClient; s3: S3Client; config: () => Promise<Config>; now: () => Date },
): { series: ReadLedgerSeries; trace: ReturnType<typeof createTrace> } {
  const { dynamodb, s3, config, now } = deps;
  const dedupeTable = env.DEDUPE_TABLE;
  const records = createTraceRecords({
    dynamodb,
    controlTable: env.CONTROL_TABLE,
    dedupeTable,
    dedupeWindowHours: env.DEDUPE_WINDOW_HOURS,
    s3,
    archiveBucket: env.ARCHIVE_BUCKET,
    now,
  });
  return {
    series: createLedgerSeries({
      config,
      read: (request) => readSeries({ dynamodb, dedupeTable, shards: env.LEDGER_SHARDS }, request),
      now,
    }),
    trace: createTrace({ config, ...records }),
  };
}
