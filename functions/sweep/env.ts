import * as z from 'zod/mini';
import { jsonStringMap, ledgerShards, required } from '../shared/lambda/env-fields.ts';

export const sweepEnv = z.object({
  /** Name of the stage: whose metric it is. */
  STAGE: required,
  CONTROL_TABLE: required,
  DEDUPE_TABLE: required,
  LEDGER_SHARDS: ledgerShards,
  ARCHIVE_BUCKET: required,
  /** Lane name -> URL of its retry queue, as JSON: what is held is released from there. */
  LANE_RETRY_QUEUE_URLS: jsonStringMap,
});

export type SweepEnv = z.infer<typeof sweepEnv>;
