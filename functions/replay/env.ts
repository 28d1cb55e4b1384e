import * as z from 'zod/mini';
import { jsonStringMap, ledgerShards, required } from '../shared/lambda/env-fields.ts';

export const replayEnv = z.object({
  CONTROL_TABLE: required,
  LEDGER_SHARDS: ledgerShards,
  DEDUPE_TABLE: required,
  ARCHIVE_BUCKET: required,
  /** Each step sends the message for the next. */
  REPLAY_QUEUE_URL: required,
  /** Lane name -> URL of its replay queue, as JSON. */
  LANE_REPLAY_QUEUE_URLS: jsonStringMap,
  /** Lane name -> URL of its retry queue, as JSON: undelivered events are sent round again from there. */
  LANE_RETRY_QUEUE_URLS: jsonStringMap,
});

export type ReplayEnv = z.infer<typeof replayEnv>;
