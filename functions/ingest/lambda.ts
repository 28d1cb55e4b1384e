import { createDynamoDb, createSqs } from '../shared/clients.ts';
import { realOutside } from '../shared/outside.ts';
import { parseEnv } from '../shared/parse-env.ts';
import { ingestEnv } from './env.ts';
import { createHandler } from './handler.ts';

const outside = realOutside({ dynamodb: createDynamoDb(), sqs: createSqs() });

export const handler = createHandler(parseEnv(ingestEnv, process.env), outside);
