import { parseEnv } from '../shared/parse-env.ts';
import { deliveryEnv } from './env.ts';
import { createHandler } from './handler.ts';

export const handler = createHandler(parseEnv(deliveryEnv, process.env));
