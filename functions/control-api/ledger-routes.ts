import { setTimeout as wait } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createS3 } from '../shared/clients.ts';
import type { Config } from '../shared/config-store.ts';
import { createLedgerCheck } from '../shared/ledger-check.ts';
import type { LedgerReport } from '../shared/ledger-report.ts';
import { readSeries } from '../shared/ledger-series.ts';
import type { ControlApiEnv } from './env.ts';
import { createLedgerSeries } from './ledger-series.ts';
import { parseTime } from './parse-time.ts';
import { json, type Route } from './router.ts';
import { createTraceRecords } from './trace-records.ts';
import { createTrace } from './trace.ts';

/** Everything that is asked about what became of events. */
export function ledgerRoutes(
  env: ControlApiEnv,
  deps: {
    dynamodb: DynamoDBClient;
    config: () => Promise<Config>;
    report: () => Promise<LedgerReport>;
    now: () => Date;
  },
): Route[] {
  const { dynamodb, config, report, now } = deps;
  const dedupeTable = env.DEDUPE_TABLE;
  const check = createLedgerCheck({ report, waitMs: (milliseconds) => wait(milliseconds) });
  const series = createLedgerSeries({
    config,
    read: (request) => readSeries({ dynamodb, dedupeTable }, request),
    now,
  });
  const records = createTraceRecords({
    dynamodb,
    controlTable: env.CONTROL_TABLE,
    dedupeTable,
    dedupeWindowHours: env.DEDUPE_WINDOW_HOURS,
    s3: createS3(),
    archiveBucket: env.ARCHIVE_BUCKET,
    now,
  });
  const trace = createTrace({ config, ...records });
  return [
    { pattern: 'GET /api/ledger', answer: async () => json(200, await report()) },
    { pattern: 'GET /api/ledger/check', answer: async () => json(200, await check()) },
    {
      pattern: 'GET /api/ledger/series',
      answer: async ({ query: { owner, step, from, to } }) => json(200, await series({ owner, step, from, to })),
    },
    {
      pattern: 'GET /api/trace/{source}/{messageId}',
      answer: async ({ params, query }) => {
        const { source: sourceId = '', messageId = '' } = params;
        const receivedAtMs = parseTime('receivedAt', query['receivedAt']);
        return json(200, await trace({ sourceId, messageId, receivedAtMs }));
      },
    },
  ];
}
