import * as z from 'zod/mini';
import { required } from '../shared/lambda/env-fields.ts';

export const sourceEnv = z.object({
  CONTROL_TABLE: required,
  /** Where the events go that functions make: the same queue that ingest sends to. */
  INGEST_QUEUE_URL: required,
  /** Where requests wait for their function. */
  SOURCE_QUEUE_URL: required,
  /** The KMS key that decrypts the settings of functions. */
  SECRETS_KEY: required,
  FUNCTION_CODE_BUCKET: required,
  RUNNER_FUNCTION: required,
});

export type SourceEnv = z.infer<typeof sourceEnv>;
