import { createDynamoDb, createKms, createLambda, createS3, createSqs } from '../shared/lambda/clients.ts';
import { createOutboundHttp } from '../shared/outbound/outbound-http.ts';
import { realOutside } from '../shared/lambda/outside.ts';
import { parseEnv } from '../shared/lambda/parse-env.ts';
import { deliveryEnv } from './env.ts';
import { createHandler } from './handler.ts';

const outside = realOutside({
  dynamodb: createDynamoDb(),
  kms: createKms(),
  lambda: createLambda(),
  s3: createS3(),
  sqs: createSqs(),
  createHttp: createOutboundHttp,
  codeUrl: import.meta.url,
});

export const handler = createHandler(parseEnv(deliveryEnv, process.env), outside);
