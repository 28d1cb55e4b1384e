import { parseEnv } from '../shared/parse-env.ts';
import { sweepEnv } from './env.ts';
import { createHandler } from './handler.ts';

export const handler = createHandler(parseEnv(sweepEnv, process.env));
