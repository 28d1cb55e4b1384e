import * as z from 'zod/mini';
import { jsonStringMap, ledgerShards, positiveInteger, required } from '../shared/lambda/env-fields.ts';

export const fanOutEnv = z.object({
  CONTROL_TABLE: required,
  LEDGER_SHARDS: ledgerShards,
  DEDUPE_TABLE: required,
  ARCHIVE_BUCKET: required,
  INGEST_QUEUE_URL: required,
  DEDUPE_WINDOW_HOURS: positiveInteger,
  /** Lane name -> URL of its live queue, as JSON. */
  LANE_QUEUE_URLS: jsonStringMap,
});

export type FanOutEnv = z.infer<typeof fanOutEnv>;
