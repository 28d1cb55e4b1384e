import { join } from 'node:path';
import { parseEnv } from '../shared/lambda/parse-env.ts';
import { consoleEnv } from './env.ts';
import { createHandler } from './handler.ts';

const outside = { directory: join(import.meta.dirname, 'console') };

export const handler = createHandler(parseEnv(consoleEnv, process.env), outside);
