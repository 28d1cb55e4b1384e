import { createDynamoDb, createKms, createLambda, createS3, createSqs } from '../shared/lambda/clients.ts';
import { createOutboundHttp } from '../shared/outbound/outbound-http.ts';
import { realOutside } from '../shared/lambda/outside.ts';
import { parseEnv } from '../shared/lambda/parse-env.ts';
import { controlApiEnv } from './env.ts';
import { createHandler } from './handler.ts';

const outside = realOutside({
  dynamodb: createDynamoDb(),
  kms: createKms(),
  lambda: createLambda(),
  s3: createS3(),
  sqs: createSqs(),
  createHttp: createOutboundHttp,
  codeUrl: import.meta.url,
  // Few requests need it, and all would wait for it to load.
  openUserPool: async (id: string) => (await import('./auth/cognito.ts')).openUserPool(id),
});

export const handler = createHandler(parseEnv(controlApiEnv, process.env), outside);
