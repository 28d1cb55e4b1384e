import * as z from 'zod/mini';
import { required } from '../shared/lambda/env-fields.ts';

export const ingestEnv = z.object({
  CONTROL_TABLE: required,
  INGEST_QUEUE_URL: required,
  /** `accept` answers 200 to an unknown write key, as Segment does; `reject` answers 401. */
  UNKNOWN_WRITE_KEYS: z.enum(['accept', 'reject']),
});

export type IngestEnv = z.infer<typeof ingestEnv>;
