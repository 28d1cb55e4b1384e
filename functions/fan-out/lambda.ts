import { parseEnv } from '../shared/parse-env.ts';
import { fanOutEnv } from './env.ts';
import { createHandler } from './handler.ts';

export const handler = createHandler(parseEnv(fanOutEnv, process.env));
