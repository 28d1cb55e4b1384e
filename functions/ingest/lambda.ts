import { parseEnv } from '../shared/parse-env.ts';
import { ingestEnv } from './env.ts';
import { createHandler } from './handler.ts';

export const handler = createHandler(parseEnv(ingestEnv, process.env));
