import type { Context } from 'aws-lambda';
import type { Clients } from '../shared/lambda/clients.ts';
import { createConfigStore, type Config } from '../shared/stores/config-store.ts';
import { readHealth } from '../shared/stores/health-store.ts';
import { createLedgerCheck } from '../shared/ledger/ledger-check.ts';
import { readSeries } from '../shared/ledger/ledger-series.ts';
import { readLeased } from '../shared/stores/release-leases.ts';
import { repairIndex } from './repair-index.ts';
import { createStoredLedgerReport } from '../shared/ledger/stored-ledger.ts';
import type { Outside } from '../shared/lambda/outside.ts';
import { wrapHandler } from '../shared/lambda/wrap-handler.ts';
import type { SweepEnv } from './env.ts';
import { createPublishCounts } from './publish-counts.ts';
import { createReleaseHeld } from './release-held.ts';
import { createReportFaults } from './report-faults.ts';
import { createSweep } from './sweep.ts';
import { log } from '../shared/lambda/log.ts';
import { UNATTRIBUTED_LEDGER_KEY, sourceLedgerKey } from '../../domain/tables/table-keys.ts';
import { ledgerOwnersOf } from '../../domain/workspace/subscription.ts';

export type SweepOutside = Outside &
  Pick<Clients, 'dynamodb' | 's3' | 'sqs'> & {
    /** Writes a line to the log as it is: what comes by `console` is no metric to CloudWatch. */
    readonly writeMetric: (line: string) => void;
  };

export function createHandler(
  env: SweepEnv,
  outside: SweepOutside,
): (event: unknown, context: Context) => Promise<void> {
  const { dynamodb, now, waitMs } = outside;
  const controlTable = env.CONTROL_TABLE;
  const config = createConfigStore({ dynamodb, table: controlTable, now });
  const report = createStoredLedgerReport({
    dynamodb,
    controlTable,
    shards: env.LEDGER_SHARDS,
    config: () => config.read(),
    now,
  });
  const check = createLedgerCheck({ report, waitMs });
  const metrics = { stage: env.STAGE, writeMetric: outside.writeMetric, now };
  const reportFaults = createReportFaults({ ...metrics, logFailed: log.failed });
  const publishCounts = createPublishCounts({
    ...metrics,
    owners: async () => ledgerOwners(await config.read()),
    countsOf: async (owner, minuteMs) => {
      const [counts = {}] = await readSeries(
        { dynamodb, controlTable, dedupeTable: env.DEDUPE_TABLE, waitMs, shards: env.LEDGER_SHARDS },
        { owner, step: 'minute', startsMs: [minuteMs] },
      );
      return counts;
    },
  });
  const releaseHeld = createReleaseHeld({
    s3: outside.s3,
    sqs: outside.sqs,
    waitMs,
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
    { name: 'make look-ups complete', run: () => repairIndex({ dynamodb, table: controlTable, waitMs }) },
    { name: 'publish the counts of the last minute', run: publishCounts },
  ]);
  return wrapHandler(() => sweep());
}

function ledgerOwners({ sources, destinations }: Config): string[] {
  return [
    UNATTRIBUTED_LEDGER_KEY,
    ...sources.keys().map(sourceLedgerKey),
    ...[...destinations.values()].flatMap(ledgerOwnersOf),
  ];
}
