import { parseEnv } from '../shared/lambda/parse-env.ts';
import { webEnv } from './env.ts';
import { createHandler } from './handler.ts';

const outside = { directory: import.meta.dirname };

export const handler = createHandler(parseEnv(webEnv, process.env), outside);
