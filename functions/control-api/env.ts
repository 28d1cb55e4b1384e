import * as z from 'zod/mini';
import { quotaOverrides } from '../../domain/workspace/quotas.ts';
import {
  commaSeparated,
  jsonOf,
  jsonStringMap,
  ledgerShards,
  localRoutes,
  positiveInteger,
  required,
} from '../shared/lambda/env-fields.ts';

export const controlApiEnv = z.object({
  CONTROL_TABLE: required,
  LEDGER_SHARDS: ledgerShards,
  DEDUPE_TABLE: required,
  ARCHIVE_BUCKET: required,
  /** The KMS key under which secrets of destinations are encrypted. */
  SECRETS_KEY: required,
  /** Where the code of functions lies. */
  FUNCTION_CODE_BUCKET: required,
  /** The Lambda function that runs functions of customers. */
  RUNNER_FUNCTION: required,
  /** A claim says when it expires; this tells when it was made. */
  DEDUPE_WINDOW_HOURS: positiveInteger,
  /** Lane name -> URL of its retry queue, as JSON: undelivered events are sent round again from there. */
  LANE_RETRY_QUEUE_URLS: jsonStringMap,
  /** Steps of replays are begun there. */
  REPLAY_QUEUE_URL: required,
  /** Nothing older can be replayed. */
  ARCHIVE_RETENTION_DAYS: z.union([z.literal('for ever'), positiveInteger]),
  /** As for delivery: tests of destinations may call what delivery may. */
  ALLOWED_NETWORKS: commaSeparated,
  /** Who signs people in, such as `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc`; empty for nobody. */
  OIDC_ISSUER: z.string(),
  /** The clients that ID tokens may be made for. */
  OIDC_AUDIENCE: commaSeparated,
  /** The user pool that has their accounts, where people are invited; empty for none. */
  USER_POOL: z.string(),
  /** Quotas of the stage, where they are others than those of domain/workspace/quotas.ts. */
  QUOTAS: z.optional(jsonOf(quotaOverrides)),
  /** Who is shown the catalog. @default members */
  CATALOG: z.optional(z.enum(['members', 'public'])),
  /** Whether partners may ask for access. @default off */
  REQUEST_ACCESS: z.optional(z.enum(['on', 'off'])),
  /** Who a request without credentials is. Set by the runner of one machine, and never on AWS. */
  LOCAL_OWNER: z.optional(z.string()),
  /** The workspace that one machine was started with, for who does not say one. */
  LOCAL_WORKSPACE: z.optional(z.string()),
  LOCAL_ROUTES: localRoutes,
});

export type ControlApiEnv = z.infer<typeof controlApiEnv>;
