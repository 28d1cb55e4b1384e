import { createDynamoDb, createSqs } from '../shared/lambda/clients.ts';
import { realOutside } from '../shared/lambda/outside.ts';
import { parseEnv } from '../shared/lambda/parse-env.ts';
import { ingestEnv } from './env.ts';
import { createHandler } from './handler.ts';

const outside = realOutside({ dynamodb: createDynamoDb(), sqs: createSqs() });

export const handler = createHandler(parseEnv(ingestEnv, process.env), outside);
