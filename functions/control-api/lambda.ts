import { parseEnv } from '../shared/parse-env.ts';
import { controlApiEnv } from './env.ts';
import { createHandler } from './handler.ts';

export const handler = createHandler(parseEnv(controlApiEnv, process.env));
