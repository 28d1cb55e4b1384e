import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Config } from '../shared/config-store.ts';
import { readLines } from '../shared/read-lines.ts';
import { queryUndelivered } from '../shared/undelivered-store.ts';
import type { ControlApiEnv } from './env.ts';
import { createResolveRequests } from './undelivered-resolve.ts';
import type { UndeliveredDeps } from './undelivered-events.ts';

/** What the routes about undelivered events need, on AWS. */
export function createUndelivered(
  env: ControlApiEnv,
  deps: { dynamodb: DynamoDBClient; s3: S3Client; sqs: SQSClient; config: () => Promise<Config> },
): UndeliveredDeps {
  const { dynamodb, s3, sqs, config } = deps;
  return {
    destinationIds: async () => [...(await config()).destinations.keys()],
    query: (range) => queryUndelivered(dynamodb, env.CONTROL_TABLE, range),
    lines: ({ objectKey }) => readLines({ s3, bucket: env.ARCHIVE_BUCKET }, objectKey),
    resolve: createResolveRequests({
      sqs,
      queueUrls: env.LANE_RETRY_QUEUE_URLS,
      destination: async (id) => (await config()).destinations.get(id),
    }),
  };
}
