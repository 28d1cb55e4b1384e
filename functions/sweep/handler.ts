import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { createDynamoDb, createS3, createSqs } from '../shared/clients.ts';
import { createConfigStore } from '../shared/config-store.ts';
import { readHealth } from '../shared/health-store.ts';
import { createLedgerCheck } from '../shared/ledger-check.ts';
import { readLeased } from '../shared/release-leases.ts';
import { createStoredLedgerReport } from '../shared/stored-ledger.ts';
import { wrapHandler } from '../shared/wrap-handler.ts';
import type { SweepEnv } from './env.ts';
import { createReleaseHeld } from './release-held.ts';
import { createReportFaults } from './report-faults.ts';
import { createSweep } from './sweep.ts';

export function createHandler(env: SweepEnv): (event: unknown, context: Context) => Promise<void> {
  const dynamodb = createDynamoDb();
  const controlTable = env.CONTROL_TABLE;
  const now = (): Date => new Date();
  const config = createConfigStore({ dynamodb, table: controlTable, now });
  const report = createStoredLedgerReport({
    dynamodb,
    controlTable,
    shards: env.LEDGER_SHARDS,
    config: () => config.read(),
    now,
  });
  const check = createLedgerCheck({ report, waitMs: (milliseconds) => wait(milliseconds) });
  const reportFaults = createReportFaults({
    stage: env.STAGE,
    log: (line) => console.error(line),
    writeMetric: (line) => process.stdout.write(`${line}\n`),
    now,
  });
  const releaseHeld = createReleaseHeld({
    s3: createS3(),
    sqs: createSqs(),
    archiveBucket: env.ARCHIVE_BUCKET,
    retryQueueUrls: env.LANE_RETRY_QUEUE_URLS,
    destination: async (id) => (await config.read()).destinations.get(id),
    down: async () => (await readHealth({ dynamodb, table: controlTable })).breakers,
    leased: () => readLeased(dynamodb, controlTable, now()),
  });
  const sweep = createSweep([
    {
      name: 'reconcile the ledger',
      run: async () => {
        const { faults } = await check();
        if (faults.length > 0) reportFaults(faults);
      },
    },
    { name: 'release what is held', run: releaseHeld },
  ]);
  return wrapHandler(() => sweep());
}
