import { join } from 'node:path';
import { createDynamoDb } from '../shared/lambda/clients.ts';
import { realOutside } from '../shared/lambda/outside.ts';
import { parseEnv } from '../shared/lambda/parse-env.ts';
import { consoleEnv } from './env.ts';
import { createHandler } from './handler.ts';

const outside = realOutside({ directory: join(import.meta.dirname, 'console'), dynamodb: createDynamoDb() });

export const handler = createHandler(parseEnv(consoleEnv, process.env), outside);
