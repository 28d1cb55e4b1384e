import * as z from 'zod/mini';
import { required } from '../shared/env-fields.ts';

export const controlApiEnv = z.object({
  CONTROL_TABLE: required,
});

export type ControlApiEnv = z.infer<typeof controlApiEnv>;
