import * as z from 'zod/mini';
import { commaSeparated, ledgerShards, localRoutes, required } from '../shared/lambda/env-fields.ts';

export const deliveryEnv = z.object({
  CONTROL_TABLE: required,
  LEDGER_SHARDS: ledgerShards,
  /** Holds what became of each pack beside the claims: both are forgotten by TTL. */
  DEDUPE_TABLE: required,
  ARCHIVE_BUCKET: required,
  RETRY_QUEUE_URL: required,
  REPLAY_QUEUE_URL: required,
  DEAD_LETTER_QUEUE_URL: required,
  /** The KMS key that decrypts the secrets of destinations. */
  SECRETS_KEY: required,
  /** Where the code of functions lies. */
  FUNCTION_CODE_BUCKET: required,
  /** The Lambda function that runs functions of customers. */
  RUNNER_FUNCTION: required,
  /** Networks (CIDR) that may be called although they are private. Empty on AWS, loopback on one machine. */
  ALLOWED_NETWORKS: commaSeparated,
  LOCAL_ROUTES: localRoutes,
});

export type DeliveryEnv = z.infer<typeof deliveryEnv>;
