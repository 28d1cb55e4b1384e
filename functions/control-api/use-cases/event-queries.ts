import type { Config } from '../../shared/stores/config-store.ts';
import { readSeries } from '../../shared/ledger/ledger-series.ts';
import type { InstallationEnv, StoredOutside } from '../http/installation.ts';
import { createAllSeries, type ReadAllSeries } from './all-series.ts';
import { createFindEvents } from './find-events.ts';
import { createLedgerSeries, type ReadLedgerSeries } from './ledger-series.ts';
import { createTraceRecords } from './trace-records.ts';
import { createTrace } from './trace.ts';

/** The ledger over time and the trace of one event, on AWS, for the sources and destinations of `config`. */
export function createEventQueries(
  env: InstallationEnv,
  deps: Pick<StoredOutside, 'dynamodb' | 's3' | 'now' | 'waitMs'> & { readonly config: () => Promise<Config> },
): {
  series: ReadLedgerSeries;
  allSeries: ReadAllSeries;
  trace: ReturnType<typeof createTrace>;
  findEvents: ReturnType<typeof createFindEvents>;
} {
  const { dynamodb, s3, config, now, waitMs } = deps;
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
  const ledger = { dynamodb, waitMs, controlTable: env.CONTROL_TABLE, dedupeTable, shards: env.LEDGER_SHARDS };
  const read = (request: Parameters<typeof readSeries>[1]) => readSeries(ledger, request);
  return {
    series: createLedgerSeries({ config, read, now }),
    allSeries: createAllSeries({ config, read, now }),
    trace: createTrace({ config, ...records }),
    findEvents: createFindEvents({
      ...{ dynamodb, waitMs, table: dedupeTable, config },
      dedupeWindowHours: env.DEDUPE_WINDOW_HOURS,
    }),
  };
}
