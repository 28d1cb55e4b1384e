import { parseEnv } from '../shared/parse-env.ts';
import { replayEnv } from './env.ts';
import { createHandler } from './handler.ts';

export const handler = createHandler(parseEnv(replayEnv, process.env));
