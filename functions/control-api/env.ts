import * as z from 'zod/mini';
import { jsonStringMap, positiveInteger, required } from '../shared/env-fields.ts';

export const controlApiEnv = z.object({
  CONTROL_TABLE: required,
  DEDUPE_TABLE: required,
  ARCHIVE_BUCKET: required,
  /** The KMS key under which secrets of destinations are encrypted. */
  SECRETS_KEY: required,
  /** A claim says when it expires; this tells when it was made. */
  DEDUPE_WINDOW_HOURS: positiveInteger,
  /** Lane name -> URL of its retry queue, as JSON: undelivered events are sent round again from there. */
  LANE_RETRY_QUEUE_URLS: jsonStringMap,
  /** Who signs people in, such as `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc`; empty for nobody. */
  OIDC_ISSUER: z.string(),
  /** The client that ID tokens must be made for. */
  OIDC_AUDIENCE: z.string(),
  /** Who a request without credentials is. Set by the runner of one machine, and never on AWS. */
  LOCAL_OWNER: z.optional(z.string()),
});

export type ControlApiEnv = z.infer<typeof controlApiEnv>;
