import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Config } from '../stores/config-store.ts';
import { readPartition } from '../dynamo/control-table.ts';
import { readHealth, toNotice } from '../stores/health-store.ts';
import { createLedgerReport, type LedgerReport } from './ledger-report.ts';
import { readLedger } from './ledger-store.ts';
import { NOTICE_PARTITION } from '../../../domain/tables/table-keys.ts';

/** The report about what the control table holds at the moment of each call. */
export function createStoredLedgerReport(deps: {
  dynamodb: DynamoDBClient;
  controlTable: string;
  shards?: number | undefined;
  config: () => Promise<Config>;
  now: () => Date;
}): () => Promise<LedgerReport> {
  const { dynamodb, controlTable, config, now } = deps;
  return createLedgerReport({
    config,
    counts: () => readLedger(dynamodb, controlTable, deps.shards),
    notices: async () => (await readPartition(dynamodb, controlTable, NOTICE_PARTITION)).map(toNotice),
    health: () => readHealth({ dynamodb, table: controlTable }),
    now,
  });
}
